#include "lexicon/pinyin.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/utf8.h"
#include "lexicon/data.h"

namespace boyin {
namespace {

constexpr int kNeutral = 5;

std::vector<std::string_view> ReadBases() {
  std::vector<std::string_view> bases;
  std::string_view rest = lexicon::data::syllables_tsv();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    if (!line.empty() && line.front() != '#') bases.push_back(line);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return bases;
}

const std::vector<std::string_view>& AllBases() {
  static const std::vector<std::string_view> bases = ReadBases();
  return bases;
}

/// The place of a base in the list, counted from 1; 0 where it is none.
std::size_t BaseNumber(std::string_view base) {
  const auto& bases = AllBases();
  const auto found = std::lower_bound(bases.begin(), bases.end(), base);
  if (found == bases.end() || *found != base) return 0;
  return static_cast<std::size_t>(found - bases.begin()) + 1;
}

struct Letter {
  char32_t marked;
  char plain;
  int tone;  // 0: none
};

constexpr auto kMarked = std::to_array<Letter>({
    {U'ā', 'a', 1}, {U'á', 'a', 2}, {U'ǎ', 'a', 3}, {U'à', 'a', 4}, {U'Ā', 'a', 1}, {U'Á', 'a', 2},
    {U'Ǎ', 'a', 3}, {U'À', 'a', 4}, {U'ē', 'e', 1}, {U'é', 'e', 2}, {U'ě', 'e', 3}, {U'è', 'e', 4},
    {U'Ē', 'e', 1}, {U'É', 'e', 2}, {U'Ě', 'e', 3}, {U'È', 'e', 4}, {U'ī', 'i', 1}, {U'í', 'i', 2},
    {U'ǐ', 'i', 3}, {U'ì', 'i', 4}, {U'ō', 'o', 1}, {U'ó', 'o', 2}, {U'ǒ', 'o', 3}, {U'ò', 'o', 4},
    {U'Ō', 'o', 1}, {U'Ó', 'o', 2}, {U'Ǒ', 'o', 3}, {U'Ò', 'o', 4}, {U'ū', 'u', 1}, {U'ú', 'u', 2},
    {U'ǔ', 'u', 3}, {U'ù', 'u', 4}, {U'ǖ', 'v', 1}, {U'ǘ', 'v', 2}, {U'ǚ', 'v', 3}, {U'ǜ', 'v', 4},
    {U'ü', 'v', 0}, {U'Ü', 'v', 0}, {U'ń', 'n', 2}, {U'ň', 'n', 3}, {U'ǹ', 'n', 4}, {U'ḿ', 'm', 2},
    {U'ɡ', 'g', 0}, {U'ɑ', 'a', 0},
});

int CombiningTone(char32_t c) {
  switch (c) {
    case 0x0304:
      return 1;
    case 0x0301:
      return 2;
    case 0x030C:
      return 3;
    case 0x0300:
      return 4;
    default:
      return 0;
  }
}

struct Spelling {
  std::string letters;
  int tone = 0;
};

/// Adds one character of a spelling. False where it has no place there.
bool AddLetter(Spelling& spelling, char32_t c) {
  if (c < 0x80) {
    const char lower = static_cast<char>(c | 0x20U);
    if (c == U':' || (lower >= 'a' && lower <= 'z')) {
      const bool umlaut = c == U':' && spelling.letters.ends_with('u');
      if (umlaut) spelling.letters.back() = 'v';
      if (c != U':') spelling.letters += lower;
      return umlaut || c != U':';
    }
    return false;
  }
  int tone = CombiningTone(c);
  if (c == 0x0308 && spelling.letters.ends_with('u')) {
    spelling.letters.back() = 'v';
    return true;
  }
  if (tone == 0) {
    const auto* const found = std::ranges::find(kMarked, c, &Letter::marked);
    if (found == kMarked.end()) return false;
    spelling.letters += found->plain;
    tone = found->tone;
  }
  if (tone != 0 && spelling.tone != 0) return false;
  spelling.tone += tone;
  return true;
}

std::optional<Spelling> Spell(std::string_view text) {
  Spelling spelling;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    at += c.length;
    const bool last = at == text.size();
    if (last && c.value >= U'0' && c.value <= U'5' && spelling.tone == 0) {
      spelling.tone = c.value == U'0' ? kNeutral : static_cast<int>(c.value - U'0');
    } else if (!AddLetter(spelling, c.value)) {
      return std::nullopt;
    }
  }
  if (spelling.tone == 0) spelling.tone = kNeutral;
  return spelling;
}

/// lue, nue stand for lüe, nüe, and jü, qü, xü, yü are spelled without the dots (汉语拼音方案).
void MendUmlaut(std::string& letters) {
  if (letters.starts_with("lue") || letters.starts_with("nue")) {
    letters[1] = 'v';
  } else if (letters.size() > 1 && letters[1] == 'v' &&
             std::string_view("jqxy").find(letters[0]) != std::string_view::npos) {
    letters[1] = 'u';
  }
}

/// Letters left out, added, changed, or two neighbours swapped ("zhnag"), each for 1.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t change = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({change, cost[i - 1][j] + 1, cost[i][j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

std::optional<Pinyin> Pinyin::Parse(std::string_view text) {
  std::optional<Spelling> spelling = Spell(text);
  if (!spelling) return std::nullopt;
  MendUmlaut(spelling->letters);
  std::string_view letters = spelling->letters;
  std::size_t base = BaseNumber(letters);
  const bool erhua = base == 0 && letters.size() > 1 && letters.ends_with('r');
  if (erhua) base = BaseNumber(letters.substr(0, letters.size() - 1));
  if (base == 0) return std::nullopt;
  const auto code = static_cast<std::uint16_t>(base << 4U);
  return Pinyin(code).WithTone(spelling->tone).WithErhua(erhua);
}

std::string Pinyin::text() const {
  if (code_ == 0) return {};
  std::string text(base());
  if (erhua()) text += 'r';
  text += static_cast<char>('0' + tone());
  return text;
}

std::string_view Pinyin::base() const {
  const std::size_t number = code_ >> 4U;
  const auto& bases = AllBases();
  return number == 0 || number > bases.size() ? std::string_view() : bases[number - 1];
}

Pinyin Pinyin::WithTone(int tone) const {
  return Pinyin(static_cast<std::uint16_t>((code_ & ~7U) | (static_cast<unsigned>(tone) & 7U)));
}

Pinyin Pinyin::WithErhua(bool erhua) const {
  return Pinyin(static_cast<std::uint16_t>((code_ & ~8U) | (erhua ? 8U : 0U)));
}

std::span<const std::string_view> Pinyin::Bases() { return AllBases(); }

std::string NearestSyllable(std::string_view wrong) {
  std::string letters;
  char tone = 0;
  for (const char c : wrong) {
    if (c >= '0' && c <= '5') {
      tone = c == '0' ? '5' : c;
    } else {
      letters += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
  }
  const auto& bases = AllBases();
  const auto nearest = std::ranges::min_element(
      bases, {}, [&](std::string_view base) { return EditDistance(letters, base); });
  std::string text(*nearest);
  if (tone != 0) text += tone;
  return text;
}

}  // namespace boyin
