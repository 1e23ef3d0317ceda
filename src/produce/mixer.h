// Adds the music to the speech, chunk by chunk.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "produce/ducking.h"
#include "produce/music.h"

namespace boyin::produce {

/// Music with its place, complete: `end` is where it ends.
struct Laid {
  Music music;
  MusicCue cue;
};

/// Completes a cue; kUsage where it cannot be.
[[nodiscard]] Result<Laid> Place(const Music& music, const MusicCue& cue, int sample_rate_hz);

/// One piece of music on its way through the programme.
class MusicTrack {
 public:
  /// `speech_lufs`: what the levels of the cue are relative to, of one channel. `laid` and `speech`
  /// must outlive it.
  MusicTrack(const Laid& laid, std::span<const SpeechInterval> speech, double speech_lufs);

  /// Adds its part to the samples from `at` on; calls in rising order.
  [[nodiscard]] Result<void> AddTo(std::span<float> mix, std::int64_t at);

 private:
  [[nodiscard]] Result<void> Read(std::int64_t at, std::span<float> out);
  [[nodiscard]] double GainAt(std::int64_t at);
  void Shape(std::span<float> samples, std::int64_t at);

  const Laid& laid_;
  Duck duck_;
  double speech_lufs_;
  std::int64_t fade_in_;
  std::int64_t fade_out_;
  std::int64_t crossfade_;  ///< at the seam of a loop
  std::vector<float> samples_;
  std::vector<float> tail_;
};

}  // namespace boyin::produce
