// How sure a reading is: a probability, by a log-linear model that tools/confidence trains.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "normalise/rank.h"
#include "normalise/reading.h"

namespace boyin::normalise {

/// The probability that a reading is right, from what the rule or situation says of it, the model's
/// logit and what the ranker has against it (Facts).
[[nodiscard]] float Blended(float prior, float learned, float against);

/// Views a table that outlives it: "boyin confidence 1\n\0", the scale of the weights, slope and
/// offset of the calibration (each four bytes, little-endian, in units of 2⁻²⁰), the weights, the
/// levels of what was seen (kFeatureSize bytes each).
class ConfidenceModel {
 public:
  [[nodiscard]] static Result<ConfidenceModel> Load(std::string_view bytes,
                                                    std::string_view ranker);

  [[nodiscard]] const Ranker& ranker() const { return ranker_; }

  /// The probability that `reading` is right. Its `confidence` is what Doubt() left.
  [[nodiscard]] float Of(const MatchContext& context, const Reading& reading) const;

 private:
  std::string_view weights_;
  std::string_view seen_;
  Ranker ranker_;
  float scale_ = 0;
  float slope_ = 1;
  float offset_ = 0;
};

}  // namespace boyin::normalise
