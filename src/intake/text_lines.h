// The lines of a plain text and what stands around them: the ground on which plain.cc decides what
// is a paragraph. Private to intake.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/range.h"

namespace boyin::intake {

struct TextLine {
  Range source;                ///< without white space at its ends
  std::size_t width = 0;       ///< columns: two for a wide character
  std::size_t indent = 0;      ///< columns before it
  bool after_blank = false;    ///< an empty line or a page's end stands before it
  std::string_view furniture;  ///< "page number" or "running head"; else empty
  bool joins_next = false;     ///< the next line that is no furniture goes on where this one ends
};

/// Lines that hold anything but white space. `text` begins behind the byte order mark at `begin`.
[[nodiscard]] std::vector<TextLine> CutLines(std::string_view text, std::size_t begin);

/// Marks page numbers and running heads: the former grow from page to page, the latter stand again
/// and again beside them.
void MarkFurniture(std::string_view text, std::vector<TextLine>& lines);

/// Finds out whether somebody broke the lines of `text` at a width, whatever the words, and then
/// marks the lines that the next one goes on from. Poems, whose lines are as long as each other
/// because they are meant to be, are left alone.
void MarkWrapping(std::string_view text, std::vector<TextLine>& lines);

}  // namespace boyin::intake
