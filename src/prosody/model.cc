#include "prosody/model.h"

#include <cmath>

#include "base/message.h"
#include "prosody/data.h"

namespace boyin::prosody {
namespace {

constexpr float kUnitScale = 1.0F / (1U << 20U);
constexpr float kNever = -1e6F;
constexpr float kNoComma = -8;  // inside a word of the dictionary

/// Takes one table of weights off the front; empty where there is none.
Weights Take(std::string_view& bytes) {
  constexpr std::size_t kHead = 5;
  if (bytes.size() < kHead) return {};
  std::uint32_t scale = 0;
  for (unsigned i = 0; i < 4; ++i) {
    scale |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  const auto bits = static_cast<unsigned char>(bytes[4]);
  bytes.remove_prefix(kHead);
  const std::size_t size = bits < 25 ? (std::size_t{1} << bits) + kSlack : bytes.size() + 1;
  if (size > bytes.size()) return {};
  const Weights weights{bytes.substr(0, size), static_cast<std::uint32_t>(size - kSlack - 1),
                        static_cast<float>(scale) * kUnitScale};
  bytes.remove_prefix(size);
  return weights;
}

}  // namespace

Result<Model> Model::Open(std::string_view bytes) {
  const std::size_t nul = bytes.find('\0');
  Model model;
  if (bytes.starts_with("boyin breaks 1\n") && nul != std::string_view::npos) {
    std::string_view body = bytes.substr(nul + 1);
    model.words_ = Take(body);
    model.commas_ = Take(body);
    model.phrases_ = Take(body);
    const bool whole = !model.words_.bytes.empty() && !model.commas_.bytes.empty() &&
                       !model.phrases_.bytes.empty() && body.empty();
    if (whole) return model;
  }
  return Fail(Code::kOther, "breaks.bin", Translated("the built-in model of boundaries is damaged"),
              Translated("build boyin again"));
}

const Model& Model::BuiltIn() {
  // A test opens the table, so it is well-formed here; an empty one marks every word.
  static const Model model = [] {
    Result<Model> opened = Open(data::breaks_bin());
    return opened ? *std::move(opened) : Model();
  }();
  return model;
}

int CommaStepOf(float logit) {
  const int step = static_cast<int>(std::lround(logit * 2)) + kCommaSteps - 4;
  return std::clamp(step, 0, kCommaSteps - 1);
}

float Model::Comma(const Clause& clause, std::size_t gap) const {
  if (!clause.sounds[gap + 1].word_start) return kNoComma;
  const Features features = CommaFeatures(clause, gap);
  float logit = 0;
  for (std::size_t f = 0; f < features.locals; ++f) logit += commas_.At(features.local[f]);
  return logit * commas_.unit;
}

void CutFeet(const Clause& clause, const std::vector<std::uint8_t>& chosen,
             std::vector<Foot>& feet) {
  feet.clear();
  Foot foot;
  for (std::size_t i = 0; i < clause.sounds.size(); ++i) {
    foot.end = static_cast<std::uint32_t>(i + 1);
    foot.syllables += clause.sounds[i].length;
    if (i + 1 < clause.sounds.size() && chosen[i] == 0) continue;
    feet.push_back(foot);
    foot = {foot.end, foot.end, 0};
  }
}

void Model::Mark(const Clause& clause, const std::vector<Rule>& rules, Work& work,
                 std::vector<std::uint8_t>& levels) const {
  const std::size_t gaps = clause.sounds.empty() ? 0 : clause.sounds.size() - 1;
  levels.assign(gaps, 0);
  if (gaps == 0) return;
  if (words_.bytes.empty()) {
    for (std::size_t gap = 0; gap < gaps; ++gap) {
      levels[gap] = clause.sounds[gap + 1].word_start ? 1 : 0;
    }
    return;
  }
  FillWords(clause, work.chain,
            [&](std::uint32_t hash, std::size_t k) { return words_.At(hash, k); });
  for (std::size_t gap = 0; gap < gaps; ++gap) {
    if (rules[gap] == Rule::kFree || rules[gap] == Rule::kNoPhrase) continue;
    const std::size_t barred = rules[gap] == Rule::kNone ? 1 : 0;
    for (std::size_t state = 1; state <= kWordStates; ++state) {
      work.chain.At(gap, state, barred) += kNever;
    }
  }
  work.chain.Best(work.chosen);
  CutFeet(clause, work.chosen, work.feet);
  for (std::size_t gap = 0; gap < gaps; ++gap) levels[gap] = work.chosen[gap];
  if (work.feet.size() < 2) return;
  MarkPhrases(clause, rules, work, levels);
  Breathe(clause, work, levels);
}

void Model::MarkPhrases(const Clause& clause, const std::vector<Rule>& rules, Work& work,
                        std::vector<std::uint8_t>& levels) const {
  work.commas.clear();
  for (const Foot& foot : work.feet) {
    if (foot.end < clause.sounds.size()) work.commas.push_back(Comma(clause, foot.end - 1));
  }
  FillPhrases(clause, work.feet, work.commas, work.chain,
              [&](std::uint32_t hash, std::size_t k) { return phrases_.At(hash, k); });
  for (std::size_t at = 0; at + 1 < work.feet.size(); ++at) {
    const Rule rule = rules[work.feet[at].end - 1];
    if (rule != Rule::kNoPhrase && rule != Rule::kWord) continue;
    for (std::size_t state = 1; state <= kPhraseStates; ++state) {
      for (std::size_t k = 1; k < kPhraseLabels; ++k) work.chain.At(at, state, k) += kNever;
    }
  }
  work.chain.Best(work.chosen);
  for (std::size_t at = 0; at + 1 < work.feet.size(); ++at) {
    levels[work.feet[at].end - 1] = static_cast<std::uint8_t>(1 + work.chosen[at]);
  }
}

void Model::Breathe(const Clause& clause, Work& work, std::vector<std::uint8_t>& levels) {
  work.places.clear();
  std::uint32_t total = 0;
  for (std::size_t at = 0; at < work.feet.size(); ++at) {
    total += work.feet[at].syllables;
    if (at + 1 == work.feet.size() || levels[work.feet[at].end - 1] < 2) continue;
    // A third label of the phrase model is a breath already.
    const float sure = levels[work.feet[at].end - 1] > 2 ? 3.0F : 0.0F;
    work.places.push_back({total, 0.6F * work.commas[at] + 2.4F + sure});
  }
  FindBreaths(work.places, total, work.chosen);
  std::size_t place = 0;
  for (std::size_t at = 0; at + 1 < work.feet.size(); ++at) {
    std::uint8_t& level = levels[work.feet[at].end - 1];
    if (level < 2) continue;
    if (work.chosen[place] != 0) level = 3;
    ++place;
  }
  static_cast<void>(clause);
}

}  // namespace boyin::prosody
