#include "pronounce/polyphone.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/message.h"
#include "pronounce/bytes.h"

namespace boyin::pronounce {
namespace {

constexpr std::size_t kCodePoints = 0x10000;  // the model knows no character beyond the BMP
constexpr float kUnitScale = 1.0F / (1U << 20U);

std::uint8_t PerCent(float share) { return static_cast<std::uint8_t>(std::lround(share * 100)); }

}  // namespace

Result<PolyphoneModel> PolyphoneModel::Open(std::string_view bytes) {
  const auto damaged = [] {
    return Fail(Code::kOther, "polyphone.bin",
                Translated("the built-in model of readings is damaged"),
                Translated("build boyin again"));
  };
  Bytes body(TakeApart(bytes, "boyin polyphone 1\n").body);
  PolyphoneModel model;
  model.by_code_point_.resize(kCodePoints);
  const std::uint16_t characters = body.U16();
  for (std::uint16_t i = 1; i <= characters && !body.broken(); ++i) {
    const std::uint32_t c = body.U32();
    Entry entry;
    entry.first = static_cast<std::uint32_t>(model.readings_.size());
    entry.count = body.U8();
    if (c >= kCodePoints || entry.count == 0 || entry.count > kMostReadings) return damaged();
    for (std::uint32_t k = 0; k < entry.count; ++k) {
      model.readings_.push_back(Pinyin::FromCode(body.U16()));
    }
    model.by_code_point_[c] = i;
    model.entries_.push_back(entry);
  }
  model.unit_ = static_cast<float>(body.U32()) * kUnitScale;
  const std::uint8_t bits = body.U8();
  if (body.broken() || bits > 24 || body.rest().size() != (1U << bits) + kMostReadings) {
    return damaged();
  }
  model.mask_ = (1U << bits) - 1;
  model.weights_ = body.rest();
  return model;
}

std::span<const Pinyin> PolyphoneModel::Readings(char32_t c) const {
  const std::uint16_t number = c < kCodePoints ? by_code_point_[c] : std::uint16_t{0};
  if (number == 0) return {};
  const Entry& entry = entries_[number - 1U];
  return std::span(readings_).subspan(entry.first, entry.count);
}

LogShares PolyphoneModel::Weigh(const LexiconTable& table, const Draft& draft,
                                std::size_t at) const {
  const std::span<const Pinyin> readings = Readings(draft.cells[at].c);
  const Features features = FeaturesOf(table, draft, at);
  std::array<int, kMostReadings> scores{};
  const auto weight = [&](std::uint32_t hash, std::size_t k) {
    return static_cast<int>(static_cast<signed char>(weights_[(hash & mask_) + k]));
  };
  for (std::size_t f = 0; f < features.count; ++f) {
    for (std::size_t k = 0; k < kMostReadings; ++k) scores[k] += weight(features.hashes[f], k);
  }
  for (std::size_t v = 0; v < features.vote_count; ++v) {
    const int choice = LexicalChoice(readings, features.votes[v].reading);
    if (choice >= 0) scores[static_cast<std::size_t>(choice)] += weight(features.votes[v].hash, 0);
  }
  const int best = std::ranges::max(std::span<const int>(scores.data(), readings.size()));
  LogShares shares{};
  for (std::size_t k = 0; k < readings.size(); ++k) {
    shares[k] = static_cast<float>(scores[k] - best) * unit_;
  }
  return shares;
}

PolyphoneModel::Verdict PolyphoneModel::Best(std::span<const Pinyin> readings,
                                             const LogShares& shares) {
  const std::span<const float> told(shares.data(), readings.size());
  const auto best = std::ranges::max_element(told);
  float sum = 0;
  for (const float share : told) sum += std::exp(share - *best);
  Verdict verdict;
  verdict.reading = readings[static_cast<std::size_t>(best - told.begin())];
  verdict.per_cent = PerCent(1 / sum);
  float runner_up = std::numeric_limits<float>::lowest();
  for (std::size_t k = 0; k < told.size(); ++k) {
    if (readings[k] == verdict.reading || told[k] <= runner_up) continue;
    runner_up = told[k];
    verdict.second = readings[k];
  }
  return verdict;
}

PolyphoneModel::Verdict PolyphoneModel::Judge(const LexiconTable& table, const Draft& draft,
                                              std::size_t at) const {
  return Best(Readings(draft.cells[at].c), Weigh(table, draft, at));
}

}  // namespace boyin::pronounce
