// Music makes way for speech: where somebody speaks is found in the speech track itself.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "produce/music.h"

namespace boyin::produce {

/// Somebody speaks from `begin` up to `end`.
struct SpeechInterval {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  bool operator==(const SpeechInterval&) const = default;
};

/// Finds the intervals of speech in samples that come in order; what is nearer than a fifth of a
/// second is one interval.
class SpeechFinder {
 public:
  /// `level_db`: the mean level of the speech (RMS, dBFS).
  SpeechFinder(int sample_rate_hz, double level_db);

  void Add(std::span<const float> samples);
  [[nodiscard]] const std::vector<SpeechInterval>& intervals() const { return intervals_; }

 private:
  void Close();

  std::int64_t frame_;
  std::int64_t nearest_;
  float threshold_;  ///< power
  std::int64_t at_ = 0;
  std::int64_t filled_ = 0;
  float power_ = 0;
  std::vector<SpeechInterval> intervals_;
};

/// How far the music is up: 0 under speech, 1 where nobody speaks, between them on the way. Asked
/// for samples in rising order.
class Duck {
 public:
  /// `speech` must outlive it.
  Duck(std::span<const SpeechInterval> speech, const Ducking& ducking, int sample_rate_hz);

  [[nodiscard]] double Up(std::int64_t at);

 private:
  void Advance();

  std::span<const SpeechInterval> rest_;  ///< not yet joined into `now_`
  double attack_;
  double release_;
  std::int64_t gap_;
  SpeechInterval before_;
  SpeechInterval now_;  ///< the present or the next interval
};

}  // namespace boyin::produce
