#include <algorithm>

#include "pronounce/polyphone.h"

namespace boyin::pronounce {
namespace {

constexpr std::uint32_t Mix(std::uint64_t value) {
  value *= 0x9E3779B97F4A7C15U;
  value ^= value >> 29U;
  value *= 0xBF58476D1CE4E5B9U;
  return static_cast<std::uint32_t>(value >> 32U);
}

constexpr std::uint64_t Pack(char32_t a, char32_t b = 0, char32_t c = 0) {
  return (std::uint64_t{a} << 42U) ^ (std::uint64_t{b} << 21U) ^ c;
}

/// Templates, each its own family of features.
enum Kind : std::uint32_t {
  kBias = 1,
  kUnigram,
  kBigram,
  kTrigram = 40,
  kBag,
  kWord = 80,
  kBefore,
  kAfter,
  kTags,
  kPlace,
  kLexicon,
  kAround,
  kBefore2,
  kAfter2,
  kCover,
  kFar,
  kVerb
};

// What decides these may stand far off: 为一点小事耿耿于怀. More of them cost more than they
// brought (bench/log/2026-11-30-pronounce.md).
constexpr std::u32string_view kFarSighted = U"为";
constexpr std::u32string_view kClauseEnds = U"，。；！？：";

class Collector {
 public:
  Collector(const LexiconTable& table, const Draft& draft, std::size_t at)
      : table_(table), draft_(draft), at_(at), seed_(Mix(draft.cells[at].c)) {}

  Features Collect() {
    Characters();
    Bag();
    Words();
    Lexical();
    Covering();
    const bool alone = draft_.words[draft_.cells[at_].word].size() == 1;
    if (alone && kFarSighted.find(draft_.cells[at_].c) != std::u32string_view::npos) Far();
    return features_;
  }

 private:
  /// The character at a distance, digits and Latin letters made alike; 1 outside the text.
  [[nodiscard]] char32_t Near(std::ptrdiff_t distance) const {
    const auto at = static_cast<std::ptrdiff_t>(at_) + distance;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(draft_.cells.size())) return 1;
    const Cell& cell = draft_.cells[static_cast<std::size_t>(at)];
    if (cell.kind == CellKind::kLetter) return cell.c <= U'9' ? 2 : 3;
    return cell.c;
  }

  void Add(std::uint32_t kind, std::uint64_t value) {
    features_.Add(Mix((std::uint64_t{kind} << 32U | seed_) ^ value * 0xD6E8FEB86659FD93U));
  }

  void Characters() {
    Add(kBias, 0);
    std::array<char32_t, 7> near{};
    for (std::ptrdiff_t d = -3; d <= 3; ++d) near[static_cast<std::size_t>(d + 3)] = Near(d);
    for (std::uint32_t i = 0; i < 7; ++i) {
      if (i != 3) Add(kUnigram + 64 * i, near[i]);
    }
    Add(kBigram, Pack(near[0], near[1]));
    Add(kBigram + 64, Pack(near[1], near[2]));
    Add(kBigram + 128, Pack(near[2], near[4]));
    Add(kBigram + 192, Pack(near[4], near[5]));
    Add(kBigram + 256, Pack(near[5], near[6]));
    Add(kTrigram, Pack(near[0], near[1], near[2]));
    Add(kTrigram + 64, Pack(near[1], near[2], near[4]));
    Add(kTrigram + 128, Pack(near[2], near[4], near[5]));
    Add(kTrigram + 192, Pack(near[4], near[5], near[6]));
  }

  void Bag() {
    for (std::ptrdiff_t d = -6; d <= 6; ++d) {
      if (d == 0) continue;
      const char32_t c = Near(d);
      if (c > 3) Add(kBag, c);
    }
  }

  [[nodiscard]] std::uint64_t Spelling(std::size_t word) const {
    if (word >= draft_.words.size()) return 1;
    std::uint64_t value = 0;
    for (std::size_t i = draft_.words[word].begin; i < draft_.words[word].end; ++i) {
      value = value * 0x100000001B3U + draft_.cells[i].c;
    }
    return value;
  }

  [[nodiscard]] std::uint32_t TagOf(std::size_t word) const {
    return word < draft_.words.size() ? static_cast<std::uint32_t>(draft_.words[word].tag) : 63U;
  }

