#include "jobs/open_takes.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "encode/encode.h"

namespace boyin::jobs {
namespace {

constexpr double kQuietDb = 30;  // below the speech: nobody speaks yet, or any more
constexpr int kRoomMs = 40;      // that is kept of the silence
constexpr std::size_t kPart = 65536;

/// The samples in which somebody speaks.
Result<std::pair<std::int64_t, std::int64_t>> SpokenPart(const produce::Music& sound) {
  const double quiet = std::pow(10, (sound.loudness_lufs() - kQuietDb) / 20);
  std::int64_t begin = sound.samples();
  std::int64_t end = 0;
  std::vector<float> part;
  for (std::int64_t at = 0; at < sound.samples(); at += static_cast<std::int64_t>(part.size())) {
    part.resize(std::min(kPart, static_cast<std::size_t>(sound.samples() - at)));
    if (Result<void> read = sound.ReadAt(at, part); !read) return tl::unexpected(read.error());
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (std::abs(static_cast<double>(part[i])) < quiet) continue;
      begin = std::min(begin, at + static_cast<std::int64_t>(i));
      end = at + static_cast<std::int64_t>(i) + 1;
    }
  }
  const std::int64_t room = std::int64_t{kRoomMs} * sound.sample_rate_hz() / 1000;
  return std::pair{std::max<std::int64_t>(0, begin - room), std::min(sound.samples(), end + room)};
}

}  // namespace

Result<produce::Music> WithoutSilence(const produce::Music& sound, std::string speaker,
                                      const std::filesystem::path& spool_folder) {
  const auto spoken = SpokenPart(sound);
  if (!spoken) return tl::unexpected(spoken.error());
  const auto [begin, end] = *spoken;
  Result<produce::MusicWriter> writer =
      produce::MusicWriter::Create(sound.sample_rate_hz(), spool_folder);
  if (!writer) return tl::unexpected(writer.error());
  std::vector<float> part;
  for (std::int64_t at = begin; at < end; at += static_cast<std::int64_t>(part.size())) {
    part.resize(std::min(kPart, static_cast<std::size_t>(end - at)));
    Result<void> done = sound.ReadAt(at, part);
    if (done) done = writer->Append(part);
    if (!done) return tl::unexpected(done.error());
  }
  return std::move(*writer).Finish(std::move(speaker));
}

std::string SpeakerOf(const rundown::Take& wish) {
  return wish.speaker.empty() ? std::filesystem::path(wish.audio).stem().string() : wish.speaker;
}

namespace {

Result<produce::Music> OpenRecording(const rundown::Take& wish, const TakeSources& sources) {
  const Result<SourceFile> file = sources.find(wish.audio);
  if (!file) return tl::unexpected(file.error());
  // A bare name would be one of boyin's own pieces.
  const std::filesystem::path name = file->path.has_parent_path() ? file->path : "." / file->path;
  Result<produce::Music> sound =
      encode::LoadMusic(name.string(), encode::kUsualRateHz, sources.spool_folder);
  if (!sound) {
    const Error& error = sound.error();
    const Code code = error.code == Code::kOutput ? Code::kOutput : Code::kInput;
    return tl::unexpected(Error{code, wish.where + ": " + file->name, error.what, error.mend});
  }
  return WithoutSilence(*sound, SpeakerOf(wish), sources.spool_folder);
}

Result<pipeline::Take> Open(rundown::Take wish, const TakeSources& sources) {
  pipeline::Take take;
  if (!wish.voice.empty()) {
    Result<voice::Voice> voice = sources.find_voice(wish.voice);
    if (!voice) return tl::unexpected(voice.error());
    Result<std::optional<voice::Voice>> fallback = sources.find_fallback(*voice);
    if (!fallback) return tl::unexpected(fallback.error());
    take.voice = std::move(*voice);
    take.fallback = std::move(*fallback);
  }
  if (!wish.audio.empty() && sources.find) {
    Result<produce::Music> sound = OpenRecording(wish, sources);
    if (!sound) return tl::unexpected(sound.error());
    take.recording = std::move(*sound);
  }
  take.wish = std::move(wish);
  return take;
}

}  // namespace

Result<std::vector<pipeline::Take>> OpenTakes(std::vector<rundown::Take> wishes,
                                              const TakeSources& sources) {
  std::vector<pipeline::Take> takes;
  for (rundown::Take& wish : wishes) {
    Result<pipeline::Take> take = Open(std::move(wish), sources);
    if (!take) return tl::unexpected(take.error());
    takes.push_back(std::move(*take));
  }
  return takes;
}

}  // namespace boyin::jobs
