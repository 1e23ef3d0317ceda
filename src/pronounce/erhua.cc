#include <string_view>

#include "pronounce/sandhi.h"

namespace boyin::pronounce {
namespace {

// A 儿 of its own after these is a child, not a suffix: 女儿, 男儿, 婴儿, 孤儿, 健儿, 幼儿,
// 生儿育女.
constexpr std::u32string_view kParents = U"女男婴孤健幼生育少胎患新混宠妻孙吾孩、";

bool StandsAlone(const Draft& draft, std::size_t at) {
  return draft.words[draft.cells[at].word].size() == 1;
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
    } else if (StandsAlone(draft, i) &&
               kParents.find(draft.At(i - 1)) == std::u32string_view::npos) {
      cell.pinyin = merged;
    }
  }
}

}  // namespace boyin::pronounce
