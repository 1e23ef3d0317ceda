// Music makes way for speech: where somebody speaks is found in the speech track itself.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "produce/music.h"

namespace boyin::produce {

/// Somebody speaks from `begin` up to `end`.
struct Stretch {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  bool operator==(const Stretch&) const = default;
};

/// Finds the stretches of speech in samples that come in order; what is nearer than a fifth of a
/// second is one stretch.
class SpeechFinder {
 public:
  /// `level_db`: the mean level of the speech (RMS, dBFS).
  SpeechFinder(int sample_rate_hz, double level_db);

  void Add(std::span<const float> samples);
  [[nodiscard]] const std::vector<Stretch>& stretches() const { return stretches_; }

 private:
  void Close();

  std::int64_t frame_;
  std::int64_t nearest_;
  float threshold_;  ///< power
  std::int64_t at_ = 0;
  std::int64_t filled_ = 0;
  float power_ = 0;
  std::vector<Stretch> stretches_;
};

/// How far the music is up: 0 under speech, 1 where nobody speaks, between them on the way. Asked
/// for samples in rising order.
class Duck {
 public:
  /// `speech` must outlive it.
  Duck(std::span<const Stretch> speech, const Ducking& ducking, int sample_rate_hz);

  [[nodiscard]] double Up(std::int64_t at);

 private:
  void Advance();

  std::span<const Stretch> rest_;  ///< not yet joined into `now_`
  double attack_;
  double release_;
  std::int64_t gap_;
  Stretch before_;
  Stretch now_;  ///< the present or the next stretch
};

}  // namespace boyin::produce
