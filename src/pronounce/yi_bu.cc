// 一 and 不 (现代汉语词典, 一 and 不, notes on tone): 一 is yi2 before a fourth tone, yi4 before
// the others, yi1 in ordinals, dates, digits and at the end; 不 is bu2 before a fourth tone.
// Between doubled verbs (看一看, 好不好) both are neutral, and 不 before what is out of reach
// (看不见).
#include <algorithm>
#include <string_view>

#include "pronounce/sandhi.h"

namespace boyin::pronounce {
namespace {

constexpr std::u32string_view kDigits = U"〇零一二三四五六七八九幺";
// Words that end in a 一 which is never the numeral of what follows.
constexpr std::u32string_view kBeforeFixedYi = U"第统唯惟之万专单划归合逐不其周期拜初";
// What makes 一 before it an ordinal: 一月 一号 一楼 一等 一级 一流 一线 一期 一审 一届 一班
// 一把手.
constexpr std::u32string_view kOrdinalNext = U"月号楼级等期审届环";

bool OrdinalByNext(const Draft& draft, std::size_t at) {
  const char32_t next = draft.At(at + 1);
  const char32_t after = draft.At(at + 2);
  const char32_t before = at > 0 ? draft.At(at - 1) : 0;
  if (next == U'等') return IsOneOf(after, U"奖功品兵舱座公");
  if (next == U'期') return !IsOneOf(after, U"间");
  if (next == U'级') return true;
  if (IsOneOf(next, kOrdinalNext)) return true;
  if (next == U'日' || next == U'季') return before == U'月' || (next == U'季' && after == U'度');
  if (next == U'把') return after == U'手';
  if (next == U'年') return after == U'级';
  return next == U'线' || next == U'流' || (next == U'类' && IsOneOf(after, U"保新"));
}

/// 一 counts as 二 does: 数一数二, 说一不二, 独一无二; but 一清二楚.
bool IsCounted(const Draft& draft, std::size_t at) {
  const auto same = [&](std::size_t other) {
    return draft.cells[other].word == draft.cells[at].word;
  };
  return at > 0 && draft.At(at + 2) == U'二' && same(at - 1) && same(at + 2);
}

bool IsDigit(char32_t c) { return IsOneOf(c, U"〇零一二两三四五六七八九十百千万亿点半"); }

/// A figure of a score, a sum or a range: 三比一, 一加一, 一到三岁.
bool IsFigure(const Draft& draft, std::size_t at) {
  constexpr std::u32string_view kSigns = U"比加减乘除到至";
  if (at > 1 && IsOneOf(draft.At(at - 1), kSigns) && IsDigit(draft.At(at - 2))) {
    const bool range = IsOneOf(draft.At(at - 1), U"到至");  // 从三到一个
    return !range || draft.At(at + 1) != U'个';
  }
  return IsOneOf(draft.At(at + 1), kSigns) && IsDigit(draft.At(at + 2)) &&
         !IsOneOf(draft.At(at - 1), U"万统");
}

/// 高一学生, 大一新生, 富一代: a form of a school, a generation.
bool IsGrade(const Draft& draft, std::size_t at) {
  if (at == 0) return false;
  const char32_t before = draft.At(at - 1);
  const char32_t next = draft.At(at + 1);
  if (next == U'代') return IsOneOf(before, U"富官农创红穷星");
  const bool school = IsOneOf(next, U"学新年班男女开同") ||
                      (next == U'上' && draft.At(at + 2) == U'学') ||
                      (next == U'下' && draft.At(at + 2) == U'学');
  return school && IsOneOf(before, U"高初大研");
}

/// 一 is said as it is written: a digit, an ordinal, or the end of what is said.
bool KeepsFirstTone(const Draft& draft, std::size_t at) {
  if (!draft.IsHan(at + 1) || draft.cells[at + 1].surface == Pinyin()) return true;
  const char32_t before = at > 0 && draft.IsHan(at - 1) ? draft.At(at - 1) : 0;
  const char32_t next = draft.At(at + 1);
  if (IsOneOf(before, kDigits) || IsOneOf(next, kDigits) || IsCounted(draft, at)) return true;
  if (IsFigure(draft, at) || IsGrade(draft, at)) return true;
  if (draft.cells[at].by == DecidedBy::kName) return true;  // 江一燕
  if (IsOneOf(before, U"十百") || (before == U'点' && IsOneOf(draft.At(at - 2), kDigits))) {
    return true;
  }
  if (next == U'点' && IsOneOf(draft.At(at + 2), kDigits)) return true;
  if (IsOneOf(before, kBeforeFixedYi)) {
    const bool counts = IsOneOf(next, U"百千万亿");
    const bool inside = before == U'不' && draft.cells[at + 1].word == draft.cells[at].word;
    if (inside && next != U'而') return OrdinalByNext(draft, at);  // 不一样; but 不一而足
    const bool same_word = draft.cells[at].word == draft.cells[at - 1].word;
    return !counts && (before == U'第' || before == U'之' || same_word);
  }
  if (next == U'是') return at == 0 || !draft.IsHan(at - 1);  // 一是……二是……
  if (next == U'季' || next == U'日') return OrdinalByNext(draft, at);
  return OrdinalByNext(draft, at);
}

bool IsDoubled(const Draft& draft, std::size_t at) {
  if (draft.At(at) == U'一' && at > 1 && draft.At(at - 2) == U'一') return false;  // 一行一行
  return at > 0 && draft.IsHan(at - 1) && draft.IsHan(at + 1) &&
         draft.At(at - 1) == draft.At(at + 1);
}

/// The tone that 一 and 不 see: 个 is neutral in speech and fourth by origin.
int ToneAfter(const Draft& draft, std::size_t at) {
  const Cell& next = draft.cells[at + 1];
  if (next.c == U'个') return 4;
  return next.pinyin.tone();
}

void ChangeYi(Draft& draft, std::size_t at) {
  Cell& cell = draft.cells[at];
  if (IsDoubled(draft, at) && !IsCounted(draft, at) &&
      !IsOneOf(draft.At(at + 1), U"一二三四五六七八九十百千万亿个对年天步点层")) {
    cell.surface = cell.pinyin.WithTone(5);
  } else if (!KeepsFirstTone(draft, at)) {
    cell.surface = cell.pinyin.WithTone(ToneAfter(draft, at) == 4 ? 2 : 4);
  }
}

/// 不 between a verb and what cannot be reached: 看不见, 说不清, 用不着. 用不到三天 is no such
/// thing.
bool IsOutOfReach(const Draft& draft, std::size_t at) {
  constexpr std::u32string_view kVerbs =
      U"看听说想找买卖做办吃喝走跑来用靠比受拿学读写记认分摸抓拦挡忍禁免少保离打睁推拉掰睡猜管犯逃"
      U"躲";
  constexpr std::u32string_view kReached = U"见清着到起动住上下完懂来去掉及了消出开准";
  return at > 0 && IsOneOf(draft.At(at - 1), kVerbs) && IsOneOf(draft.At(at + 1), kReached) &&
         (draft.At(at + 1) != U'到' ||
          !IsOneOf(draft.At(at + 2), U"一两二三四五六七八九十百千半几"));
}

void ChangeBu(Draft& draft, std::size_t at) {
  Cell& cell = draft.cells[at];
  if (!draft.IsHan(at + 1) || cell.pinyin.tone() != 4) return;
  const bool chained = at > 1 && draft.At(at - 2) == U'不';  // 不大不小 doubles nothing
  if ((IsDoubled(draft, at) && !chained) || IsOutOfReach(draft, at)) {
    cell.surface = cell.pinyin.WithTone(5);
  } else if (ToneAfter(draft, at) == 4) {
    cell.surface = cell.pinyin.WithTone(2);
  }
}

}  // namespace

void ChangeYiAndBu(Draft& draft) {
  for (std::size_t i = 0; i < draft.cells.size(); ++i) {
    const Cell& cell = draft.cells[i];
    if (cell.kind != CellKind::kHan || cell.by == DecidedBy::kUser) continue;
    if (cell.c == U'一' && cell.pinyin.tone() == 1) ChangeYi(draft, i);
    if (cell.c == U'不') ChangeBu(draft, i);
  }
}

}  // namespace boyin::pronounce
