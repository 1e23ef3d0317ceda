// Where a reader breathes inside a clause. Private to prosody.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "pronounce/pronounce.h"

namespace boyin::prosody {

/// One word of a clause, as far as phrasing cares.
struct Word {
  std::string_view text;
  std::size_t first_token = 0;  ///< index into Utterance::tokens
  std::size_t end_token = 0;    ///< past the last
  std::size_t syllables = 0;
  bool glued = false;  ///< must not be parted from the word before
};

/// The most syllables between two breaths.
inline constexpr std::size_t kLongestPhrase = 18;

/// The indices of the words that begin a new phrase, 0 not among them. A clause of up to a dozen
/// syllables is one phrase. Linear in the number of words.
[[nodiscard]] std::vector<std::size_t> PhraseStarts(const std::vector<Word>& words);

}  // namespace boyin::prosody
