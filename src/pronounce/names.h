// Surnames by context: 曾 in 曾先生 and 记者曾晓明 is a person, in 曾经 it is not.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "pronounce/draft.h"
#include "pronounce/lexicon_table.h"

namespace boyin::pronounce {

class Surnames {
 public:
  /// Reads surnames.tsv and titles.tsv.
  [[nodiscard]] static Result<Surnames> Parse(std::string_view surnames, std::string_view titles);

  /// Gives surnames their readings where a title follows (曾先生), or where a role stands before
  /// and a name of two or three characters follows (记者任小明). What the user fixed stays.
  void Find(const LexiconTable& table, Draft& draft) const;

  /// The reading of the character as a surname; none where it has no reading of its own.
  [[nodiscard]] Pinyin Reading(char32_t c) const;

 private:
  struct Surname {
    Pinyin reading;
    bool word = false;  ///< also a common word: needs a boundary or a role before it
  };
  [[nodiscard]] bool IsName(const LexiconTable& table, const Draft& draft, std::size_t at,
                            bool word) const;

  std::unordered_map<char32_t, Surname> surnames_;
  std::vector<std::u32string> after_;
  std::vector<std::u32string> before_;
};

}  // namespace boyin::pronounce
