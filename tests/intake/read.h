// What the tests of intake share: reading what must be readable, and the law that ranges tile.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/file.h"
#include "intake/intake.h"
#include "paths.h"

namespace boyin::intake {

/// Blocks and dropped ranges, in order, tile the text, and each block is its part of it.
inline bool Tiles(const Document& document) {
  std::vector<Range> ranges;
  for (const Block& block : document.blocks) {
    ranges.push_back(block.source);
    if (block.text.empty() || block.text != block.source.In(document.text)) return false;
  }
  for (const Dropped& dropped : document.dropped) ranges.push_back(dropped.source);
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& a, const Range& b) { return a.begin < b.begin; });
  std::size_t at = 0;
  for (const Range& range : ranges) {
    if (range.begin != at || range.end < at) return false;
    at = range.end;
  }
  return at == document.text.size();
}

/// The document, which must be readable and tile.
inline Document MustRead(std::string_view bytes, std::string_view name) {
  Result<Document> document = Read(bytes, name, {});
  CAPTURE((document ? std::string() : document.error().what.en));
  REQUIRE(document.has_value());
  CHECK(Tiles(*document));
  return std::move(*document);
}

/// The blocks as a person would note them: "# 标题", "- 一项", "> 引文", "| 表行", "@ 来源".
inline std::vector<std::string> Lines(const Document& document) {
  constexpr std::string_view kMarks = "#P>-|@";
  std::vector<std::string> lines;
  for (const Block& block : document.blocks) {
    const char mark = kMarks[static_cast<std::size_t>(block.kind)];
    std::string line;
    if (mark == '#') line = std::string(static_cast<std::size_t>(block.level), '#') + ' ';
    if (mark != '#' && mark != 'P') line = std::string(1, mark) + ' ';
    lines.push_back(line + block.text);
  }
  return lines;
}

/// Why a text that stands in the document is not read; empty where it is read or does not stand.
inline std::string ReasonFor(const Document& document, std::string_view text) {
  for (const Dropped& dropped : document.dropped) {
    if (dropped.source.In(document.text).find(text) != std::string_view::npos) {
      return dropped.reason;
    }
  }
  return {};
}

inline std::string Page(const std::string& name) {
  const Result<std::string> bytes = ReadFile(test::SourcePath("tests/intake/pages/" + name));
  REQUIRE(bytes.has_value());
  return *bytes;
}

}  // namespace boyin::intake
