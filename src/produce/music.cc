#include "produce/music.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/message.h"
#include "produce/level.h"
#include "produce/produce.h"
#include "produce/rate_converter.h"
#include "produce/spool.h"

namespace boyin::produce {
namespace {

constexpr int kShortestMs = 50;
constexpr double kTailDb = 10;           // under its level, music has said what it has to say
constexpr std::int64_t kPart = 1 << 16;  // samples, on the way to another rate

}  // namespace

Result<void> Music::ReadAt(std::int64_t at, std::span<float> out) const {
  return spool_->ReadAt(at, out);
}

struct MusicWriter::State {
  State(int rate_hz, Spool file)
      : sample_rate_hz(rate_hz), spool(std::move(file)), meter(rate_hz, 1, Meter::Peaks::kNone) {}

  /// Keeps the mean power of each twentieth of a second.
  void AddLevels(std::span<const float> samples) {
    for (const float sample : samples) {
      power += static_cast<double>(sample) * static_cast<double>(sample);
      if (++filled < Frame()) continue;
      levels.push_back(static_cast<float>(power / static_cast<double>(filled)));
      power = 0;
      filled = 0;
    }
  }
  [[nodiscard]] std::int64_t Frame() const { return sample_rate_hz / 20; }
  [[nodiscard]] std::int64_t TailAt(double level_db) const {
    const auto power_at = static_cast<float>(std::pow(10, level_db / 10));
    const auto last =
        std::find_if(levels.rbegin(), levels.rend(), [&](float level) { return level > power_at; });
    return (last - levels.rbegin()) * Frame();
  }

  int sample_rate_hz;
  Spool spool;
  Meter meter;
  std::vector<float> levels{};
  double power = 0;
  std::int64_t filled = 0;
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
  state_->AddLevels(samples);
  return state_->spool.Append(samples);
}

Result<Music> MusicWriter::Finish(std::string name, bool seamless) && {
  State& s = *state_;
  if (s.spool.samples() * 1000 < std::int64_t{kShortestMs} * s.sample_rate_hz) {
    return Fail(Code::kInput, std::move(name),
                Translated("too short for music: less than {} ms", kShortestMs),
                Translated("name a longer file"));
  }
  // A sound shorter than the window of the meter is measured with the silence that follows it.
  const std::vector<float> after(static_cast<std::size_t>(s.sample_rate_hz) / 2);
  s.meter.Add(after);
  const double loudness = s.meter.Measured().one_channel_lufs;
  if (loudness <= kSilenceLufs) {
    return Fail(Code::kInput, std::move(name), Translated("there is nothing to hear in it"),
                Translated("name another file"));
  }
  Music music;
  music.name_ = std::move(name);
  music.sample_rate_hz_ = s.sample_rate_hz;
  music.samples_ = s.spool.samples();
  music.loudness_lufs_ = loudness;
  music.tail_samples_ = s.TailAt(loudness - kTailDb);
  music.seamless_ = seamless;
  music.spool_ = std::make_shared<const Spool>(std::move(s.spool));
  return music;
}

Result<Music> AtRate(const Music& music, int sample_rate_hz,
                     const std::filesystem::path& spool_folder) {
  if (music.sample_rate_hz() == sample_rate_hz) return music;
  Result<RateConverter> converter = RateConverter::Open(music.sample_rate_hz(), sample_rate_hz);
  if (!converter) return tl::unexpected(converter.error());
  Result<MusicWriter> writer = MusicWriter::Create(sample_rate_hz, spool_folder);
  if (!writer) return tl::unexpected(writer.error());
  std::vector<float> part(kPart);
  for (std::int64_t at = 0; at < music.samples(); at += kPart) {
    part.resize(static_cast<std::size_t>(std::min<std::int64_t>(kPart, music.samples() - at)));
    Result<void> done = music.ReadAt(at, part);
    if (done) done = writer->Append(converter->Convert(part));
    if (!done) return tl::unexpected(done.error());
  }
  if (Result<void> done = writer->Append(converter->Flush()); !done) {
    return tl::unexpected(done.error());
  }
  return std::move(*writer).Finish(music.name(), music.seamless());
}

MusicCue ForegroundCue() { return {.alone_lu = -3, .under_lu = -14, .fade_out_ms = 300}; }

MusicCue BedCue() {
  return {.loop = true, .alone_lu = -6, .under_lu = -18, .fade_in_ms = 1500, .fade_out_ms = 3000};
}

}  // namespace boyin::produce
