// Quantities alone and in ranges: 15位, 3000多亿元, 28～32℃, 10%~20%, 2023—2024学年.
#include <array>
#include <utility>

#include "normalise/number.h"
#include "normalise/quantity.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

bool IsYear(std::string_view digits) {
  return digits.size() == 4 && (digits.front() == '1' || digits.front() == '2');
}

bool Plain(const Quantity& q) {
  return q.kind == Quantity::Kind::kPlain && q.currency.empty() && q.scale.empty() && !q.folded &&
         q.power.empty();
}

bool BehindCount(const MatchContext& context, std::size_t at) {
  constexpr std::u32string_view kNumerals = U"十百千万亿";
  const auto measure = context.MeasureBefore(at);
  if (!measure) return false;
  const char32_t number = Before(context.text, at - measure.length);
  return IsDigit(number) || kNumerals.find(number) != std::u32string_view::npos;
}

// comm -3, xargs -0: the option of a command.
bool IsOption(const MatchContext& context, const Quantity& q) {
  const bool whole = q.number.fraction.empty() && Plain(q);
  if (whole && q.number.integer == "0") return true;
  const char32_t word = q.begin > 1 ? Before(context.text, q.begin - 1) : 0;
  return whole && Before(context.text, q.begin) == ' ' && word >= 'a' && word <= 'z';
}

// 市区-2～0℃, 山区-12~-10℃
bool OpensTemperatures(const MatchContext& context, const Quantity& q) {
  const std::size_t dash = DashAt(context.text, q.end);
  if (dash == 0) return false;
  const auto right = ParseQuantity(context, q.end + dash, true);
  return right && right->temperature;
}

// 环比-0.3% is negative, 歼-20 is a name: an integer directly behind a word is no negative number.
bool SignFits(const MatchContext& context, const Quantity& q) {
  if (q.sign == 0) return true;
  const char32_t left = Before(context.text, q.begin);
  if (q.sign == '-' && IsOption(context, q)) return false;
  // -1970年12月12日）: what is left of a range of days.
  const bool year = q.number.integer.size() == 4 && q.number.fraction.empty() &&
                    StartsWith(context.text, q.end, "年");
  if (q.sign == '-' && year) return false;
  const bool greek = left >= 0x370 && left < 0x400;                                       // Ω-3
  const bool raised = left == U'²' || left == U'³' || (left >= 0x2070 && left < 0x20A0);  // x²-3
  const bool rate = EndsWith(context.text, q.begin, "oY") ||
                    EndsWith(context.text, q.begin, "oQ") ||
                    EndsWith(context.text, q.begin, "oM");  // YoY+15.3%
  if (rate && q.kind == Quantity::Kind::kPercent) return true;
  const bool joined = left == '+' || left == ')' || left == U'）';
  // PPI-1.3%: an index and its change.
  const bool index = IsLetter(left) && q.kind == Quantity::Kind::kPercent &&
                     context.CueBefore(Cue::kSigned, q.begin);
  if (index) return true;
  if (greek || raised || joined || IsDigit(left) || IsLetter(left)) return false;
  if (!utf8::IsHan(left)) return true;
  if (q.sign == '~') return true;
  const bool value = context.CueBefore(Cue::kSigned, q.begin);  // 返回值为-1, 预期-4
  if (q.sign == '+') {  // 同比+9.28%, 净胜球+5; 主摄+200万微距: 加
    const bool measured = q.kind == Quantity::Kind::kPercent || q.temperature;
    return measured || value || (q.kind == Quantity::Kind::kPlain && !q.number.fraction.empty());
  }
  if (BehindCount(context, q.begin)) return false;  // 3亿元-5亿元
  if (OpensTemperatures(context, q)) return true;
  if (context.CueBefore(Cue::kModel, q.begin)) return false;
  if (value) return true;
  return !Plain(q) || !q.number.fraction.empty() ||
         context.CueNear(Cue::kCold, q.begin, q.begin, 6);
}

void ColdSign(const MatchContext& context, Quantity& q) {
  if (q.sign != '-' || q.temperature) return;
  const bool note = StartsWith(context.text, q.end, "（") || StartsWith(context.text, q.end, "(");
  const bool degrees = StartsWith(context.text, q.end, "度") ||
                       (Plain(q) && !note && !context.MeasureAt(q.end));  // -20（最高级）
  // 指数降至-21.3: what falls is cold only where a degree or another word says so.
  constexpr std::size_t kFalls = std::string_view("降至").size();
  const bool falls =
      Plain(q) && !StartsWith(context.text, q.end, "度") &&
      (EndsWith(context.text, q.begin, "降至") || EndsWith(context.text, q.begin, "跌至"));
  const std::size_t begin = falls ? q.begin - kFalls : q.begin;
  q.temperature = degrees && context.CueNear(Cue::kCold, begin, q.end, 8);
}

