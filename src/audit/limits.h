// From where on a check speaks up. Chosen on clean sound: bench/log/2026-11-30-audit.md has what
// clean sentences measure and what planted faults do. Private to audit.
#pragma once

#include <cstddef>

namespace boyin::audit {

struct Limits {
  double least_speech_s = 0.05;   ///< for each syllable
  double missing_db = 25;         ///< under the other sentences
  double pause_s = 0.9;           ///< and twice what is usual in the file
  double cut_db = 6;              ///< of the last 30 ms under the sentence, and
  double cut_beside_db = 12;      ///< over what the reference ends with, or the other sentences
  double click_ratio = 3;         ///< as steep as anything else within 30 ms; and
  double click_beside_ratio = 2;  ///< where the reference in the same voice has none there
  double own_click_ratio = 1.4;   ///< such a one
  double level_db = 6;            ///< from the sentences around
  double pace = 1.4;              ///< times the time for a syllable that is usual in the file
  std::size_t misheard = 2;       ///< syllables in a row
  double repeat = 0.12;           ///< of the distance between any two stretches
};

/// Beside the same words in the same voice, and in another one. Frames are 10 ms.
struct CompareLimits {
  double lost_frames;
  double added_frames;
  double unlike;
};
inline constexpr double kSameVoice = 0.5;  ///< usual distance: above it, it is another voice
inline constexpr CompareLimits kBesideSame{11, 11, 0.65};
inline constexpr CompareLimits kBesideOther{15.5, 15, 2.3};

}  // namespace boyin::audit
