#include <algorithm>
#include <array>
#include <string_view>

#include "pronounce/sandhi.h"

namespace boyin::pronounce {
namespace {

// A 儿 of its own after these is a child, not a suffix: 女儿, 男儿, 婴儿, 孤儿, 健儿, 幼儿,
// 生儿育女.
constexpr std::u32string_view kParents = U"女男婴孤健幼生育少胎患新混宠妻孙吾孩弃病产薇祖婉萱、";
// The same of two characters: 流浪儿, 混血儿.
constexpr std::array<std::u32string_view, 16> kChildren = {
    U"流浪", U"早产", U"混血", U"幸运", U"弄潮", U"低能", U"畸形", U"孤残",
    U"残疾", U"私生", U"遗腹", U"足月", U"新生", U"脑瘫", U"聋哑", U"连体"};

bool StandsAlone(const Draft& draft, std::size_t at) {
  return draft.words[draft.cells[at].word].size() == 1;
}

/// 一儿一女, 一儿半女: a son.
bool IsSon(const Draft& draft, std::size_t at) {
  constexpr std::u32string_view kCounts = U"一二两三四五六七八九十几无半";
  return kCounts.find(draft.At(at - 1)) != std::u32string_view::npos && draft.IsHan(at + 2) &&
         draft.At(at + 2) == U'女';
}

bool IsChild(const Draft& draft, std::size_t at) {
  if (kParents.find(draft.At(at - 1)) != std::u32string_view::npos || IsSon(draft, at)) return true;
  return at > 1 && std::ranges::any_of(kChildren, [&](std::u32string_view child) {
           return draft.At(at - 2) == child[0] && draft.At(at - 1) == child[1];
         });
}

}  // namespace

void FindErhua(Draft& draft) {
  static const Pinyin merged = *Pinyin::Parse("r5");
  static const Pinyin whole = *Pinyin::Parse("er2");
  for (std::size_t i = 0; i < draft.cells.size(); ++i) {
    Cell& cell = draft.cells[i];
    if (cell.c != U'儿' || cell.kind != CellKind::kHan || cell.by == DecidedBy::kUser) continue;
    const bool follows = i > 0 && draft.IsHan(i - 1) && draft.cells[i - 1].pinyin != merged;
    if (!follows) {
      cell.pinyin = whole;
    } else if (StandsAlone(draft, i)) {
      cell.pinyin = IsChild(draft, i) ? whole : merged;
    }
  }
}

}  // namespace boyin::pronounce