std::string_view ClassOf(const Quantity& q) {
  if (q.temperature) return "temperature";
  if (!q.currency.empty()) return "money";
  if (q.kind == Quantity::Kind::kPercent) return "percent";
  if (q.kind == Quantity::Kind::kUnit) return "measure";
  return q.number.fraction.empty() ? "cardinal" : "decimal";
}

Reading Single(const MatchContext& context, const Quantity& q) {
  Reading reading;
  reading.end = q.end;
  reading.spoken = SayQuantity(q, context);
  reading.semiotic_class = ClassOf(q);
  reading.rule = "quantity/number";
  if (!Plain(q)) reading.weight = 3;
  // 180一份: without a pause it would be a hundred and eighty-one.
  constexpr std::u32string_view kNumerals = U"一二三四五六七八九两";
  if (Plain(q) && q.number.integer.ends_with('0') && q.number.integer.size() > 1 &&
      q.number.fraction.empty() && kNumerals.find(At(context.text, q.end)) != kNumerals.npos) {
    reading.spoken += "，";
  }
  // Four bare digits may be a year, five or more a code.
  if (Plain(q) && q.number.fraction.empty() && !q.number.grouped && q.number.integer.size() > 4 &&
      !context.MeasureAt(q.end)) {
    reading.confidence = 0.85F;
    reading.alternatives.push_back(ReadDigits(q.number.integer));
  }
  // 预案-4: the hyphen behind an unknown word may be a minus.
  if (q.sign == 0 && Plain(q) && Before(context.text, q.begin) == '-' && q.begin > 1 &&
      utf8::IsHan(Before(context.text, q.begin - 1)) &&
      !context.CueBefore(Cue::kModel, q.begin - 1)) {
    reading.confidence = 0.6F;
    reading.alternatives.push_back("负" + reading.spoken);
  }
  return reading;
}

// The left end borrows from the right one: 28～32℃, 3-5万元, $5-8.
std::string SayLeft(const MatchContext& context, Quantity left, const Quantity& right) {
  if (right.kind == Quantity::Kind::kPercent && left.kind == Quantity::Kind::kPlain) {
    left.kind = right.kind;
    left.unit = right.unit;
  }
  if (Plain(left) && left.number.integer == "2" && left.number.fraction.empty()) {
    const auto measure = context.MeasureAt(right.end);
    const bool counted =
        measure && measure.value->liang && !EndsWith(context.text, left.begin, "第");
    const bool unit = right.kind == Quantity::Kind::kUnit && !right.er;
    if (right.scale.empty() && (counted || unit || !right.currency.empty())) return "两";
  }
  return SayQuantity(left, context);
}

std::string SayTemperatures(const MatchContext& context, Quantity left, Quantity right) {
  left.temperature = right.temperature = true;
  if (left.kind == Quantity::Kind::kUnit && left.unit == right.unit) {
    left.unit.clear();
    left.kind = Quantity::Kind::kPlain;
  }
  if (left.sign == '-' && right.sign == 0 && right.number.integer != "0") right.sign = '+';
  if (right.sign == '-' && left.sign == 0 && left.number.integer != "0") left.sign = '+';
  left.er = true;
  std::string out = left.sign == '-' ? "零下" : (left.sign == '+' ? "零上" : "");
  out += ReadDecimal(left.number.integer, left.number.fraction, {});
  if (left.kind == Quantity::Kind::kUnit) out += left.unit;
  return out + "到" + SayQuantity(right, context);
}

// Without a dash: 3至5天 needs the 两 of 2至3天 only.
std::size_t HanDash(std::string_view text, std::size_t at) {
  for (const std::string_view word : {std::string_view("至"), std::string_view("到")}) {
    if (StartsWith(text, at, word) && IsDigit(At(text, at + word.size()))) return word.size();
  }
  return 0;
}

bool Descending(const Quantity& a, const Quantity& b) {
  return a.number.fraction.empty() && b.number.fraction.empty() &&
         (a.number.integer.size() > b.number.integer.size() ||
          (a.number.integer.size() == b.number.integer.size() &&
           a.number.integer > b.number.integer));
}

