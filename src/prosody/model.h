// Where prosodic words, phrases and breaths end: three log-linear models over hashed features, the
// first and the last with dynamic programming over a clause.
//
// breaks.bin, made by tools/prosody/train_prosody.cc; all numbers little-endian:
//
//   "boyin breaks 1\n", sources, licences and the record of training as text, NUL
//   three times (words, commas, phrases): u32 scale: one unit of weight is scale / 2^20; u8 bits;
//   2^bits signed bytes of weights, and kSlack zeros
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "prosody/breath.h"
#include "prosody/chain.h"
#include "prosody/clause.h"
#include "prosody/features.h"
#include "prosody/rules.h"

namespace boyin::prosody {

/// A hash may point at the last weight, and a block of weights begins there.
inline constexpr std::size_t kSlack = (kPhraseStates + 1) * kPhraseLabels;

/// One table of weights.
struct Weights {
  std::string_view bytes;
  std::uint32_t mask = 0;
  float unit = 0;

  /// In units: what is best does not depend on them.
  [[nodiscard]] float At(std::uint32_t hash, std::size_t k = 0) const {
    return static_cast<float>(static_cast<signed char>(bytes[(hash & mask) + k]));
  }
};

class Model {
 public:
  /// kOther where the bytes are not what the trainer wrote.
  [[nodiscard]] static Result<Model> Open(std::string_view bytes);
  /// The one that is built in.
  [[nodiscard]] static const Model& BuiltIn();

  /// Space that is used again from clause to clause.
  struct Work {
    Chain chain;
    std::vector<Foot> feet;
    std::vector<std::uint8_t> chosen;
    std::vector<float> commas;  ///< for each foot: the logit of a comma behind it
    std::vector<Place> places;
  };
  /// The level after each sound but the last.
  void Mark(const Clause& clause, const std::vector<Rule>& rules, Work& work,
            std::vector<std::uint8_t>& levels) const;

  [[nodiscard]] const Weights& commas() const { return commas_; }

  /// Makes some ends of phrases breaths, where a clause is long.
  static void Breathe(const Clause& clause, Work& work, std::vector<std::uint8_t>& levels);

 private:
  void MarkPhrases(const Clause& clause, const std::vector<Rule>& rules, Work& work,
                   std::vector<std::uint8_t>& levels) const;
  [[nodiscard]] float Comma(const Clause& clause, std::size_t gap) const;

  Weights words_;
  Weights commas_;
  Weights phrases_;
};

/// The step for a sum of weights.
[[nodiscard]] int CommaStepOf(float logit);

/// The parts of Mark that the trainer shares. `weight` is (hash, k) → float.
template <typename Weight>
void FillWords(const Clause& clause, Chain& chain, const Weight& weight) {
  chain.Resize(clause.sounds.size() - 1, kWordStates, 2);
  chain.first = clause.sounds.front().length;
  for (std::size_t gap = 0; gap < chain.steps; ++gap) {
    chain.advance[gap] = clause.sounds[gap + 1].length;
    const Features features = WordFeatures(clause, gap);
    float local = 0;
    for (std::size_t f = 0; f < features.locals; ++f) local += weight(features.local[f], 0);
    for (std::size_t state = 1; state <= kWordStates; ++state) {
      float none = 0;
      float some = local;
      for (std::size_t f = 0; f < features.lengths; ++f) {
        none += weight(features.length[f], state * 2);
        some += weight(features.length[f], state * 2 + 1);
      }
      chain.At(gap, state, 0) = none;
      chain.At(gap, state, 1) = some;
    }
  }
  for (std::size_t state = 1; state <= kWordStates; ++state) {
    chain.last[state - 1] = weight(LastWordHash(), state);
  }
}

template <typename Weight>
void FillPhrases(const Clause& clause, const std::vector<Foot>& feet,
                 const std::vector<float>& commas, Chain& chain, const Weight& weight) {
  chain.Resize(feet.size() - 1, kPhraseStates, kPhraseLabels);
  chain.first = feet.front().syllables;
  for (std::size_t at = 0; at < chain.steps; ++at) {
    chain.advance[at] =
        static_cast<std::uint8_t>(std::min<std::uint32_t>(feet[at + 1].syllables, kPhraseStates));
    const Features features = PhraseFeatures(clause, feet, at, CommaStepOf(commas[at]));
    std::array<float, kPhraseLabels> local{};
    for (std::size_t f = 0; f < features.locals; ++f) {
      for (std::size_t k = 1; k < kPhraseLabels; ++k) local[k] += weight(features.local[f], k - 1);
    }
    for (std::size_t state = 1; state <= kPhraseStates; ++state) {
      for (std::size_t k = 0; k < kPhraseLabels; ++k) {
        float score = local[k];
        for (std::size_t f = 0; f < features.lengths; ++f) {
          score += weight(features.length[f], state * kPhraseLabels + k);
        }
        chain.At(at, state, k) = score;
      }
    }
  }
  for (std::size_t state = 1; state <= kPhraseStates; ++state) {
    chain.last[state - 1] = weight(LastPhraseHash(), state);
  }
}

/// Prosodic words from the boundaries chosen.
void CutFeet(const Clause& clause, const std::vector<std::uint8_t>& chosen,
             std::vector<Foot>& feet);

}  // namespace boyin::prosody
