#include "normalise/confidence.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "normalise/features.h"

namespace boyin::normalise {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMagic = "boyin confidence 1\n\0"sv;
constexpr float kUnit = 1.0F / (1U << 20U);

float Fixed(std::string_view bytes) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return static_cast<float>(std::bit_cast<std::int32_t>(value)) * kUnit;
}

}  // namespace

Result<ConfidenceModel> ConfidenceModel::Load(std::string_view bytes) {
  constexpr std::size_t kNumbers = 12;
  if (!bytes.starts_with(kMagic) || bytes.size() != kMagic.size() + kNumbers + 2 * kFeatureSize) {
    return Fail(Code::kOther, "confidence.bin",
                {"the built-in model of confidence is damaged", "内置置信度模型已损坏"},
                {"build boyin again", "请重新编译 boyin"});
  }
  bytes.remove_prefix(kMagic.size());
  ConfidenceModel model;
  model.scale_ = Fixed(bytes);
  model.slope_ = Fixed(bytes.substr(4));
  model.offset_ = Fixed(bytes.substr(8));
  model.weights_ = bytes.substr(kNumbers, kFeatureSize);
  model.seen_ = bytes.substr(kNumbers + kFeatureSize);
  return model;
}

float ConfidenceModel::Of(const MatchContext& context, const Reading& reading) const {
  const Facts facts = FactsOf(context, reading);
  int sum = 0;
  for (const std::uint16_t place : Weighed(facts, reading, LevelsOf(facts, seen_))) {
    sum += static_cast<signed char>(weights_[place]);
  }
  // On other kinds of text than it was trained on the model alone is worth less than with the
  // prior: the shares were chosen on FlatTN's development half (bench/log/2026-11-30-reading.md).
  constexpr float kPriorShare = 0.7F;
  constexpr float kShift = 0.45F;
  const float prior = std::clamp(reading.confidence, 0.01F, 0.99F);
  const float learned = slope_ * static_cast<float>(sum) * scale_ + offset_;
  const float logit = kPriorShare * std::log(prior / (1.0F - prior)) +
                      (1.0F - kPriorShare) * std::clamp(learned, -7.0F, 7.0F) - kShift;
  return std::clamp(1.0F / (1.0F + std::exp(-logit)), 0.01F, 0.999F);
}

}  // namespace boyin::normalise
