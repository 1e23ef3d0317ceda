#include "audit/misheard.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

namespace boyin::audit {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kInitials = {
    {{"zh", "z"}, {"ch", "c"}, {"sh", "s"}}};

struct Syllable {
  std::string text;  ///< without its tone
  std::string kind;  ///< as ears and recognisers tell them apart
};

std::vector<Syllable> SyllablesIn(const std::string& pinyin) {
  std::istringstream in(pinyin);
  std::vector<Syllable> syllables;
  for (std::string word; in >> word;) {
    if (word.size() < 2 || word.back() < '1' || word.back() > '5') continue;
    word.pop_back();
    std::string kind = word;
    for (const auto& [of, to] : kInitials) {
      if (kind.starts_with(of)) kind.replace(0, of.size(), to);
    }
    if (kind.ends_with("ng")) kind.pop_back();
    syllables.push_back({std::move(word), std::move(kind)});
  }
  return syllables;
}

void Add(std::string& text, const std::string& syllable) {
  if (!text.empty()) text += ' ';
  text += syllable;
}

}  // namespace

Misheard LongestMisheard(const std::string& expected, const std::string& heard) {
  const std::vector<Syllable> a = SyllablesIn(expected);
  const std::vector<Syllable> b = SyllablesIn(heard);
  const std::size_t columns = b.size() + 1;
  // Levenshtein's distances of what follows, so that the way is walked forwards.
  std::vector<std::size_t> rest((a.size() + 1) * columns);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& {
    return rest[i * columns + j];
  };
  for (std::size_t i = a.size() + 1; i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      if (i == a.size() || j == b.size()) {
        at(i, j) = a.size() - i + b.size() - j;
        continue;
      }
      const std::size_t both = at(i + 1, j + 1) + (a[i].kind == b[j].kind ? 0 : 1);
      at(i, j) = std::min({both, at(i + 1, j) + 1, at(i, j + 1) + 1});
    }
  }
  Misheard longest;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    Misheard run;
    std::size_t left = 0;
    std::size_t right = 0;
    while (i < a.size() || j < b.size()) {
      const bool inside = i < a.size() && j < b.size();
      if (inside && a[i].kind == b[j].kind && at(i, j) == at(i + 1, j + 1)) break;
      const bool both = inside && at(i, j) == at(i + 1, j + 1) + 1;
      const bool own = both || (i < a.size() && at(i, j) == at(i + 1, j) + 1);
      if (own) {
        Add(run.expected, a[i++].text);
        ++left;
      }
      if (both || !own) {
        Add(run.heard, b[j++].text);
        ++right;
      }
    }
    run.syllables = std::max(left, right);
    if (run.syllables > longest.syllables) longest = std::move(run);
    if (i < a.size() && j < b.size()) ++i, ++j;
  }
  return longest;
}

}  // namespace boyin::audit
