// The loop: encode, decode and measure, encode again where the codec changed too much; then tag.
#include "encode/encode.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "encode/certificate.h"
#include "encode/fields.h"
#include "encode/flac_seek_table.h"
#include "encode/mp3_parts.h"
#include "encode/mp4_chapters.h"
#include "encode/peak_overs.h"
#include "encode/tags.h"
#include "encode/writer.h"
#include "produce/rate_converter.h"

namespace boyin::encode {
namespace {

constexpr int kMostEncodings = 6;
constexpr double kCloseEnoughLu = 0.2;
constexpr double kNearlyDb = 0.05;  // so near the limit counts as above it
constexpr double kSilenceLufs = -70;
constexpr std::size_t kChunk = 16384;

/// LAME scales its input before it encodes at a constant bit rate (measured: docs/audio.md).
double Compensation(const Settings& settings) {
  if (settings.format != Format::kMp3 || settings.bitrate_kbps >= 256) return 1;
  if (settings.bitrate_kbps >= 224) return 1 / 0.98;
  return settings.bitrate_kbps >= 192 ? 1 / 0.97 : 1 / 0.95;
}

/// What codecs take from the loudness, and add to the peaks beyond produce::kCodecRoomDb: a first
/// try that mostly fits (bench/loudness_proof.cc).
produce::Trim FirstTrim(const Settings& settings) {
  const int per_channel = settings.bitrate_kbps / settings.channels;
  switch (settings.format) {
    case Format::kM4a:
    case Format::kM4b:
      return {.gain_db = 0.1, .ceiling_db = per_channel < 80 ? -2.0 : -0.8};
    case Format::kOpus:
      return {.gain_db = per_channel < 40 ? 0.3 : 0.2, .ceiling_db = -0.6};
    case Format::kOgg:
      return {.gain_db = 0.1, .ceiling_db = 0};
    default:
      return {};
  }
}

/// MP2 has no gapless information: the number of frames is chosen so that the decoded file, with
/// the 481 samples that the filter bank adds in front, is nearest in length. Only lead-out is cut.
std::int64_t SamplesToEncode(const Settings& settings, std::int64_t samples) {
  constexpr std::int64_t kFrame = 1152;
  if (settings.format != Format::kMp2) return samples;
  return std::min(samples, (samples + kFrame / 2 + 240) / kFrame * kFrame);
}

/// The same for the same programme, another for any other.
int SerialOf(const Tags& tags, std::int64_t samples) {
  std::string all = fmt::format("{}\n", samples);
  for (const std::string* text :
       {&tags.title, &tags.artist, &tags.date, &tags.comment, &tags.lyrics}) {
    all += *text + '\n';
  }
  if (tags.aigc) all += tags.aigc->produce_id;
  return static_cast<int>(std::stoul(ContentHash(all).substr(0, 8), nullptr, 16) & 0x7FFFFFFFU);
}

Result<std::unique_ptr<Writer>> OpenWriter(const Settings& settings, const Tags& tags,
                                           std::int64_t samples, const std::filesystem::path& path,
                                           const std::filesystem::path& shown) {
  if (settings.format == Format::kWav || settings.format == Format::kFlac) {
    return OpenSndfileWriter(settings, tags, samples, path, shown);
  }
  const std::string language = tags.language.empty() ? std::string() : Iso639_2(tags.language);
  return OpenAvWriter(settings, {tags.chapters, language, SerialOf(tags, samples)}, path, shown);
}

Result<void> Pump(const produce::Programme& programme, const Settings& settings,
                  const produce::Trim& trim, Writer& writer) {
  Result<produce::RateConverter> converter =
      produce::RateConverter::Open(programme.sample_rate_hz(), settings.sample_rate_hz);
  if (!converter) return tl::unexpected(converter.error());
  produce::Reader reader = programme.Open(trim);
  const auto gain = static_cast<float>(Compensation(settings));
  std::vector<float> chunk(kChunk);
  const std::int64_t wanted = SamplesToEncode(settings, programme.samples());
  for (std::int64_t done = 0; done < wanted;) {
    const auto part = static_cast<std::size_t>(
        std::min<std::int64_t>(wanted - done, static_cast<std::int64_t>(chunk.size())));
    const Result<std::size_t> got = reader.Read(std::span(chunk).first(part));
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) break;
    done += static_cast<std::int64_t>(*got);
    for (std::size_t i = 0; i < *got; ++i) chunk[i] *= gain;
    Result<void> written = writer.Write(converter->Convert(std::span(chunk).first(*got)));
    if (!written) return written;
  }
  if (Result<void> written = writer.Write(converter->Flush()); !written) return written;
  return writer.Finish();
}

Result<void> Write(const produce::Programme& programme, const Settings& settings, const Tags& tags,
                   const produce::Trim& trim, const std::filesystem::path& path,
                   const std::filesystem::path& shown) {
  const std::int64_t samples =
      programme.samples() * settings.sample_rate_hz / programme.sample_rate_hz();
  Result<std::unique_ptr<Writer>> writer = OpenWriter(settings, tags, samples, path, shown);
  if (!writer) return tl::unexpected(writer.error());
  return Pump(programme, settings, trim, **writer);
}

/// A spike of the codec's own is turned down where it stands (Opus makes some that no ceiling
/// lowers); a place that was turned down already goes deeper.
void TurnDown(const std::vector<PeakOver>& peak_overs, double margin_db, int sample_rate_hz,
              std::vector<produce::Attenuation>& attenuations) {
  const std::int64_t near = sample_rate_hz / 66;  // what an attenuation holds down whole
  for (const PeakOver& over : peak_overs) {
    const produce::Attenuation attenuation{std::llround(over.at_s * sample_rate_hz),
                                           over.over_db + margin_db};
    const auto place = std::lower_bound(
        attenuations.begin(), attenuations.end(), attenuation.at - near,
        [](const produce::Attenuation& before, std::int64_t at) { return before.at < at; });
    if (place != attenuations.end() && place->at <= attenuation.at + near) {
      place->db += attenuation.db;
    } else {
      attenuations.insert(place, attenuation);
    }
  }
}

/// Many peaks are too high: the limiter is the right place to hold them.
bool IsEverywhere(const std::vector<PeakOver>& peak_overs, double seconds) {
  return static_cast<double>(peak_overs.size()) > 3 + seconds;
}

/// How the next try must differ; nothing when this one is good.
Result<std::optional<produce::Trim>> Mend(const produce::Programme& programme,
                                          const Certificate& measured, produce::Trim trim,
                                          const std::filesystem::path& path) {
  const produce::Mastering& mastering = programme.mastering();
  const produce::Profile& profile = mastering.profile;
  if (!profile.master || measured.integrated_lufs <= kSilenceLufs) return std::nullopt;
  const double over_db = measured.true_peak_dbtp - profile.true_peak_dbtp;
  // What mastering itself could not reach (a very quiet source) is not the codec's doing.
  const double off_lu = mastering.loudness_lufs - measured.integrated_lufs;
  if (over_db <= 0 && std::abs(off_lu) <= kCloseEnoughLu) return std::nullopt;
  trim.gain_db += off_lu;
  if (over_db <= 0) return trim;
  Result<std::vector<PeakOver>> peak_overs =
      FindPeakOvers(path, profile.true_peak_dbtp - kNearlyDb);
  if (!peak_overs) return tl::unexpected(peak_overs.error());
  if (measured.encodings == 1 && IsEverywhere(*peak_overs, measured.duration_s)) {
    // A lower ceiling costs a little loudness.
    trim.ceiling_db -= over_db + 0.15;
    trim.gain_db += 0.1 * over_db;
  } else if (measured.encodings + 1 < kMostEncodings) {
    // Each try reaches further, for the codec does not follow exactly.
    TurnDown(*peak_overs, 0.1 + 0.15 * measured.encodings, programme.sample_rate_hz(),
             trim.attenuations);
  } else {
    // The last try: the peak is kept, whatever it costs.
    trim.gain_db -= off_lu + over_db + 0.3;
  }
  return trim;
}

Result<Certificate> EncodeOnce(const produce::Programme& programme, const Settings& settings,
                               const Tags& tags, const produce::Trim& trim,
                               const std::filesystem::path& path,
                               const std::filesystem::path& shown) {
  if (settings.format == Format::kMp3 && settings.sample_rate_hz == programme.sample_rate_hz()) {
    const auto gain = static_cast<float>(Compensation(settings));
    return EncodeMp3InParts(programme, settings, trim, gain, path, shown);
  }
  Result<void> written = Write(programme, settings, tags, trim, path, shown);
  if (!written) return tl::unexpected(written.error());
  Result<Certificate> measured = Measure(path);
  if (!measured) measured.error().where = shown.string();
  return measured;
}

/// What the libraries leave out of a container.
Result<void> CompleteContainer(Format format, const Tags& tags, const std::filesystem::path& path,
                               const std::filesystem::path& shown) {
  if (format == Format::kFlac) return AddSeekTable(path, shown);
  if (!IsMp4(format) || tags.chapters.empty()) return {};
  return MendChapterTrack(path, Iso639_2(tags.language), shown);
}

/// The sidecar first: automation that watches a folder takes the sound as soon as it is there.
Result<void> CommitWithSidecar(AtomicFile& file, const Tags& tags, const Certificate& certificate,
                               const std::filesystem::path& path) {
  if (!tags.radio.with_sidecar) return file.Commit();
  std::filesystem::path sidecar = path;
  sidecar.replace_extension(".xml");
  Result<void> done = WriteFile(sidecar, RivendellXml(tags, certificate));
  if (!done) return done;
  done = file.Commit();
  std::error_code ignored;
  if (!done) std::filesystem::remove(sidecar, ignored);
  return done;
}

}  // namespace