  void Words() {
    const std::size_t index = draft_.cells[at_].word;
    const Word& word = draft_.words[index];
    const std::uint32_t place = static_cast<std::uint32_t>(at_ - word.begin) * 16 + word.size();
    // A neighbour counts only where it touches: a mark between is a word of its own.
    const bool touches_before = word.begin > 0 && draft_.IsHan(word.begin - 1);
    const bool touches_after = draft_.IsHan(word.end);
    const std::size_t before = touches_before ? index - 1 : draft_.words.size();
    const std::size_t after = touches_after ? index + 1 : draft_.words.size();
    Add(kWord, Spelling(index) + place);
    Add(kBefore, Spelling(before));
    Add(kAfter, Spelling(after));
    Add(kAround, Spelling(before) * 31 + Spelling(after));
    Add(kTags, TagOf(before) * 64 + place);
    Add(kTags + 64, TagOf(after) * 64 + place);
    Add(kTags + 128, (TagOf(before) * 64 + TagOf(after)) * 64 + TagOf(index));
    Add(kTags + 192, TagOf(index) * 64 + place);
    Add(kPlace, place);
    if (touches_before && before > 0) Add(kBefore2, Spelling(before - 1));
    if (touches_after) Add(kAfter2, Spelling(after + 1));
  }

  /// Within the clause: characters seven to twelve away, and the next verb and the one before.
  void Far() {
    std::size_t verbs = 0;
    for (std::size_t i = at_ + 1; i < at_ + 14 && i < draft_.cells.size(); ++i) {
      if (kClauseEnds.find(draft_.cells[i].c) != std::u32string_view::npos) break;
      if (i > at_ + 6) Add(kFar, Pack(draft_.cells[i].c, 1));
      if (IsVerb(i) && verbs++ < 2) Add(kVerb, Spelling(draft_.cells[i].word));
    }
    for (std::size_t i = at_; i > 0 && i + 14 > at_; --i) {
      if (kClauseEnds.find(draft_.cells[i - 1].c) != std::u32string_view::npos) break;
      if (i + 6 <= at_) Add(kFar, Pack(draft_.cells[i - 1].c));
      if (IsVerb(i - 1)) {
        Add(kVerb + 64, Spelling(draft_.cells[i - 1].word));
        break;
      }
    }
  }

  /// A word of a verb begins here, and not the word of the character itself.
  [[nodiscard]] bool IsVerb(std::size_t at) const {
    if (!draft_.IsHan(at)) return false;
    const Word& word = draft_.words[draft_.cells[at].word];
    const bool verb = word.tag == Tag::kVerb || word.tag == Tag::kVerbalNoun;
    return word.begin == at && verb && draft_.cells[at].word != draft_.cells[at_].word;
  }

  void Vote(Pinyin reading, std::uint32_t kind, std::uint64_t value) {
    features_.Add(Features::Vote{Mix((std::uint64_t{kind} << 32U) ^ value), reading});
  }

  /// What the chosen word says.
  void Lexical() {
    const Word& word = draft_.words[draft_.cells[at_].word];
    const Pinyin reading = draft_.cells[at_].pinyin;
    const std::uint32_t size = std::min<std::uint32_t>(word.size(), 4);
    Vote(reading, kLexicon, size);
    Vote(reading, kLexicon + 64, std::uint64_t{seed_} * 8 + size);
    Vote(reading, kLexicon + 128, Spelling(draft_.cells[at_].word));
    Vote(reading, kLexicon + 192, size * 64U + static_cast<std::uint32_t>(word.tag));
  }

  /// What every phrase over this character says, chosen or not.
  void Covering() {
    for (std::size_t back = 0; back < 4 && back <= at_ && draft_.IsHan(at_ - back); ++back) {
      const std::size_t begin = at_ - back;
      Trie::Node node = table_.Root(draft_.cells[begin].c);
      for (std::size_t i = begin + 1; i < begin + 5 && draft_.IsHan(i) && node != Trie::kNone;
           ++i) {
        const auto [next, number] = table_.trie().Step(node, draft_.cells[i].c);
        node = next;
        if (number < 0 || i < at_) continue;
        const Pinyin reading = table_.Readings(table_.phrase(number))[back];
        const std::uint64_t shape = (i - begin) * 8 + back;
        Vote(reading, kCover, shape);
        Vote(reading, kCover + 64, std::uint64_t{seed_} * 64 + shape);
      }
    }
  }

  const LexiconTable& table_;
  const Draft& draft_;
  std::size_t at_;
  std::uint32_t seed_;
  Features features_;
};

}  // namespace

Features FeaturesOf(const LexiconTable& table, const Draft& draft, std::size_t at) {
  return Collector(table, draft, at).Collect();
}

int LexicalChoice(std::span<const Pinyin> readings, Pinyin lexical) {
  int same_base = -1;
  for (std::size_t k = 0; k < readings.size(); ++k) {
    if (readings[k] == lexical) return static_cast<int>(k);
    const bool full = lexical.tone() == 5 && readings[k].WithTone(5) == lexical;
    if (full && same_base < 0) same_base = static_cast<int>(k);
  }
  return same_base;
}

}  // namespace boyin::pronounce
