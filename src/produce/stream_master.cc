#include "produce/stream_master.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/message.h"
#include "produce/level.h"
#include "produce/resample.h"
#include "produce/voice_eq.h"

namespace boyin::produce {
namespace {

// Voice::gain_db brings the speech to this level, of one channel.
constexpr double kCalibratedLufs = -20;
// Podcast level, as heard −16.
constexpr double kTargetLufs = -16 - kDualMonoDb;
// What the compressor takes from the loudness of speech at its level (bench/serve.py).
constexpr double kCompressedLu = 3.7;
constexpr double kCeilingDb = -2.0;

}  // namespace

Result<synthesise::Clip> ClipOf(const Music& recording) {
  synthesise::Clip clip;
  clip.sample_rate_hz = recording.sample_rate_hz();
  clip.samples.resize(static_cast<std::size_t>(recording.samples()));
  if (Result<void> read = recording.ReadAt(0, clip.samples); !read) {
    return tl::unexpected(read.error());
  }
  const auto gain = static_cast<float>(FromDb(kCalibratedLufs - recording.loudness_lufs()));
  for (float& sample : clip.samples) sample *= gain;
  return clip;
}

StreamMaster::StreamMaster(int sample_rate_hz)
    : rate_hz_(sample_rate_hz),
      compressor_(sample_rate_hz, kCalibratedLufs),
      limiter_(sample_rate_hz, FromDb(kCeilingDb)),
      drop_(limiter_.delay()) {}

Result<Placed> StreamMaster::Append(const synthesise::Clip& clip, const voice::Voice& voice,
                                    const Emit& emit, const std::function<void()>& begun) {
  std::vector<float> samples = clip.samples;
  ApplyEq(samples, clip.sample_rate_hz, voice);
  if (clip.sample_rate_hz != rate_hz_) {
    Result<std::vector<float>> converted = Resample(samples, clip.sample_rate_hz, rate_hz_);
    if (!converted) return tl::unexpected(converted.error());
    samples = std::move(*converted);
  }
  FadeEnds(samples, rate_hz_);
  const std::int64_t begin = pushed_;
  std::span<const float> rest = samples;
  if (begun) {
    const std::size_t head = std::min(rest.size(), static_cast<std::size_t>(rate_hz_ / 2));
    if (Result<void> pushed = Push(rest.first(head), emit); !pushed) {
      return tl::unexpected(pushed.error());
    }
    begun();
    rest = rest.subspan(head);
  }
  if (Result<void> pushed = Push(rest, emit); !pushed) return tl::unexpected(pushed.error());
  return Placed{begin, pushed_, clip.sample_rate_hz, rate_hz_};
}

Result<void> StreamMaster::Silence(int length_ms, const Emit& emit) {
  if (length_ms <= 0) return {};
  const std::vector<float> silence(
      static_cast<std::size_t>(std::int64_t{length_ms} * rate_hz_ / 1000));
  return Push(silence, emit);
}

Result<void> StreamMaster::Finish(const Emit& emit) {
  // Pushes the last sample through block and limiter.
  const std::int64_t end = pushed_;
  const std::vector<float> tail(block_.size() + limiter_.delay());
  Result<void> pushed = Push(tail, emit);
  pushed_ = end;
  return pushed;
}

Result<void> StreamMaster::Push(std::span<const float> samples, const Emit& emit) {
  const auto gain = static_cast<float>(FromDb(kTargetLufs - kCalibratedLufs + kCompressedLu));
  pushed_ += std::ssize(samples);
  while (!samples.empty()) {
    const std::size_t part = std::min(samples.size(), block_.size() - filled_);
    std::copy_n(samples.begin(), part, block_.begin() + static_cast<std::ptrdiff_t>(filled_));
    filled_ += part;
    samples = samples.subspan(part);
    if (filled_ < block_.size()) break;
    filled_ = 0;
    compressor_.Process(block_);
    for (float& sample : block_) sample *= gain;
    limiter_.Process(block_, limited_);
    if (!Give(limited_, emit)) {
      return Fail(Code::kOther, "", Translated("the encoder failed"));
    }
  }
  return {};
}

bool StreamMaster::Give(std::span<float> samples, const Emit& emit) {
  const std::size_t dropped = std::min(drop_, samples.size());
  drop_ -= dropped;
  return emit(samples.subspan(dropped));
}

}  // namespace boyin::produce