Result<Certificate> Encode(const produce::Programme& programme, const Settings& settings,
                           const Tags& given, const std::filesystem::path& path) {
  const Result<Settings> resolved = Resolve(settings, programme.sample_rate_hz());
  if (!resolved) return tl::unexpected(resolved.error());
  if (Result<void> fits = CheckTags(resolved->format, given); !fits) {
    return tl::unexpected(fits.error());
  }
  const Tags tags = Prepared(given, programme.samples() * 1000 / programme.sample_rate_hz());
  Result<AtomicFile> file = AtomicFile::Create(path);
  if (!file) return tl::unexpected(file.error());
  const std::filesystem::path& temporary = file->temporary_path();
  const bool master = programme.mastering().profile.master;
  produce::Trim trim = master ? FirstTrim(*resolved) : produce::Trim{};
  Certificate certificate;
  for (int encodings = 1;; ++encodings) {
    Result<Certificate> measured = EncodeOnce(programme, *resolved, tags, trim, temporary, path);
    if (!measured) return measured;
    certificate = *measured;
    certificate.encodings = encodings;
    if (encodings == kMostEncodings) break;
    Result<std::optional<produce::Trim>> mended = Mend(programme, certificate, trim, temporary);
    if (!mended) return tl::unexpected(mended.error());
    if (!*mended) break;
    trim = std::move(**mended);
  }
  if (Result<void> completed = CompleteContainer(resolved->format, tags, temporary, path);
      !completed) {
    return tl::unexpected(completed.error());
  }
  if (Result<void> tagged = WriteTags(resolved->format, tags, certificate, temporary, path);
      !tagged) {
    return tl::unexpected(tagged.error());
  }
  std::error_code ignored;
  certificate.bytes = std::filesystem::file_size(temporary, ignored);
  if (Result<void> done = CommitWithSidecar(*file, tags, certificate, path); !done) {
    return tl::unexpected(done.error());
  }
  return certificate;
}

}  // namespace boyin::encode
