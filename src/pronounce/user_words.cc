#include "pronounce/user_words.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/message.h"
#include "base/utf8.h"

namespace boyin::pronounce {
namespace {

constexpr Trie::Node kRoot = 1;

std::size_t CountHan(std::u32string_view word) {
  return static_cast<std::size_t>(std::ranges::count_if(word, utf8::IsHan));
}

/// Makes the Han characters of cells [begin, end) one fixed word. False where they are taken, or
/// where the readings do not fit them.
bool Fix(Draft& draft, std::size_t begin, std::size_t end, const std::vector<Pinyin>& readings) {
  std::size_t han = 0;
  for (std::size_t i = begin; i < end; ++i) {
    if (draft.cells[i].word != kNoWord) return false;
    if (draft.cells[i].kind == CellKind::kHan) ++han;
  }
  if (han == 0 || han != readings.size()) return false;
  std::size_t next = 0;
  for (std::size_t i = begin; i < end; ++i) {
    Cell& cell = draft.cells[i];
    if (cell.kind != CellKind::kHan) continue;
    if (i == begin || !draft.IsHan(i - 1)) {
      Word word;
      word.begin = static_cast<std::uint32_t>(i);
      word.fixed = true;
      draft.words.push_back(word);
    }
    draft.words.back().end = static_cast<std::uint32_t>(i + 1);
    cell.word = static_cast<std::uint32_t>(draft.words.size() - 1);
    cell.pinyin = readings[next++];
    cell.by = DecidedBy::kUser;
  }
  return true;
}

std::vector<Pinyin> ParseAll(std::string_view text) {
  std::vector<Pinyin> readings;
  for (std::size_t at = text.find_first_not_of(' '); at < text.size();
       at = text.find_first_not_of(' ', at)) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::optional<Pinyin> pinyin = Pinyin::Parse(text.substr(at, end - at));
    if (!pinyin) return {};
    readings.push_back(*pinyin);
    at = end;
  }
  return readings;
}

/// wanr2 stands for two characters: wan2 and the 儿 that merges.
std::vector<Pinyin> WithMerged(const std::vector<Pinyin>& given) {
  static const Pinyin merged = *Pinyin::Parse("r5");
  std::vector<Pinyin> readings;
  for (const Pinyin pinyin : given) {
    readings.push_back(pinyin.WithErhua(false));
    if (pinyin.erhua()) readings.push_back(merged);
  }
  return readings;
}

std::size_t CellAt(const Draft& draft, std::size_t byte) {
  const auto found = std::ranges::lower_bound(draft.cells, byte, {}, &Cell::byte);
  return static_cast<std::size_t>(found - draft.cells.begin());
}

}  // namespace

Result<UserWords> UserWords::Create(const lexicon::Lexicon& lexicon) {
  UserWords words;
  std::optional<normalise::Normaliser> normaliser;
  for (const lexicon::Entry& entry : lexicon) {
    if (entry.pinyin.empty()) continue;
    if (!normaliser) {
      Result<normalise::Normaliser> made = normalise::Normaliser::Create({});
      if (!made) return tl::unexpected(made.error());
      normaliser = *std::move(made);
    }
    const std::string& said = entry.spoken.empty() ? entry.written : entry.spoken;
    std::vector<Pinyin> readings = WithMerged(entry.pinyin);
    const std::u32string word = utf8::ToUtf32(said);
    if (CountHan(word) != readings.size()) {
      return Fail(Code::kUsage, entry.origin,
                  Translated("“{}” needs one syllable for each Chinese character", entry.written),
                  Translated("write one syllable for each character that is said"));
    }
    words.Add(word);
    // What is spoken is simplified; an entry may be written in traditional characters.
    const std::u32string simple = utf8::ToUtf32(normaliser->Normalise(said).text);
    if (simple != word && CountHan(simple) == readings.size()) words.Add(simple);
    words.readings_.push_back(std::move(readings));
  }
  return words;
}

void UserWords::Add(std::u32string_view word) {
  trie_.AddWord(kRoot, word, static_cast<std::int32_t>(readings_.size()));
}

void UserWords::Impose(const std::vector<normalise::Override>& overrides, Draft& draft) const {
  for (const normalise::Override& wish : overrides) {
    if (wish.kind != normalise::Override::Kind::kPinyin) continue;
    Fix(draft, CellAt(draft, wish.spoken.begin), CellAt(draft, wish.spoken.end),
        ParseAll(wish.value));
  }
  if (readings_.empty()) return;
  for (std::size_t begin = 0; begin < draft.cells.size(); ++begin) {
    Trie::Node node = kRoot;
    std::int32_t found = -1;
    std::size_t end = begin;
    for (std::size_t i = begin; i < draft.cells.size(); ++i) {
      const auto [next, word] = trie_.Step(node, draft.cells[i].c);
      if (next == Trie::kNone) break;
      node = next;
      if (word < 0) continue;
      found = word;
      end = i + 1;
    }
    if (found >= 0 && Fix(draft, begin, end, readings_[static_cast<std::size_t>(found)])) {
      begin = end - 1;
    }
  }
}

}  // namespace boyin::pronounce
