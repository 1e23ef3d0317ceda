// The formats: their names, and what can be combined.
#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "base/message.h"
#include "encode/encode.h"

namespace boyin::encode {
namespace {

struct Facts {
  Format format;
  std::string_view name;
  std::string_view other_name;
  int bitrate_mono;  ///< 0: not chosen by bit rate
  int bitrate_stereo;
};

constexpr std::array kFacts = {
    Facts{Format::kMp3, "mp3", "mpeg", 96, 128},  Facts{Format::kM4a, "m4a", "aac", 96, 128},
    Facts{Format::kOpus, "opus", "opus", 48, 64}, Facts{Format::kOgg, "ogg", "oga", 96, 128},
    Facts{Format::kFlac, "flac", "flac", 0, 0},   Facts{Format::kWav, "wav", "wave", 0, 0},
    Facts{Format::kMp2, "mp2", "mpa", 96, 192},   Facts{Format::kM4b, "m4b", "m4b", 64, 96},
};

const Facts& FactsOf(Format format) {
  return *std::find_if(kFacts.begin(), kFacts.end(),
                       [&](const Facts& facts) { return facts.format == format; });
}

// ISO 11172-3 and 13818-3, layers III and II; LAME's MPEG-2.5 below 16 kHz.
constexpr std::array kMpeg1Layer3 = {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
constexpr std::array kMpeg2 = {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
constexpr std::array kMpeg25 = {8, 16, 24, 32, 40, 48, 56, 64};
constexpr std::array kLayer2Mono = {32, 48, 56, 64, 80, 96, 112, 128, 160, 192};
constexpr std::array kLayer2Stereo = {64, 96, 112, 128, 160, 192, 224, 256, 320, 384};

constexpr std::array kMp3Rates = {8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000};
constexpr std::array kMp2Rates = {16000, 22050, 24000, 32000, 44100, 48000};
constexpr std::array kAacRates = {8000,  11025, 12000, 16000, 22050, 24000,
                                  32000, 44100, 48000, 64000, 88200, 96000};
constexpr std::array kOpusRates = {48000};

/// Empty: any.
std::span<const int> Rates(Format format) {
  switch (format) {
    case Format::kMp3:
      return kMp3Rates;
    case Format::kMp2:
      return kMp2Rates;
    case Format::kM4a:
    case Format::kM4b:
      return kAacRates;
    case Format::kOpus:
      return kOpusRates;
    case Format::kOgg:
    case Format::kFlac:
    case Format::kWav:
      break;
  }
  return {};
}

/// Empty: any within BitrateRange.
std::span<const int> Bitrates(const Settings& s) {
  if (s.format == Format::kMp3) {
    if (s.sample_rate_hz >= 32000) return kMpeg1Layer3;
    return s.sample_rate_hz >= 16000 ? std::span<const int>(kMpeg2) : std::span<const int>(kMpeg25);
  }
  if (s.format == Format::kMp2) {
    if (s.sample_rate_hz < 32000) return kMpeg2;
    return s.channels == 1 ? std::span<const int>(kLayer2Mono)
                           : std::span<const int>(kLayer2Stereo);
  }
  return {};
}

struct Bounds {
  int least;
  int most;
};

Bounds BitrateRange(const Settings& s) {
  const int most_per_channel = s.sample_rate_hz * 6 / 1000;
  switch (s.format) {
    case Format::kM4a:
    case Format::kM4b:
      return {24, std::min(320, most_per_channel * s.channels)};
    case Format::kOpus:
      return {12, 256 * s.channels};
    default:  // Vorbis: what libvorbis has a mode for
      return {s.sample_rate_hz / 1000 * s.channels, 5 * s.sample_rate_hz / 1000 * s.channels};
  }
}

int Nearest(std::span<const int> values, int wanted) {
  return *std::min_element(values.begin(), values.end(), [&](int a, int b) {
    return std::abs(a - wanted) < std::abs(b - wanted);
  });
}

std::string Listed(std::span<const int> values) {
  return fmt::format("{}", fmt::join(values, ", "));
}

tl::unexpected<Error> Refuse(Message what, const std::string& allowed) {
  return Fail(Code::kUsage, "", std::move(what), Translated("use {}", allowed));
}

Result<void> ResolveRate(Settings& s, int programme_rate_hz) {
  const std::span<const int> rates = Rates(s.format);
  if (s.sample_rate_hz == 0) {
    s.sample_rate_hz = rates.empty() ? programme_rate_hz : Nearest(rates, programme_rate_hz);
    return {};
  }
  // Opus is 48 kHz inside whatever goes in: any rate asked for is met by that.
  if (s.format == Format::kOpus && s.sample_rate_hz >= 8000 && s.sample_rate_hz <= 48000) {
    s.sample_rate_hz = 48000;
    return {};
  }
  const bool known = rates.empty() ? s.sample_rate_hz >= 8000 && s.sample_rate_hz <= 192000
                                   : std::count(rates.begin(), rates.end(), s.sample_rate_hz) > 0;
  if (known) return {};
  return Refuse(
      Translated("{} has no sample rate of {} Hz", FormatName(s.format), s.sample_rate_hz),
      rates.empty() ? "8000 … 192000" : Listed(rates));
}

Result<void> ResolveBitrate(Settings& s) {
  const Facts& facts = FactsOf(s.format);
  if (facts.bitrate_mono == 0) {
    s.bitrate_kbps = 0;
    return {};
  }
  const std::span<const int> rates = Bitrates(s);
  const Bounds bounds = rates.empty() ? BitrateRange(s) : Bounds{rates.front(), rates.back()};
  if (s.bitrate_kbps == 0) {
    const int usual = s.channels == 1 ? facts.bitrate_mono : facts.bitrate_stereo;
    s.bitrate_kbps =
        rates.empty() ? std::clamp(usual, bounds.least, bounds.most) : Nearest(rates, usual);
    return {};
  }
  const bool known = rates.empty() ? s.bitrate_kbps >= bounds.least && s.bitrate_kbps <= bounds.most
                                   : std::count(rates.begin(), rates.end(), s.bitrate_kbps) > 0;
  if (known) return {};
  return Refuse(Translated("{} at {} Hz with {} channel(s) has no bit rate of {} kbit/s",
                           facts.name, s.sample_rate_hz, s.channels, s.bitrate_kbps),
                rates.empty() ? fmt::format("{} … {}", bounds.least, bounds.most) : Listed(rates));
}

}  // namespace

Result<Format> FormatFromName(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const Facts& facts : kFacts) {
    if (lower == facts.name || lower == facts.other_name) return facts.format;
  }
  return Refuse(Translated("unknown format '{}'", name),
                "mp3, m4a, m4b, opus, ogg, flac, wav, mp2");
}

Result<Format> FormatOfPath(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  Result<Format> format = FormatFromName(extension.empty() ? "" : extension.substr(1));
  if (!format) format.error().where = path.string();
  return format;
}

std::string_view FormatName(Format format) { return FactsOf(format).name; }

Result<Settings> Resolve(const Settings& settings, int programme_rate_hz, int programme_channels) {
  Settings s = settings;
  if (s.channels == 0) s.channels = programme_channels;
  if (s.channels != 1 && s.channels != 2) {
    return Refuse(Translated("{} channels are not possible", s.channels), "1, 2");
  }
  if (Result<void> rate = ResolveRate(s, programme_rate_hz); !rate) {
    return tl::unexpected(rate.error());
  }
  if (Result<void> bitrate = ResolveBitrate(s); !bitrate) return tl::unexpected(bitrate.error());
  return s;
}

}  // namespace boyin::encode
