// What a plan says, as the numbers that the network was trained on: tools/voice/units.py computes
// the same, and a test holds the two together.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "prosody/prosody.h"
#include "synthesise/parametric/weights.h"

namespace boyin::synthesise::parametric {

enum class Kind { kEdge, kPause, kForeign, kSyllable };

/// One place of a sentence: silence at its ends, a pause, a foreign run or a syllable.
struct Token {
  Kind kind = Kind::kEdge;
  std::uint32_t unit = 0;  ///< of the plan
  int initial = 0;         ///< rows of the weights' tables
  int final_sound = 0;
  int tone = 0;
  bool erhua = false;
  bool word_start = false;
  bool has_onset = false;  ///< a consonant, which has a stretch of its own
  int pause_ms = 0;

  bool operator==(const Token&) const = default;
};

constexpr std::size_t kTokenReals = 11;
constexpr std::size_t kStepReals = 8;

/// How many steps of the network the onset and the rest of a token last.
using Lengths = std::array<int, 2>;

/// The syllables that a voice knows, and which sounds they are made of.
class Syllables {
 public:
  /// From the text "syllables" of the weights: base, initial, final, 1 with an onset.
  [[nodiscard]] static Result<Syllables> Read(const Weights& weights);

  /// The plan between two edges. kEngine for a syllable that the voice does not know.
  [[nodiscard]] Result<std::vector<Token>> TokensOf(const prosody::Plan& plan) const;

 private:
  struct Sounds {
    int initial = 0;
    int final_sound = 0;
    bool has_onset = false;
  };

  [[nodiscard]] Result<Token> TokenOf(const prosody::SyllableUnit& syllable) const;

  std::vector<Sounds> sounds_;  ///< in the order of Pinyin::Bases(); final_sound 0: none
};

/// The numbers beside the sounds of token `i`. `pace` is the tempo against the voice's own.
void TokenReals(const std::vector<Token>& tokens, prosody::Contour contour, double pace,
                std::vector<std::array<float, kTokenReals>>& reals);

/// The numbers of every step of one token, in order.
void StepReals(const Lengths& lengths, std::vector<std::array<float, kStepReals>>& reals);

/// Whole steps for wanted real ones: what rounding takes from one it gives to the next.
[[nodiscard]] std::vector<Lengths> WholeSteps(const std::vector<Token>& tokens,
                                              const std::vector<std::array<float, 2>>& wanted);

}  // namespace boyin::synthesise::parametric
