#include "pronounce/foreign.h"

#include <algorithm>
#include <vector>

#include "base/table.h"
#include "base/utf8.h"

namespace boyin::pronounce {
namespace {

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
char Upper(char c) { return IsLower(c) ? static_cast<char>(c - 32) : c; }

bool HasVowel(std::string_view word) {
  return word.find_first_of("aeiouyAEIOUY\x80\xC3\xC4\xC5") != std::string_view::npos;
}

std::string Spell(std::string_view letters) {
  std::string out;
  for (std::size_t at = 0; at < letters.size();) {
    const std::size_t length = utf8::Decode(letters, at).length;
    if (!out.empty()) out += ' ';
    for (const char c : letters.substr(at, length)) out += Upper(c);
    at += length;
  }
  return out;
}

/// A word of letters and digits. Letters beyond ASCII are left to the voice.
std::string SayWord(std::string_view word) {
  const bool ascii = std::ranges::none_of(word, [](char c) { return (c & '\x80') != 0; });
  if (!ascii) return std::string(word);
  const bool upper = std::ranges::none_of(word, IsLower);
  const bool letters = std::ranges::any_of(word, [](char c) { return IsUpper(c) || IsLower(c); });
  if (!letters) return Spell(word);
  // Chinese announcers say an abbreviation letter by letter; those said as words are in the table.
  if (upper || word.size() == 1) return Spell(word);
  if (word.size() > 2 && word.back() == 's' &&
      std::ranges::all_of(word.substr(0, word.size() - 1), IsUpper)) {
    return Spell(word.substr(0, word.size() - 1)) + "'s";  // CEOs
  }
  if (!HasVowel(word) && word.size() <= 4) return Spell(word);
  return std::string(word);
}

bool IsWordByte(char c) {
  return IsUpper(c) || IsLower(c) || IsDigit(c) || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

Result<ForeignWords> ForeignWords::Parse(std::string_view text) {
  const Result<std::vector<table::Row>> rows = table::Parse(text, "foreign.tsv", 2);
  if (!rows) return tl::unexpected(rows.error());
  ForeignWords words;
  for (const table::Row& row : *rows) {
    words.table_.insert_or_assign(std::string(row.cells[0]), std::string(row.cells[1]));
  }
  return words;
}

std::string ForeignWords::Say(std::string_view run) const {
  if (const auto found = table_.find(run); found != table_.end()) return found->second;
  const std::string latin = Romanise(run);
  std::string out;
  for (std::size_t at = 0; at < latin.size();) {
    std::size_t end = at;
    while (end < latin.size() && IsWordByte(latin[end])) ++end;
    if (end == at) {
      const char c = latin[at++];
      // A hyphen joins words, a point in U.S. or an ampersand is heard as a gap or as "and".
      if (c == '&') {
        out += " and ";
      } else if (c == '\'') {
        out += c;
      } else if (!out.ends_with(' ')) {
        out += ' ';
      }
      continue;
    }
    const std::string_view word = std::string_view(latin).substr(at, end - at);
    const auto found = table_.find(word);
    out += found == table_.end() ? SayWord(word) : found->second;
    at = end;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out.empty() ? std::string(run) : out;
}

}  // namespace boyin::pronounce
