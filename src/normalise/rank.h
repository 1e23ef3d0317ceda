// What the characters around a number say that it is, where its form leaves two senses open: 7/12
// is a day or a fraction, 2 is 二 or 两. A log-linear ranker that tools/confidence trains on text
// whose numbers could not be mistaken (三月五日, 两支), with the forms taken away.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "normalise/features.h"

namespace boyin::normalise {

/// A form with two senses; the first of them counts as 0.
enum class Form : unsigned char {
  kSlash,      ///< 7/12: a fraction, a day
  kPoint,      ///< 7.12: a decimal, a day
  kColon,      ///< 7:12: a clock, a score
  kDash,       ///< 7-12: a range, a score
  kYear,       ///< 2026: a count, digits
  kShortYear,  ///< 98 before 年: a count, digits
  kLong,       ///< 360: a count, digits
  kTwo,        ///< 2: 二, 两
  kCount
};

/// A number that may be two things, without what stands around it.
struct Ambiguous {
  Form form = Form::kCount;
  std::size_t end = 0;  ///< of the number
};

/// The form that stands at `at`, if any.
[[nodiscard]] std::optional<Ambiguous> AmbiguousAt(std::string_view text, std::size_t at);

/// 0 or 1: which sense `spoken` gives the form, or neither.
[[nodiscard]] std::optional<unsigned> SenseOf(Form form, std::string_view spoken);

/// What the ranker looks at.
[[nodiscard]] FeatureList RankFeatures(std::string_view text, std::size_t at,
                                       const Ambiguous& number);

/// Views a table that outlives it: "boyin ranker 1\n\0", the scale of the weights (four bytes,
/// little-endian, in units of 2⁻²⁰), kFeatureSize weights of a byte.
class Ranker {
 public:
  [[nodiscard]] static Result<Ranker> Load(std::string_view bytes);

  /// The logarithm of the odds that the number at `at` has the second of its senses.
  [[nodiscard]] float OddsOf(std::string_view text, std::size_t at, const Ambiguous& number) const;

 private:
  std::string_view weights_;
  float scale_ = 0;
};

}  // namespace boyin::normalise
