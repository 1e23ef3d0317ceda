#include "normalise/confidence.h"

#include <algorithm>
#include <cmath>

#include "base/message.h"
#include "normalise/features.h"

namespace boyin::normalise {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMagic = "boyin confidence 1\n\0"sv;
}  // namespace

// Chosen on judged samples (bench/log/2026-12-01-confidence-from-outside.md): none of the three
// voices is worth as much alone. The shift sets how much of what is right is called doubtful.
float Blended(float prior, float learned, float against) {
  constexpr float kPriorShare = 0.6F;
  constexpr float kLearnedShare = 0.5F;
  constexpr float kAgainst = 0.2F;
  constexpr float kShift = 0.65F;
  const float sure = std::clamp(prior, 0.01F, 0.99F);
  const float logit = kPriorShare * std::log(sure / (1.0F - sure)) +
                      kLearnedShare * std::clamp(learned, -7.0F, 7.0F) + kAgainst * against -
                      kShift;
  return std::clamp(1.0F / (1.0F + std::exp(-logit)), 0.01F, 0.999F);
}

Result<ConfidenceModel> ConfidenceModel::Load(std::string_view bytes, std::string_view ranker) {
  constexpr std::size_t kNumbers = 12;
  if (!bytes.starts_with(kMagic) || bytes.size() != kMagic.size() + kNumbers + 2 * kFeatureSize) {
    return Fail(Code::kOther, "confidence.bin",
                Translated("the built-in model of confidence is damaged"),
                Translated("build boyin again"));
  }
  bytes.remove_prefix(kMagic.size());
  Result<Ranker> ranks = Ranker::Load(ranker);
  if (!ranks) return tl::unexpected(ranks.error());
  ConfidenceModel model;
  model.ranker_ = *ranks;
  model.scale_ = StoredNumber(bytes);
  model.slope_ = StoredNumber(bytes.substr(4));
  model.offset_ = StoredNumber(bytes.substr(8));
  model.weights_ = bytes.substr(kNumbers, kFeatureSize);
  model.seen_ = bytes.substr(kNumbers + kFeatureSize);
  return model;
}

float ConfidenceModel::Of(const MatchContext& context, const Reading& reading) const {
  const Facts facts = FactsOf(context, reading, ranker_);
  int sum = 0;
  for (const std::uint16_t place : Weighed(facts, LevelsOf(facts, seen_))) {
    sum += static_cast<signed char>(weights_[place]);
  }
  const float learned = slope_ * static_cast<float>(sum) * scale_ + offset_;
  return Blended(reading.confidence, learned, facts.against);
}

}  // namespace boyin::normalise
