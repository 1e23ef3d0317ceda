// What can be told of a sentence by its sound alone. Private to audit.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "audit/sound_features.h"

namespace boyin::audit {

/// Seconds from the beginning of the samples.
struct Place {
  double begin_s = 0;
  double end_s = 0;
  double value = 0;
};

/// A crack: a jump of which nothing is heard just before and just after it. `value` is how often it
/// is as steep as anything else within 30 ms.
[[nodiscard]] std::vector<Place> Clicks(std::span<const float> samples, int sample_rate_hz,
                                        double least_ratio);

/// Runs of samples at one height, as a limiter that is none leaves them; beyond full scale. `value`
/// counts the samples.
[[nodiscard]] std::vector<Place> Clippings(std::span<const float> samples, int sample_rate_hz);

/// Which frames are speech: not much softer than the loud ones, and louder than what is heard
/// around the sentence.
[[nodiscard]] std::vector<bool> SpeechFrames(const Frames& frames, double around_db);

/// The longest silence between speech.
[[nodiscard]] Place LongestPause(const std::vector<bool>& speech);

/// The stretch that is most like the one right after it; `value` is how unlike they are, 1 for any
/// two stretches. 0.15 s to 0.9 s long.
[[nodiscard]] Place LikestRepeat(const Frames& frames, const std::vector<bool>& speech);

/// Syllables of pinyin; a foreign run counts as prosody counts it.
[[nodiscard]] std::size_t SyllablesOf(const std::string& pinyin);

/// Whether words stand there twice in a row: 常常, 一九九九.
[[nodiscard]] bool HasRepeats(const std::string& pinyin);

}  // namespace boyin::audit
