// The mastering of a programme that is heard while it is made: no look at the whole, so a voice's
// calibrated level is what counts. Clips in, samples at podcast level out.
//
//   StreamMaster master(clip.sample_rate_hz);
//   master.Append(clip, voice, emit);     // emit(span of samples) as they are ready
//   master.Silence(500, emit);
//   master.Finish(emit);
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "base/result.h"
#include "produce/dynamics.h"
#include "produce/limiter.h"
#include "produce/music.h"
#include "produce/produce.h"

namespace boyin::produce {

/// A recording as a clip at the level for which voices are calibrated. kOutput where it cannot be
/// read.
[[nodiscard]] Result<synthesise::Clip> ClipOf(const Music& recording);

class StreamMaster {
 public:
  /// Takes samples; false ends the stream.
  using Emit = std::function<bool(std::span<float>)>;

  explicit StreamMaster(int sample_rate_hz);

  [[nodiscard]] int sample_rate_hz() const { return rate_hz_; }
  /// Samples so far, at that rate.
  [[nodiscard]] std::int64_t samples() const { return pushed_; }

  /// A clip with the timbre of its voice. `begun`, where given, is called when its first half
  /// second is through. Nothing where `emit` failed; kEngine for a rate that cannot be converted.
  [[nodiscard]] Result<Placed> Append(const synthesise::Clip& clip, const voice::Voice& voice,
                                      const Emit& emit, const std::function<void()>& begun);
  [[nodiscard]] Result<void> Silence(int length_ms, const Emit& emit);
  /// Gives what is still on its way.
  [[nodiscard]] Result<void> Finish(const Emit& emit);

 private:
  [[nodiscard]] Result<void> Push(std::span<const float> samples, const Emit& emit);
  [[nodiscard]] bool Give(std::span<float> samples, const Emit& emit);

  int rate_hz_;
  Compressor compressor_;
  Limiter limiter_;
  std::array<float, Limiter::kBlock> block_{};
  std::array<float, Limiter::kBlock> limited_{};
  std::size_t filled_ = 0;
  std::size_t drop_;  // of the limiter's delay
  std::int64_t pushed_ = 0;
};

}  // namespace boyin::produce
