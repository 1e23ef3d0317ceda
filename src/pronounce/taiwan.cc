#include "pronounce/taiwan.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/message.h"
#include "base/table.h"
#include "base/utf8.h"

namespace boyin::pronounce {
namespace {

constexpr Trie::Node kRoot = 1;

std::vector<Pinyin> ReadSyllables(std::string_view text) {
  std::vector<Pinyin> readings;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    readings.push_back(Pinyin::Parse(text.substr(0, end)).value_or(Pinyin()));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return readings;
}

}  // namespace

Result<Taiwan> Taiwan::Parse(std::string_view text) {
  const auto rows = table::Parse(text, "taiwan.tsv", 2);
  if (!rows) return tl::unexpected(rows.error());
  Taiwan out;
  for (const table::Row& row : *rows) {
    const std::u32string word = utf8::ToUtf32(row.cells[0]);
    std::vector<Pinyin> readings = ReadSyllables(row.cells[1]);
    if (word.size() == 1 && readings.size() == 2) {
      out.characters_[word.front()].push_back({readings[0], readings[1]});
      continue;
    }
    if (readings.size() != word.size()) {
      return Fail(Code::kInput, fmt::format("taiwan.tsv:{}", row.line),
                  Translated("one syllable for each character"));
    }
    out.words_.AddWord(kRoot, word, static_cast<std::int32_t>(out.readings_.size()));
    out.readings_.push_back(std::move(readings));
  }
  return out;
}

/// Says the longest word that begins at `at`; where it ends, or `at`.
std::size_t Taiwan::SayWord(Draft& draft, std::size_t at) const {
  std::int32_t found = -1;
  std::size_t end = at;
  Trie::Node node = kRoot;
  for (std::size_t i = at; draft.IsHan(i); ++i) {
    const auto [next, word] = words_.Step(node, draft.cells[i].c);
    if (next == Trie::kNone) break;
    node = next;
    if (word < 0) continue;
    found = word;
    end = i + 1;
  }
  if (found < 0) return at;
  const std::vector<Pinyin>& readings = readings_[static_cast<std::size_t>(found)];
  for (std::size_t i = at; i < end; ++i) {
    Cell& cell = draft.cells[i];
    if (cell.by == DecidedBy::kUser) continue;
    cell.pinyin = readings[i - at];
    cell.by = DecidedBy::kLexicon;
    cell.confidence = 100;
  }
  return end;
}

void Taiwan::Say(Draft& draft) const {
  for (std::size_t i = 0; i < draft.cells.size();) {
    if (!draft.IsHan(i)) {
      ++i;
      continue;
    }
    if (const std::size_t end = SayWord(draft, i); end > i) {
      i = end;
      continue;
    }
    Cell& cell = draft.cells[i++];
    const auto found = characters_.find(cell.c);
    if (found == characters_.end() || cell.by == DecidedBy::kUser) continue;
    const auto pair = std::ranges::find(found->second, cell.pinyin, &Pair::mainland);
    if (pair != found->second.end()) cell.pinyin = pair->taiwan;
  }
}

}  // namespace boyin::pronounce
