#include "pronounce/segment.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

namespace boyin::pronounce {
namespace {

constexpr std::uint32_t kStrangerCost = 250;
constexpr std::int32_t kSingle = -1;

/// The best way to reach a position.
struct Step {
  std::uint32_t cost = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t length = 0;
  std::int32_t phrase = kSingle;
};

class Cutter {
 public:
  Cutter(const LexiconTable& table, Draft& draft)
      : table_(table), draft_(draft), user_words_(draft.words.size()) {}

  void Cut() {
    for (std::size_t i = 0; i < draft_.cells.size();) {
      if (!IsFree(i)) {
        ++i;
        continue;
      }
      std::size_t end = i;
      while (IsFree(end)) ++end;
      CutRun(i, end);
      i = end;
    }
    if (user_words_ != 0) Restore();
  }

 private:
  [[nodiscard]] bool IsFree(std::size_t at) const {
    return draft_.IsHan(at) && draft_.cells[at].word == kNoWord;
  }

  void CutRun(std::size_t begin, std::size_t end) {
    steps_.assign(end - begin + 1, Step());
    steps_[0].cost = 0;
    for (std::size_t i = begin; i < end; ++i) Reach(i, begin, end);
    std::size_t at = end - begin;
    path_.clear();
    while (at > 0) {
      path_.push_back(at);
      at -= steps_[at].length;
    }
    for (auto step = path_.rbegin(); step != path_.rend(); ++step) {
      AddWord(begin + *step - steps_[*step].length, begin + *step, steps_[*step].phrase);
    }
  }

  void Reach(std::size_t from, std::size_t begin, std::size_t end) {
    const std::uint32_t base = steps_[from - begin].cost;
    const Character* single = table_.Find(draft_.cells[from].c);
    Offer(from + 1 - begin, base + (single == nullptr ? kStrangerCost : single->cost), 1, kSingle);
    Trie::Node node = table_.Root(draft_.cells[from].c);
    for (std::size_t to = from + 1; to < end && node != Trie::kNone; ++to) {
      const auto [next, phrase] = table_.trie().Step(node, draft_.cells[to].c);
      node = next;
      if (phrase < 0) continue;
      const auto length = static_cast<std::uint32_t>(to + 1 - from);
      Offer(to + 1 - begin, base + table_.phrase(phrase).cost, length, phrase);
    }
  }

  void Offer(std::size_t at, std::uint32_t cost, std::uint32_t length, std::int32_t phrase) {
    Step& step = steps_[at];
    // Of equal cuts the one with the longer last word, so that the result does not hang on order.
    if (cost < step.cost || (cost == step.cost && length > step.length)) {
      step = {cost, length, phrase};
    }
  }

  void AddWord(std::size_t begin, std::size_t end, std::int32_t number) {
    Word word;
    word.begin = static_cast<std::uint32_t>(begin);
    word.end = static_cast<std::uint32_t>(end);
    const auto index = static_cast<std::uint32_t>(draft_.words.size());
    if (number == kSingle) {
      const Character* single = table_.Find(draft_.cells[begin].c);
      word.tag = single == nullptr ? Tag::kNone : single->tag;
      SetSingle(draft_.cells[begin], single, index);
    } else {
      const Phrase& phrase = table_.phrase(number);
      word.tag = phrase.tag;
      word.fixed = phrase.fixed;
      word.sure = phrase.sure;
      word.phrase = true;
      const bool name = phrase.fixed && (phrase.tag == Tag::kPerson || phrase.tag == Tag::kPlace);
      for (std::size_t i = begin; i < end; ++i) {
        Cell& cell = draft_.cells[i];
        cell.word = index;
        cell.pinyin = table_.Readings(phrase)[i - begin];
        cell.by = name ? DecidedBy::kName : DecidedBy::kLexicon;
      }
    }
    draft_.words.push_back(word);
  }

  void SetSingle(Cell& cell, const Character* single, std::uint32_t word) const {
    cell.word = word;
    if (single != nullptr) {
      cell.pinyin = table_.Readings(*single).front();
      return;
    }
    static const Pinyin mou = *Pinyin::Parse("mou3");  // 某, where nothing is known
    cell.pinyin = mou;
    cell.by = DecidedBy::kUnknown;
    cell.confidence = 0;
  }

  /// The user's words were entered first: puts all words into the order of the text.
  void Restore() {
    std::ranges::sort(draft_.words, {}, &Word::begin);
    for (std::size_t w = 0; w < draft_.words.size(); ++w) {
      const Word& word = draft_.words[w];
      for (std::size_t i = word.begin; i < word.end; ++i) {
        draft_.cells[i].word = static_cast<std::uint32_t>(w);
      }
    }
  }

  const LexiconTable& table_;
  Draft& draft_;
  std::size_t user_words_;
  std::vector<Step> steps_;
  std::vector<std::size_t> path_;
};

}  // namespace

void Segment(const LexiconTable& table, Draft& draft) { Cutter(table, draft).Cut(); }

}  // namespace boyin::pronounce
