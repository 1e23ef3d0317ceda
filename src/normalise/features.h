// What the model of confidence looks at: how a number is said, its shape, what stands on both sides
// and without a gap around it, and how often readings like it were seen. It knows no rule: what is
// wrong has one that is sure of itself.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "normalise/reading.h"

namespace boyin::normalise {

inline constexpr unsigned kFeatureBits = 16;
inline constexpr std::size_t kFeatureSize = std::size_t{1} << kFeatureBits;

/// Places in a hashed table.
class FeatureList {
 public:
  void Add(std::uint32_t kind, std::uint64_t a, std::uint64_t b = 0, std::uint64_t c = 0) {
    std::uint64_t h = (kind + 1) * 0x9E3779B97F4A7C15ULL;
    h = (h ^ a) * 0xBF58476D1CE4E5B9ULL;
    h = ((h ^ (h >> 29U)) + b) * 0x94D049BB133111EBULL;
    h = ((h ^ (h >> 31U)) + c) * 0x9E3779B97F4A7C15ULL;
    if (size_ < ids_.size()) ids_[size_++] = static_cast<std::uint16_t>(h >> (64U - kFeatureBits));
  }
  [[nodiscard]] const std::uint16_t* begin() const { return ids_.data(); }
  [[nodiscard]] const std::uint16_t* end() const { return ids_.data() + size_; }

 private:
  std::array<std::uint16_t, 48> ids_{};
  std::size_t size_ = 0;
};

/// A reading as the model sees it: from outside, without the rule that made it.
struct Facts {
  std::uint64_t said = 0;     ///< n点d, n比n: numerals by how they are said, and the other words
  std::uint64_t shape = 0;    ///< digits by their number, letters, signs: 3.2, 4-4
  std::uint64_t coarse = 0;   ///< the same without the number of digits
  std::uint64_t written = 0;  ///< itself
  std::uint64_t letters = 0;  ///< of what is written
  std::uint64_t letters_after = 0;
  std::uint64_t run = 0;         ///< the digits, letters and signs without a gap that it is part of
  std::uint64_t run_before = 0;  ///< … and what of them is not in the reading
  std::uint64_t run_after = 0;
  std::size_t run_length = 0;
  char32_t outside_before = 0;  ///< what the run stands between
  char32_t outside_after = 0;
  std::array<char32_t, 2> before{};  ///< the nearest first; any digit is 0, any letter a
  std::array<char32_t, 2> after{};
  unsigned left = 0;    ///< what kind of character the nearest is
  unsigned right = 0;   ///< the same, or that a measure word stands there
  unsigned digits = 0;  ///< of the first number
  unsigned form = 0;    ///< whether it is round, begins with 0, looks like a year
  unsigned signs = 0;   ///< signs of formulas near by
  float against = 0;    ///< what rank.h has against its sense, as a logarithm; else 0
};

class Ranker;

[[nodiscard]] Facts FactsOf(const MatchContext& context, const Reading& reading,
                            const Ranker& ranker);

/// A bare number like a year of our time is read digit by digit where the text around it speaks
/// more for that than for a count: 拿下2026 IBA. Of the ranker's forms only this is told so well
/// that it decides.
void DecideYear(const MatchContext& context, const Ranker& ranker, Reading& reading);

/// What is counted in much text; how often decides how new a reading looks.
[[nodiscard]] FeatureList Counted(const Facts& facts);

/// For each of Counted() the logarithm of its count.
using Levels = std::array<unsigned char, 12>;
[[nodiscard]] Levels LevelsOf(const Facts& facts, std::string_view seen);

/// What the weights belong to.
[[nodiscard]] FeatureList Weighed(const Facts& facts, const Levels& levels);

/// A number of a trained table: four bytes, little-endian, in units of 2⁻²⁰.
[[nodiscard]] float StoredNumber(std::string_view bytes);

/// The logarithm of a count, as `seen` holds it; 0: never.
[[nodiscard]] unsigned char SeenLevel(std::size_t count);

}  // namespace boyin::normalise
