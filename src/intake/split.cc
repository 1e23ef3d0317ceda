#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "intake/chapters.h"

namespace boyin::intake {
namespace {

/// The highest level that several headings have; 0 where none has.
int LevelOfChapters(const Document& document) {
  std::array<std::size_t, 7> counts{};
  for (const Block& block : document.blocks) {
    if (block.level >= 1 && block.level <= 6) ++counts.at(static_cast<std::size_t>(block.level));
  }
  for (int level = 1; level <= 6; ++level) {
    if (counts.at(static_cast<std::size_t>(level)) >= 2) return level;
  }
  return 0;
}

/// Blocks and dropped text between two places of the whole.
Document Part(const Document& whole, Range range) {
  Document part;
  part.file = whole.file;
  part.member = whole.member;
  part.format = whole.format;
  part.encoding = whole.encoding;
  part.encoding_confidence = whole.encoding_confidence;
  part.metadata = whole.metadata;
  part.text = range.In(whole.text);
  const auto moved = [&](Range one) {
    return Range{std::max(one.begin, range.begin) - range.begin,
                 std::min(one.end, range.end) - range.begin};
  };
  for (const Block& block : whole.blocks) {
    if (block.source.begin < range.begin || block.source.end > range.end) continue;
    part.blocks.push_back(block);
    part.blocks.back().source = moved(block.source);
  }
  for (const Dropped& dropped : whole.dropped) {
    if (dropped.source.end <= range.begin || dropped.source.begin >= range.end) continue;
    part.dropped.push_back({moved(dropped.source), dropped.reason});
  }
  return part;
}

}  // namespace

std::vector<Document> SplitChapters(const Document& document) {
  const int level = LevelOfChapters(document);
  std::vector<std::size_t> begins;  // bytes
  for (const Block& block : document.blocks) {
    if (level > 0 && block.level == level) begins.push_back(block.source.begin);
  }
  if (begins.empty()) return {document};
  // The title of the book alone is no part; it goes with the first chapter.
  const std::size_t before = static_cast<std::size_t>(
      std::count_if(document.blocks.begin(), document.blocks.end(), [&](const Block& block) {
        return block.source.begin < begins.front() && block.kind != BlockKind::kHeading;
      }));
  if (before > 0) {
    begins.insert(begins.begin(), 0);
  } else {
    begins.front() = 0;
  }
  const std::size_t digits = std::max<std::size_t>(2, std::to_string(begins.size()).size());
  std::vector<Document> parts;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : document.text.size();
    Document part = Part(document, {begins[i], end});
    if (part.blocks.empty()) continue;
    const auto heading = std::find_if(part.blocks.begin(), part.blocks.end(),
                                      [&](const Block& block) { return block.level == level; });
    if (heading != part.blocks.end()) part.metadata.title = heading->text;
    part.name = fmt::format("{}-{:0{}}", document.name, parts.size() + 1, digits);
    parts.push_back(std::move(part));
  }
  parts.front().notes = document.notes;
  return parts;
}

}  // namespace boyin::intake