void ReadRange(const MatchContext& context, const Quantity& left, Readings& out) {
  std::size_t dash = DashAt(context.text, EndOfSpaces(context.text, left.end));
  if (left.sign == '-' && StartsWith(context.text, left.end, "--") &&
      IsDigit(At(context.text, left.end + 2))) {
    dash = 1;  // -15--8度
  }
  std::size_t at = EndOfSpaces(context.text, left.end) + dash;
  std::string_view joint = "到";
  if (dash == 0) {
    dash = HanDash(context.text, left.end);
    if (dash == 0) return;
    joint = context.text.substr(left.end, dash);
    at = left.end + dash;
  }
  const bool apart = At(context.text, left.end) == ' ';
  if (apart && At(context.text, at) != ' ') return;  // “-1 -1”: two numbers, the second negative
  at = EndOfSpaces(context.text, at);
  const auto parsed = ParseQuantity(context, at, true);
  if (!parsed || parsed->end > context.limit) return;
  Quantity right = *parsed;
  if (DashAt(context.text, right.end) > 0 && IsDigit(At(context.text, right.end + 1)) &&
      Plain(left) && Plain(right)) {
    return;  // a chain: 1-2-301
  }
  // 从2月的89000到2015年3月的161000
  const bool year = StartsWith(context.text, EndOfSpaces(context.text, right.end), "年");
  if (joint == "到" && dash > 1 && year && left.number.integer.size() > 4) return;
  if (right.currency.empty() && !left.currency.empty() && right.kind == Quantity::Kind::kPlain) {
    right.currency = left.currency;
  }
  Reading reading;
  reading.end = right.end;
  reading.rule = "quantity/range";
  reading.semiotic_class = "range";
  reading.weight = 1;
  Quantity bare = left;
  if (!left.currency.empty() && left.currency == right.currency && left.scale.empty()) {
    bare.currency = {};
  }
  const bool temperature = right.temperature || left.temperature;
  if (temperature && (left.sign != 0 || right.sign != 0)) {
    reading.spoken = SayTemperatures(context, left, right);
  } else {
    const std::string from = SayLeft(context, bare, right);
    if (right.front && right.power.empty() && Plain(bare)) {  // 每秒十点八到十三点八米
      reading.spoken = std::exchange(right.unit, {});
    }
    reading.spoken += from + std::string(joint) + SayQuantity(right, context);
  }
  const bool bare_pair = Plain(left) && Plain(right);
  const bool voucher = EndsWith(context.text, left.begin, "满") ||
                       context.text.substr(right.end, 12).find("券") != std::string_view::npos;
  if (bare_pair && voucher && Descending(left, right)) {  // 满300-40
    reading.spoken = SayQuantity(left, context) + "减" + SayQuantity(right, context);
    reading.weight = 4;
  }
  if (bare_pair && Descending(left, right)) reading.confidence = 0.6F;
  out.push_back(std::move(reading));
}

// 2、3个: two digits in a row before a measure word are an estimate, 两三个.
void Estimate(const MatchContext& context, const Quantity& left, Readings& out) {
  const std::string_view text = context.text;
  if (left.number.integer.size() != 1 || !Plain(left) || left.sign != 0 ||
      left.end != left.begin + 1) {
    return;
  }
  std::size_t comma = 0;
  for (const std::string_view mark :
       {std::string_view("、"), std::string_view("，"), std::string_view(",")}) {
    if (StartsWith(text, left.end, mark)) comma = mark.size();
  }
  if (comma == 0) return;
  const std::size_t at = left.end + comma;
  if (EndOfDigits(text, at) != at + 1 || text[at] != text[left.begin] + 1) return;
  const auto measure = context.MeasureAt(at + 1);
  if (!measure || !measure.value->liang || EndsWith(text, left.begin, "第") ||
      EndsWith(text, left.begin, "、") || EndsWith(text, left.begin, ",")) {
    return;
  }
  Reading reading;
  reading.end = at + 1;
  reading.spoken = text[left.begin] == '2' ? "两" : ReadDigits(text.substr(left.begin, 1));
  reading.spoken += ReadDigits(text.substr(at, 1));
  reading.semiotic_class = "cardinal";
  reading.rule = "quantity/estimate";
  reading.weight = 1;
  reading.confidence = 0.85F;
  out.push_back(std::move(reading));
}

// 1200-1500元: no years.
bool Counted(const MatchContext& context, std::size_t at) {
  constexpr std::u32string_view kMore = U"多余万亿千";
  if (StartsWith(context.text, at, "大")) return false;  // 1984~1985大罢工
  return !context.CueAfter(Cue::kYearAfter, at) &&
         (kMore.find(At(context.text, at)) != std::u32string_view::npos || context.MeasureAt(at) ||
          context.lookups.currencies.LongestAt(context.text, at) ||
          context.lookups.units.LongestAt(context.text, at));
}

