// One sentence, listened to: what is kept of its sound to judge it by. Private to audit.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "audit/audit.h"
#include "audit/comparison.h"
#include "audit/limits.h"
#include "audit/misheard.h"
#include "audit/signal_checks.h"
#include "audit/sound_features.h"

namespace boyin::audit {

inline constexpr double kMostSeconds = 180;  ///< of a sentence: the rest is not listened to

/// What was heard of one sentence: all that is kept of its samples.
struct Heard {
  std::size_t sentence = 0;
  bool whole = true;  ///< the file does not end before
  double begin_s = 0;
  double length_s = 0;
  std::size_t syllables = 0;
  double speech_s = 0;
  double level_db = -100;  ///< of its speech
  double end_db = -100;    ///< of its last 30 ms
  Place pause;
  Place repeat;
  bool repeats = false;          ///< its text does so itself
  std::vector<Place> clicks;     ///< in the file
  std::vector<Place> clippings;  ///< in the file
  SpeechShapes own;
  SpeechShapes reference;       ///< empty: it is not compared
  double reference_end_db = 0;  ///< beside its speech
  std::vector<Place> reference_clicks;
  std::vector<Word> words;
  Misheard misheard;
};

/// Samples of the file from `first` on, as far as they are at hand.
struct SoundWindow {
  std::span<const float> samples;
  std::int64_t first = 0;
  int rate_hz = 0;

  [[nodiscard]] std::span<const float> Between(double begin_s, double end_s) const {
    const auto size = static_cast<std::int64_t>(samples.size());
    const auto begin = std::clamp<std::int64_t>(std::llround(begin_s * rate_hz) - first, 0, size);
    const auto end = std::clamp<std::int64_t>(std::llround(end_s * rate_hz) - first, begin, size);
    return samples.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  }
};

/// `before_s` and `after_s`: how much of the sound around it is its own.
[[nodiscard]] Heard Listen(const SoundWindow& sound, const Sentence& sentence, double before_s,
                           double after_s, const Limits& limits);

/// What it is compared with.
void TakeReference(Reference reference, const Limits& limits, Heard& heard);

/// Whether the reference cracks there too: it is the voice itself.
[[nodiscard]] bool CracksItself(const Heard& heard, const Alignment& alignment, const Place& click);

}  // namespace boyin::audit
