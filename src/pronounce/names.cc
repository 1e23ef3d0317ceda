#include "pronounce/names.h"

#include <algorithm>

#include "base/table.h"
#include "base/utf8.h"

namespace boyin::pronounce {
namespace {

bool StandsAt(const Draft& draft, std::size_t at, std::u32string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (draft.At(at + i) != text[i]) return false;
  }
  return true;
}

/// The surname begins a word of the lexicon that is no name: 曾经, 单位, 解决.
bool BeginsPhrase(const LexiconTable& table, const Draft& draft, std::size_t at) {
  const Trie::Node root = table.Root(draft.At(at));
  const Trie::Node node = root == Trie::kNone ? root : table.trie().Step(root, draft.At(at + 1));
  const std::int32_t number = node == Trie::kNone ? -1 : table.trie().Word(node);
  return number >= 0 && table.phrase(number).tag != Tag::kPerson;
}

}  // namespace

Result<Surnames> Surnames::Parse(std::string_view surnames, std::string_view titles) {
  Surnames out;
  const auto surname_rows = table::Parse(surnames, "surnames.tsv", 2);
  if (!surname_rows) return tl::unexpected(surname_rows.error());
  for (const table::Row& row : *surname_rows) {
    Surname surname;
    surname.reading = Pinyin::Parse(row.cells[1]).value_or(Pinyin());
    surname.word = row.cells.size() > 2;
    out.surnames_.emplace(utf8::Decode(row.cells[0], 0).value, surname);
  }
  const auto title_rows = table::Parse(titles, "titles.tsv", 2);
  if (!title_rows) return tl::unexpected(title_rows.error());
  for (const table::Row& row : *title_rows) {
    (row.cells[0] == "after" ? out.after_ : out.before_).push_back(utf8::ToUtf32(row.cells[1]));
  }
  return out;
}

Pinyin Surnames::Reading(char32_t c) const {
  const auto found = surnames_.find(c);
  return found == surnames_.end() ? Pinyin() : found->second.reading;
}

bool Surnames::IsName(const LexiconTable& table, const Draft& draft, std::size_t at,
                      bool word) const {
  const bool role = std::ranges::any_of(before_, [&](const std::u32string& title) {
    return at >= title.size() && StandsAt(draft, at - title.size(), title);
  });
  const bool boundary = at == 0 || !draft.IsHan(at - 1);
  const bool nicknamed = at > 0 && (draft.At(at - 1) == U'老' || draft.At(at - 1) == U'小');
  const bool titled = std::ranges::any_of(
      after_, [&](const std::u32string& title) { return StandsAt(draft, at + 1, title); });
  if (titled && (!word || boundary || role || nicknamed)) return true;
  // A name follows a role, and is not the beginning of a common word (记者单位, 主任查看).
  return role && draft.IsHan(at + 1) && !BeginsPhrase(table, draft, at);
}

void Surnames::Find(const LexiconTable& table, Draft& draft) const {
  for (std::size_t i = 0; i < draft.cells.size(); ++i) {
    Cell& cell = draft.cells[i];
    if (cell.kind != CellKind::kHan) continue;
    const auto found = surnames_.find(cell.c);
    if (found == surnames_.end() || draft.words[cell.word].fixed) continue;
    if (!IsName(table, draft, i, found->second.word)) continue;
    cell.pinyin = found->second.reading;
    cell.by = DecidedBy::kName;
    cell.confidence = 95;
  }
}

}  // namespace boyin::pronounce
