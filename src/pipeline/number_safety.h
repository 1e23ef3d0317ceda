// Number safety, for notices: what a listener would write down (telephone numbers, prices, doses,
// addresses) is spoken slowly, in groups, and said again. Private to pipeline.
#pragma once

#include <string_view>
#include <vector>

#include "normalise/normalise.h"
#include "prosody/prosody.h"

namespace boyin::pipeline {

/// A number to be careful with, in bytes of the spoken text.
struct SafeNumber {
  Range spoken;
  std::vector<std::size_t> groups;  ///< where a new group begins, inside the range

  bool operator==(const SafeNumber&) const = default;
};

/// In order, disjoint. Telephone numbers are known by the normaliser's class, prices, doses and
/// addresses by the words around the numerals.
[[nodiscard]] std::vector<SafeNumber> SafeNumbers(const normalise::Spoken& spoken);

/// A stretch of a sentence, from one clause mark to another.
struct Part {
  Range spoken;
  prosody::Plan plan;
  bool safe = false;  ///< holds such a number
  int pause_after_ms = 0;

  bool operator==(const Part&) const = default;
};

/// The sentence cut where a clause with such a number begins and ends, with a pause between the
/// groups of each number. The ranges of the parts tile that of the sentence.
[[nodiscard]] std::vector<Part> CutAtNumbers(const prosody::Sentence& sentence,
                                             std::string_view text,
                                             const std::vector<SafeNumber>& numbers);

inline constexpr double kSafeRate = 0.75;  ///< times the rate, where such a number is spoken
inline constexpr std::string_view kSayAgain = "重复一遍：";

}  // namespace boyin::pipeline
