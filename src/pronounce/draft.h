// A sentence on its way to an Utterance: one cell for each code point, and the words over its Han
// characters.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "base/range.h"
#include "lexicon/pinyin.h"
#include "pronounce/lexicon_table.h"
#include "pronounce/pronounce.h"

namespace boyin::pronounce {

enum class CellKind : std::uint8_t { kHan, kLetter, kMark };

inline constexpr std::uint32_t kNoWord = std::numeric_limits<std::uint32_t>::max();

struct Cell {
  char32_t c = 0;
  std::uint32_t byte = 0;
  std::uint32_t word = kNoWord;  ///< into Draft::words, for Han characters
  CellKind kind = CellKind::kMark;
  DecidedBy by = DecidedBy::kCharacter;
  bool placed = false;  ///< told by its neighbours: no surname
  std::uint8_t confidence = 100;
  Pinyin pinyin;
  Pinyin surface;
  Pinyin other;  ///< what it may be if `pinyin` is wrong
};

struct Word {
  std::uint32_t begin = 0;  ///< cells
  std::uint32_t end = 0;
  Tag tag = Tag::kNone;
  bool fixed = false;   ///< no model may change it: our tables, or the user
  bool sure = false;    ///< no model may change it: the sources know one reading only
  bool phrase = false;  ///< stands in the lexicon as a whole

  [[nodiscard]] std::uint32_t size() const { return end - begin; }
};

struct Draft {
  std::vector<Cell> cells;
  std::vector<Word> words;  ///< in order; complete after Segment

  [[nodiscard]] bool IsHan(std::size_t at) const {
    return at < cells.size() && cells[at].kind == CellKind::kHan;
  }
  /// The character at `at`, or 0 outside.
  [[nodiscard]] char32_t At(std::size_t at) const { return at < cells.size() ? cells[at].c : 0; }
};

/// Whether `c` is one of `set`; 0, what stands outside of a draft, is none.
[[nodiscard]] inline bool IsOneOf(char32_t c, std::u32string_view set) {
  return c != 0 && set.find(c) != std::u32string_view::npos;
}

/// Whether `text` stands from the cell `at` on.
[[nodiscard]] inline bool StandsAt(const Draft& draft, std::size_t at, std::u32string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (draft.At(at + i) != text[i]) return false;
  }
  return true;
}

/// Cuts text into cells.
[[nodiscard]] Draft MakeDraft(std::string_view text);

}  // namespace boyin::pronounce
