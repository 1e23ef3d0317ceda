#include "jobs/sent_recordings.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/message.h"
#include "jobs/open_takes.h"

namespace boyin::jobs {
namespace {

constexpr std::size_t kPart = 65536;  // samples
constexpr std::uint32_t kPcm = 1;
constexpr std::uint32_t kExtensible = 0xFFFE;  // what it is stands in its subformat
constexpr std::uint32_t kLowestRateHz = 8000;
constexpr std::uint32_t kHighestRateHz = 96'000;

/// Little-endian; 0 beyond the end.
std::uint32_t Number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size && at + i < bytes.size(); ++i) {
    value |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  }
  return value;
}

struct Pcm {
  std::size_t channels = 1;
  int rate_hz = 0;
  std::string_view samples;  ///< 16 bits each, little-endian

  [[nodiscard]] std::size_t frames() const { return samples.size() / 2 / channels; }
};

std::optional<Pcm> FormatOf(std::string_view chunk) {
  std::uint32_t tag = Number(chunk, 0, 2);
  if (tag == kExtensible) tag = Number(chunk, 24, 2);
  const std::uint32_t channels = Number(chunk, 2, 2);
  const std::uint32_t rate_hz = Number(chunk, 4, 4);
  const bool known = tag == kPcm && (channels == 1 || channels == 2) && rate_hz >= kLowestRateHz &&
                     rate_hz <= kHighestRateHz && Number(chunk, 14, 2) == 16;
  if (!known) return std::nullopt;
  return Pcm{channels, static_cast<int>(rate_hz), {}};
}

/// Chunk by chunk up to the samples.
std::optional<Pcm> PcmOf(std::string_view wav) {
  if (!wav.starts_with("RIFF") || wav.substr(std::min<std::size_t>(8, wav.size()), 4) != "WAVE") {
    return std::nullopt;
  }
  std::optional<Pcm> pcm;
  std::string_view rest = wav.substr(12);
  while (rest.size() >= 8) {
    const std::string_view name = rest.substr(0, 4);
    const std::size_t size = Number(rest, 4, 4);
    rest.remove_prefix(8);
    const std::string_view chunk = rest.substr(0, size);
    if (name == "fmt ") pcm = FormatOf(chunk);
    if (name == "data") {
      if (pcm) pcm->samples = chunk;
      return pcm;
    }
    rest.remove_prefix(std::min(rest.size(), size + size % 2));
  }
  return std::nullopt;
}

}  // namespace

Result<produce::Music> ReadRecording(std::string_view wav, const std::string& name,
                                     const std::filesystem::path& spool_folder) {
  const std::optional<Pcm> pcm = PcmOf(wav);
  if (!pcm) {
    return Fail(Code::kInput, name, Translated("is no WAV of 16 bits, mono or stereo"),
                Translated("convert it: ffmpeg -i RECORDING -c:a pcm_s16le recording.wav"));
  }
  if (pcm->frames() / static_cast<std::size_t>(pcm->rate_hz) >= kMostRecordingSeconds) {
    return Fail(Code::kInput, name,
                Translated("a recording may last {} s, not longer", kMostRecordingSeconds));
  }
  Result<produce::MusicWriter> writer = produce::MusicWriter::Create(pcm->rate_hz, spool_folder);
  if (!writer) return tl::unexpected(writer.error());
  std::vector<float> part;
  for (std::size_t at = 0; at < pcm->frames(); at += part.size()) {
    part.resize(std::min(kPart, pcm->frames() - at));
    for (std::size_t i = 0; i < part.size(); ++i) {
      float sum = 0;
      for (std::size_t channel = 0; channel < pcm->channels; ++channel) {
        const std::size_t byte = 2 * ((at + i) * pcm->channels + channel);
        sum += static_cast<float>(static_cast<std::int16_t>(Number(pcm->samples, byte, 2)));
      }
      part[i] = sum / (32768.F * static_cast<float>(pcm->channels));
    }
    if (Result<void> done = writer->Append(part); !done) return tl::unexpected(done.error());
  }
  return std::move(*writer).Finish(name);
}

Result<void> OpenSentRecordings(
    std::vector<pipeline::Take>& takes,
    const std::function<Result<std::string>(const std::string& name)>& bytes_of,
    const std::filesystem::path& spool_folder) {
  for (pipeline::Take& take : takes) {
    const rundown::Take& wish = take.wish;
    if (wish.audio.empty()) continue;
    Result<produce::Music> sound =
        bytes_of(wish.audio)
            .and_then([&](const std::string& bytes) {
              return ReadRecording(bytes, wish.audio, spool_folder);
            })
            .and_then([&](const produce::Music& whole) {
              return WithoutSilence(whole, SpeakerOf(wish), spool_folder);
            });
    if (!sound) {
      const Error& error = sound.error();
      return tl::unexpected(
          Error{error.code, wish.where + ": " + wish.audio, error.what, error.mend});
    }
    take.recording = std::move(*sound);
  }
  return {};
}

bool HasRecordings(const std::vector<pipeline::Take>& takes) {
  return std::ranges::any_of(takes,
                             [](const pipeline::Take& take) { return !take.wish.audio.empty(); });
}

}  // namespace boyin::jobs
