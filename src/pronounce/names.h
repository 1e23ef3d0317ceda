// Persons by context: 曾 in 曾先生 and 记者曾晓明 is a surname, in 曾经 it is not; 长 in 李长春 is
// cháng.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "pronounce/draft.h"
#include "pronounce/lexicon_table.h"

namespace boyin::pronounce {

/// The tables of this room that names are told by, as text.
struct NameTables {
  std::string_view surnames;        ///< surnames.tsv
  std::string_view titles;          ///< titles.tsv
  std::string_view given;           ///< given.tsv
  std::string_view given_readings;  ///< given_readings.tsv
};

class Names {
 public:
  [[nodiscard]] static Result<Names> Parse(const NameTables& tables);

  /// Gives surnames their readings where a title follows (曾先生), or where what stands around and
  /// what follows make a name (记者任小明, 曾庆红说), and characters of given names theirs. What is
  /// fixed stays.
  void Find(const LexiconTable& table, Draft& draft) const;

  /// The reading of the character as a surname; none where it has no reading of its own.
  [[nodiscard]] Pinyin Surname(char32_t c) const;

 private:
  class Judge;

  struct Reading {
    Pinyin pinyin;
    int weight = 0;     ///< negative: also a common word; positive: hardly ever but a surname
    bool rare = false;  ///< a surname far less often than a word
  };
  /// Words by the character they begin (or, for `before`, end) with.
  using Words = std::unordered_map<char32_t, std::vector<std::u32string>>;

  Result<void> ReadTitles(std::string_view text);
  Result<void> ReadGiven(std::string_view text);

  std::unordered_map<char32_t, Reading> surnames_;
  std::unordered_set<char32_t> common_surnames_;
  std::unordered_map<char32_t, int> given_;  ///< log-odds
  std::unordered_map<char32_t, Pinyin> given_readings_;
  Words titles_;     ///< offices, which follow a surname
  Words addresses_;  ///< follow nothing but a name: 先生
  Words roles_;      ///< stand before a name
  Words verbs_;      ///< follow a name
  std::unordered_set<char32_t> joiners_;
};

}  // namespace boyin::pronounce
