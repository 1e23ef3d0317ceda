#include "produce/music.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "produce/level.h"
#include "produce/produce.h"
#include "produce/spool.h"

namespace boyin::produce {
namespace {

constexpr int kShortestMs = 50;

}  // namespace

Result<void> Music::ReadAt(std::int64_t at, std::span<float> out) const {
  return spool_->ReadAt(at, out);
}

struct MusicWriter::State {
  State(int rate_hz, Spool file)
      : sample_rate_hz(rate_hz), spool(std::move(file)), meter(rate_hz, 1, Meter::Peaks::kNone) {}

  int sample_rate_hz;
  Spool spool;
  Meter meter;
};

MusicWriter::MusicWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
MusicWriter::MusicWriter(MusicWriter&&) noexcept = default;
MusicWriter& MusicWriter::operator=(MusicWriter&&) noexcept = default;
MusicWriter::~MusicWriter() = default;

Result<MusicWriter> MusicWriter::Create(int sample_rate_hz,
                                        const std::filesystem::path& spool_folder) {
  Result<Spool> spool = Spool::Create(spool_folder);
  if (!spool) return tl::unexpected(spool.error());
  return MusicWriter(std::make_unique<State>(sample_rate_hz, std::move(*spool)));
}

Result<void> MusicWriter::Append(std::span<const float> samples) {
  state_->meter.Add(samples);
  return state_->spool.Append(samples);
}

Result<Music> MusicWriter::Finish(std::string name, bool seamless) && {
  State& s = *state_;
  if (s.spool.samples() * 1000 < std::int64_t{kShortestMs} * s.sample_rate_hz) {
    return Fail(Code::kInput, std::move(name),
                {fmt::format("too short for music: less than {} ms", kShortestMs),
                 fmt::format("音乐太短：不到 {} 毫秒", kShortestMs)},
                {"name a longer file", "请换一个更长的文件"});
  }
  // A sound shorter than the window of the meter is measured with the silence that follows it.
  const std::vector<float> after(static_cast<std::size_t>(s.sample_rate_hz) / 2);
  s.meter.Add(after);
  const double loudness = s.meter.Measured().one_channel_lufs;
  if (loudness <= kSilenceLufs) {
    return Fail(Code::kInput, std::move(name),
                {"there is nothing to hear in it", "里面没有可听的声音"},
                {"name another file", "请换一个文件"});
  }
  Music music;
  music.name_ = std::move(name);
  music.sample_rate_hz_ = s.sample_rate_hz;
  music.samples_ = s.spool.samples();
  music.loudness_lufs_ = loudness;
  music.seamless_ = seamless;
  music.spool_ = std::make_shared<const Spool>(std::move(s.spool));
  return music;
}

MusicCue ForegroundCue() { return {.alone_lu = -3, .under_lu = -14, .fade_out_ms = 300}; }

MusicCue BedCue() {
  return {.loop = true, .alone_lu = -6, .under_lu = -18, .fade_in_ms = 1500, .fade_out_ms = 3000};
}

}  // namespace boyin::produce
