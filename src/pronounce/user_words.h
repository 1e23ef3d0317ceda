// The station's own readings, found in text before anything else is decided.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/lexicon.h"
#include "normalise/normalise.h"
#include "pronounce/draft.h"
#include "pronounce/trie.h"

namespace boyin::pronounce {

class UserWords {
 public:
  /// Takes the entries with pinyin. kUsage where an entry has not one syllable for each Han
  /// character of what is said.
  [[nodiscard]] static Result<UserWords> Create(const lexicon::Lexicon& lexicon);

  /// Writes readings into `draft`: first those of inline marks, then the entries, the longest first
  /// from the left. Each becomes a fixed word.
  void Impose(const std::vector<normalise::Override>& overrides, Draft& draft) const;

 private:
  UserWords() : trie_(1, 0) {}

  /// The next of `readings_` is that of `word`.
  void Add(std::u32string_view word);

  Trie trie_;
  std::vector<std::vector<Pinyin>> readings_;
};

}  // namespace boyin::pronounce
