#include "pronounce/contexts.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/message.h"
#include "base/table.h"
#include "base/utf8.h"

namespace boyin::pronounce {
namespace {

/// `text` stands right before the cell `at`.
bool StandsBefore(const Draft& draft, std::size_t at, std::u32string_view text) {
  if (text == U"$") return at == 0 || !draft.IsHan(at - 1);
  if (text.starts_with(U'$')) {
    text.remove_prefix(1);
    if (at < text.size() || (at > text.size() && draft.IsHan(at - text.size() - 1))) return false;
  }
  if (at < text.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (draft.At(at - text.size() + i) != text[i]) return false;
  }
  return true;
}

bool StandsAfter(const Draft& draft, std::size_t at, std::u32string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool fits = text[i] == U'$' ? !draft.IsHan(at + 1 + i) : draft.At(at + 1 + i) == text[i];
    if (!fits) return false;
  }
  return true;
}

}  // namespace

Contexts::Side Contexts::ReadSide(std::string_view cell) {
  Side side;
  if (cell == "-") return side;
  side.none_of = cell.starts_with('!');
  if (side.none_of) cell.remove_prefix(1);
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find('|'), cell.size());
    if (end > 0) side.any.push_back(utf8::ToUtf32(cell.substr(0, end)));
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return side;
}

bool Contexts::Fits(const Side& side, const Draft& draft, std::size_t at, bool before) {
  if (side.any.empty()) return true;
  const bool found = std::ranges::any_of(side.any, [&](const std::u32string& text) {
    return before ? StandsBefore(draft, at, text) : StandsAfter(draft, at, text);
  });
  return found != side.none_of;
}

Result<Contexts> Contexts::Parse(std::string_view text) {
  const auto rows = table::Parse(text, "contexts.tsv", 4);
  if (!rows) return tl::unexpected(rows.error());
  Contexts contexts;
  for (const table::Row& row : *rows) {
    const std::optional<Pinyin> pinyin = Pinyin::Parse(row.cells[1]);
    if (!pinyin) {
      return Fail(Code::kInput, fmt::format("contexts.tsv:{}", row.line),
                  Translated("no syllable of Mandarin"));
    }
    const std::string_view reach = row.cells.size() > 4 ? std::string_view(row.cells[4]) : "";
    contexts.rows_[utf8::Decode(row.cells[0], 0).value].push_back(
        {*pinyin, ReadSide(row.cells[2]), ReadSide(row.cells[3]),
         reach == "word" || reach == "fixed", reach == "fixed"});
  }
  return contexts;
}

Pinyin Contexts::Find(const Draft& draft, std::size_t at) const {
  const Cell& cell = draft.cells[at];
  const auto found = rows_.find(cell.c);
  if (found == rows_.end()) return {};
  const Word& word = draft.words[cell.word];
  const bool kept = word.fixed || cell.by == DecidedBy::kName;
  for (const Row& row : found->second) {
    if ((word.size() > 1 && !row.in_word) || (kept && !row.in_fixed)) continue;
    if (Fits(row.before, draft, at, true) && Fits(row.after, draft, at, false)) return row.pinyin;
  }
  return {};
}

}  // namespace boyin::pronounce
