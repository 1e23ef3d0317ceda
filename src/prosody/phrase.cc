#include "prosody/phrase.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <unordered_map>

#include "base/table.h"
#include "prosody/data.h"

namespace boyin::prosody {
namespace {

constexpr std::size_t kOneBreath = 12;  // syllables that need no break
constexpr double kComfortable = 8;      // syllables of a phrase that sounds unhurried
constexpr double kLengthWeight = 0.12;  // per squared syllable of distance from it
constexpr double kBreakCost = 3;        // every break must earn its place
constexpr double kNever = 1e6;
constexpr double kAloneCost =
    2;  // beside a lone character: an unfinished phrase, more often than not
constexpr double kInNameCost = 12;  // between two: most likely in a name that no lexicon has

struct Welcome {
  double before = 0;
  double after = 0;
};

double Number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value == -9 ? -kNever : value;
}

const std::unordered_map<std::string, Welcome>& Words() {
  static const std::unordered_map<std::string, Welcome> words = [] {
    std::unordered_map<std::string, Welcome> map;
    const auto rows = table::Parse(data::words_tsv(), "prosody/words.tsv", 3);
    if (!rows) return map;
    for (const table::Row& row : *rows) {
      map.emplace(row.cells[0], Welcome{Number(row.cells[1]), Number(row.cells[2])});
    }
    return map;
  }();
  return words;
}

Welcome WelcomeOf(std::string_view word) {
  const auto found = Words().find(std::string(word));
  return found == Words().end() ? Welcome{} : found->second;
}

/// A single character that the table says nothing of.
bool IsLone(const Word& word) {
  return word.syllables == 1 && !Words().contains(std::string(word.text));
}

double BreakCost(const Word& left, const Word& right) {
  if (right.glued) return kNever;
  const int lone = (IsLone(left) ? 1 : 0) + (IsLone(right) ? 1 : 0);
  return kBreakCost - WelcomeOf(left.text).after - WelcomeOf(right.text).before +
         (lone == 2 ? kInNameCost : lone * kAloneCost);
}

/// 新的, 好的: too short a modifier to breathe after.
bool EndsShortModifier(const std::vector<Word>& words, std::size_t end) {
  return end > 1 && words[end - 1].text == "的" && words[end - 2].syllables == 1;
}

double LengthCost(std::size_t syllables) {
  const double distance = static_cast<double>(syllables) - kComfortable;
  const double over = syllables > kLongestPhrase ? kNever : 0;
  return kLengthWeight * distance * distance + over;
}

}  // namespace

std::vector<std::size_t> PhraseStarts(const std::vector<Word>& words) {
  std::size_t total = 0;
  for (const Word& word : words) total += word.syllables;
  if (total <= kOneBreath) return {};

  // best[i]: the cheapest way to phrase the first i words; from[i]: where its last phrase begins.
  std::vector<double> best(words.size() + 1, std::numeric_limits<double>::infinity());
  std::vector<std::size_t> from(words.size() + 1, 0);
  best[0] = 0;
  for (std::size_t end = 1; end <= words.size(); ++end) {
    std::size_t syllables = 0;
    for (std::size_t begin = end; begin-- > 0;) {
      syllables += words[begin].syllables;
      double opening = begin == 0 ? 0 : BreakCost(words[begin - 1], words[begin]);
      if (EndsShortModifier(words, begin)) opening += kAloneCost;
      const double cost = best[begin] + opening + LengthCost(syllables);
      if (cost < best[end]) {
        best[end] = cost;
        from[end] = begin;
      }
      if (syllables > 2 * kLongestPhrase) break;
    }
  }
  std::vector<std::size_t> starts;
  for (std::size_t end = words.size(); from[end] > 0; end = from[end]) starts.push_back(from[end]);
  std::reverse(starts.begin(), starts.end());
  return starts;
}

}  // namespace boyin::prosody
