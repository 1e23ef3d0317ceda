// How likely a reading is right, from how it was decided.
#pragma once

#include <cstdint>

namespace boyin::pronounce {

/// What the lexicon gave and whether the model agrees with it.
enum class Basis : std::uint8_t {
  kAlone,            ///< a character that is no part of a phrase, as the lexicon has it
  kAloneOverruled,   ///< the same, as only the model has it
  kPhrase,           ///< a phrase of the lexicon, which the model agrees with
  kPhraseKept,       ///< the same, kept against the model
  kPhraseOverruled,  ///< the model's reading against a phrase
  kSureDoubted       ///< a sure word that the model would read otherwise
};

/// Per cent of readings right, where the model gave its first choice `share` per cent: isotonic
/// regression on rows that the model was not trained on (tools/polyphone/calibrate.py).
[[nodiscard]] std::uint8_t Certainty(Basis basis, std::uint8_t share);

}  // namespace boyin::pronounce
