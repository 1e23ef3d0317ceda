#include "pronounce/sandhi.h"

#include <string_view>
#include <vector>

namespace boyin::pronounce {
namespace {

constexpr std::u32string_view kDigits = U"〇零一二三四五六七八九幺";

constexpr int kNoPair = 1000;  // dearer than any phrase

bool IsDigit(char32_t c) { return kDigits.find(c) != std::u32string_view::npos; }

/// A stretch of syllables that is said as one group.
struct Group {
  std::size_t begin = 0;  // into Thirds::spoken_
  std::size_t end = 0;
  [[nodiscard]] std::size_t size() const { return end - begin; }
};

/// Third tones, from the inside out: within a word by its parts, then single characters in pairs,
/// then across what is left.
class Thirds {
 public:
  Thirds(const LexiconTable& table, Draft& draft) : table_(table), draft_(draft) {}

  void Change() {
    for (std::size_t i = 0; i < draft_.cells.size(); ++i) {
      if (draft_.IsHan(i)) {
        if (draft_.cells[i].surface) spoken_.push_back(i);
      } else {
        ChangeRun();
      }
    }
    ChangeRun();
  }

 private:
  [[nodiscard]] Cell& At(std::size_t k) { return draft_.cells[spoken_[k]]; }

  /// The boundary before syllable k: the third tone on its left rises before one on its right.
  void Join(std::size_t k) {
    Cell& left = At(k - 1);
    const Cell& right = At(k);
    if (left.surface.tone() != 3 || left.by == DecidedBy::kUser) return;
    if (IsDigit(left.c) && IsDigit(right.c)) return;  // codes are read digit by digit
    if (right.surface.tone() == 3 || WasThird(k)) left.surface = left.surface.WithTone(2);
  }

  /// Neutral syllables that still work as third tones: 想想, 走走; 哪里, 手里; 小姐.
  [[nodiscard]] bool WasThird(std::size_t k) {
    const Cell& left = At(k - 1);
    const Cell& right = At(k);
    if (right.surface.tone() != 5) return false;
    if (left.c == right.c) {
      return std::u32string_view(U"姐奶姥嫂宝婶").find(left.c) == std::u32string_view::npos;
    }
    return right.c == U'里' || (left.c == U'小' && right.c == U'姐') ||
           (left.c == U'想' && right.c == U'法');
  }

  void ChangeRun() {
    groups_.clear();
    for (std::size_t k = 0; k < spoken_.size();) {
      std::size_t end = k + 1;
      const std::uint32_t word = At(k).word;
      while (end < spoken_.size() && At(end).word == word) ++end;
      ChangeWord(k, end);
      groups_.push_back({k, end});
      k = end;
    }
    PairSingles();
    for (std::size_t g = 1; g < groups_.size(); ++g) {
      if (groups_[g - 1].size() < 4 || groups_[g].size() < 4) Join(groups_[g].begin);
    }
    spoken_.clear();
  }

  /// Inside a word: its own two-syllable words first (展览+馆, 小+老虎), then from the left.
  void ChangeWord(std::size_t begin, std::size_t end) {
    if (end - begin == 2) {
      Join(begin + 1);
    } else if (end - begin > 2) {
      const std::size_t cut = Cut(begin, end);
      ChangeWord(begin, cut);
      ChangeWord(cut, end);
      Join(cut);
    }
  }

  /// Where a word of three or more falls into two.
  [[nodiscard]] std::size_t Cut(std::size_t begin, std::size_t end) {
    const std::size_t size = end - begin;
    if (size >= 4) return begin + 2;
    const int left = PairCost(begin);
    const int right = PairCost(begin + 1);
    const bool small =
        std::u32string_view(U"小老大好很总副纸").find(At(begin).c) != std::u32string_view::npos;
    // 水产+品, 打靶+场, though 产品 and 靶场 are commoner.
    const bool kind =
        std::u32string_view(U"品场馆者法府组手史").find(At(end - 1).c) != std::u32string_view::npos;
    if (left < kNoPair && right < kNoPair && kind && !small) return begin + 2;
    if (left < right) return begin + 2;
    if (right < left) return begin + 1;
    return small ? begin + 1 : begin + 2;
  }

  [[nodiscard]] int PairCost(std::size_t k) {
    const std::u32string pair{At(k).c, At(k + 1).c};
    const Phrase* phrase = table_.FindPhrase(pair);
    return phrase == nullptr ? kNoPair : phrase->cost;
  }

  /// Single characters in a row pair up from the right: 我+(想买), (我也)+(想买).
  void PairSingles() {
    std::vector<Group> joined;
    for (std::size_t g = 0; g < groups_.size();) {
      std::size_t end = g;
      while (end < groups_.size() && groups_[end].size() == 1) ++end;
      if (end - g < 2) {
        joined.push_back(groups_[g++]);
        continue;
      }
      if ((end - g) % 2 == 1) joined.push_back(groups_[g++]);
      for (; g < end; g += 2) {
        Join(groups_[g + 1].begin);
        joined.push_back({groups_[g].begin, groups_[g + 1].end});
      }
    }
    groups_ = std::move(joined);
  }

  const LexiconTable& table_;
  Draft& draft_;
  std::vector<std::size_t> spoken_;  // the syllables of one run, as cells
  std::vector<Group> groups_;
};

void StartSurfaces(Draft& draft) {
  static const Pinyin merged = *Pinyin::Parse("r5");
  for (std::size_t i = 0; i < draft.cells.size(); ++i) {
    Cell& cell = draft.cells[i];
    if (cell.kind != CellKind::kHan) continue;
    cell.surface = cell.pinyin;
    if (cell.pinyin != merged || i == 0 || !draft.cells[i - 1].surface) continue;
    draft.cells[i - 1].surface = draft.cells[i - 1].surface.WithErhua();
    cell.surface = Pinyin();
  }
}

}  // namespace

void ChangeA(Draft& draft) {
  for (std::size_t i = 1; i < draft.cells.size(); ++i) {
    Cell& cell = draft.cells[i];
    if (cell.c != U'啊' || cell.pinyin.tone() != 5 || cell.by == DecidedBy::kUser) continue;
    const Pinyin before = draft.cells[i - 1].surface;
    if (!before) continue;
    const std::string_view base = before.base();
    std::string_view said = "ya5";
    const bool whistles = base == "zi" || base == "ci" || base == "si";
    const bool curls =
        base == "zhi" || base == "chi" || base == "shi" || base == "ri" || base == "er";
    if (whistles) {
      said = "za5";
    } else if (curls || before.erhua()) {
      said = "ra5";
    } else if (base.ends_with("ng")) {
      said = "nga5";
    } else if (base.ends_with('n')) {
      said = "na5";
    } else if (base.ends_with("ao") || (base.ends_with('u') && base != "yu" && base != "ju" &&
                                        base != "qu" && base != "xu")) {
      said = "wa5";
    }
    cell.surface = Pinyin::Parse(said).value_or(cell.pinyin);
  }
}

void ApplySandhi(const LexiconTable& table, Draft& draft) {
  StartSurfaces(draft);
  ChangeYiAndBu(draft);
  Thirds(table, draft).Change();
  ChangeA(draft);
}

}  // namespace boyin::pronounce
