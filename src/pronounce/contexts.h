// Readings that follow from what stands beside a character, as a table that a linguist edits.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "pronounce/draft.h"

namespace boyin::pronounce {

/// contexts.tsv: character, reading, what stands before, what stands after, and `word` where the
/// row also holds inside a word of several characters, `fixed` where even inside one that no model
/// may change (称|多地, not 称多). A cell is `-` for anything, or alternatives
/// with | between; a leading ! says that none of them may stand there; $ is a place without a Han
/// character. The first row that fits wins.
class Contexts {
 public:
  [[nodiscard]] static Result<Contexts> Parse(std::string_view text);

  /// The reading of the character at `at`; none where no row fits.
  [[nodiscard]] Pinyin Find(const Draft& draft, std::size_t at) const;

 private:
  struct Side {
    std::vector<std::u32string> any;
    bool none_of = false;
  };
  struct Row {
    Pinyin pinyin;
    Side before;
    Side after;
    bool in_word = false;
    bool in_fixed = false;
  };
  [[nodiscard]] static Side ReadSide(std::string_view cell);
  [[nodiscard]] static bool Fits(const Side& side, const Draft& draft, std::size_t at, bool before);

  std::unordered_map<char32_t, std::vector<Row>> rows_;
};

}  // namespace boyin::pronounce