// 公元571-580年间, 701-762年: both ends of three figures; 100-200年 counts.
void EarlyYears(const MatchContext& context, const Quantity& left, Readings& out) {
  const std::string_view first = left.number.integer;
  if (!Plain(left) || left.sign != 0 || !left.number.fraction.empty() || first.size() != 3) return;
  const std::size_t apart = EndOfSpaces(context.text, left.end);
  const std::size_t dash = DashAt(context.text, apart);
  const std::size_t begin = EndOfSpaces(context.text, apart + dash);
  const std::size_t end = EndOfDigits(context.text, begin);
  const std::string_view second = context.text.substr(begin, end - begin);
  const bool era = context.CueBefore(Cue::kYearLeft, context.at);
  const bool bracket =
      Before(context.text, context.at) == U'（' || Before(context.text, context.at) == '(';
  const bool round = first.ends_with('0') && second.ends_with('0');
  const bool named = StartsWith(context.text, end, "年");
  if (dash == 0 || end > context.limit || second.size() < 3 || second.size() > 4) return;
  if (!(named && (era || bracket || !round))) return;
  if (context.CueBefore(Cue::kDuration, context.at) && !era) return;
  Reading reading;
  reading.end = end;
  reading.spoken = ReadDigits(first) + "到" + ReadDigits(second);
  reading.semiotic_class = "year";
  reading.rule = "year/early-range";
  reading.cue = 3;
  reading.weight = 3;
  reading.confidence = 0.85F;
  out.push_back(std::move(reading));
}

// 2023-2025年, 1949—2019, 2023—24学年: years are read digit by digit.
void YearRange(const MatchContext& context, const Quantity& left, Readings& out) {
  if (!Plain(left) || left.sign != 0 || !IsYear(left.number.integer) ||
      !left.number.fraction.empty()) {
    return;
  }
  std::size_t at = left.end;
  std::size_t dash = DashAt(context.text, at);
  std::string_view joint = "到";
  if (dash == 0 && (dash = HanDash(context.text, at)) > 0) joint = context.text.substr(at, dash);
  if (dash == 0) return;
  const std::size_t begin = at + dash;
  const std::size_t end = EndOfDigits(context.text, begin);
  const std::string_view second = context.text.substr(begin, end - begin);
  if (end > context.limit || At(context.text, end) == '.') return;
  const bool full = IsYear(second) && second > std::string_view(left.number.integer);
  const bool named = StartsWith(context.text, end, "年") || StartsWith(context.text, end, "学年") ||
                     StartsWith(context.text, end, "财年") || StartsWith(context.text, end, "赛季");
  if (!full && !(second.size() == 2 && named)) return;
  const char32_t next = At(context.text, end);
  const bool closes = next == 0 || IsCjkPunctuation(next);  // 从1771至1911，
  if (full && !named && ((joint != "到" && !closes) || Counted(context, end))) return;
  if (DashAt(context.text, end) > 0 && IsDigit(At(context.text, end + 1))) return;
  Reading reading;
  reading.end = end;
  reading.spoken = ReadDigits(left.number.integer) + std::string(joint) + ReadDigits(second);
  reading.semiotic_class = "year";
  reading.rule = "year/range";
  reading.cue = named ? 3 : 0;
  reading.weight = 3;
  out.push_back(std::move(reading));
}

// 男子-60公斤级, +102公斤级, 57kg级: the class of a fighter; the minus is not heard.
void WeightClass(const MatchContext& context, const Quantity& q, Readings& out) {
  const bool kilos = q.unit == "千克" || StartsWith(context.text, q.end, "公斤") ||
                     StartsWith(context.text, q.end, "千克");
  const std::size_t end = q.unit == "千克" ? q.end : q.end + std::string_view("公斤").size();
  const std::size_t stop = end + std::string_view("级").size();
  if (!kilos || !StartsWith(context.text, end, "级") || stop > context.limit) return;
  if (q.sign == '+' && IsDigit(Before(context.text, q.begin))) return;
  const std::string_view class_name = q.sign == '+' ? "公斤以上级" : "公斤级";
  Reading reading;
  reading.end = stop;
  reading.spoken = ReadDecimal(q.number.integer, q.number.fraction, {}) + std::string(class_name);
  reading.semiotic_class = "measure";
  reading.rule = "quantity/weight-class";
  reading.weight = 5;
  out.push_back(std::move(reading));
}

}  // namespace

void ReadQuantities(const MatchContext& context, Readings& out) {
  auto quantity = ParseQuantity(context, context.at, true);
  if (!quantity || quantity->end > context.limit) return;
  WeightClass(context, *quantity, out);
  if (!SignFits(context, *quantity)) return;
  ColdSign(context, *quantity);
  out.push_back(Single(context, *quantity));
  ReadRange(context, *quantity, out);
  YearRange(context, *quantity, out);
  EarlyYears(context, *quantity, out);
  Estimate(context, *quantity, out);
}

}  // namespace boyin::normalise
