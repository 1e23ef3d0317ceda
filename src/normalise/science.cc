// Numbers of science and of English print: 1E-3, x^2, km/s without a number, 皮试(-), 1st.
#include <array>

#include "normalise/number.h"
#include "normalise/quantity.h"
#include "normalise/reading.h"
#include "normalise/unit.h"

namespace boyin::normalise {
namespace {

Reading Make(std::size_t end, std::string spoken, std::string_view kind, std::string_view rule,
             int weight) {
  return {end, std::move(spoken), kind, rule, 0, weight, 0.9F, {}, false, false};
}

bool Joins(char32_t c) { return IsLetter(c) || IsDigit(c); }

// 1e5, 1E-3, 6.02e23: a decimal point or a sign makes sure that no model E3 is meant.
void Exponent(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  const auto number = ParseNumber(context.lookups, text, context.at, context.limit);
  if (!number || (At(text, number->end) != 'e' && At(text, number->end) != 'E')) return;
  const char32_t sign = At(text, number->end + 1);
  const bool is_signed = sign == '-' || sign == '+';
  const std::size_t begin = number->end + (is_signed ? 2 : 1);
  const std::size_t end = EndOfDigits(text, begin);
  const bool sure = is_signed || !number->fraction.empty() || text[number->end] == 'e';
  if (end == begin || end > begin + 3 || end > context.limit || Joins(At(text, end)) || !sure)
    return;
  std::string spoken = ReadDecimal(number->integer, number->fraction, {}) + "乘十的";
  if (sign == '-') spoken += "负";
  std::string_view digits = text.substr(begin, end - begin);
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  spoken += ReadCardinal(digits, {}) + "次方";
  out.push_back(Make(end, std::move(spoken), "formula", "science/exponent", 4));
}

// x^2, 2^n, (a+b)^3: the power of what stands before.
void Power(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  const char32_t left = Before(text, context.at);
  if (At(text, context.at) != '^' || !(Joins(left) || left == ')')) return;
  const std::size_t begin = context.at + 1;
  std::size_t end = EndOfDigits(text, begin);
  if (end == begin && EndOfLetters(text, begin) == begin + 1) end = begin + 1;
  if (end == begin || end > begin + 3 || end > context.limit) return;
  const std::string_view digits = text.substr(begin, end - begin);
  std::string spoken = "的";
  spoken += digits == "2" ? "平方" : (digits == "3" ? "立方" : "");
  if (digits != "2" && digits != "3") {
    spoken += IsDigit(At(text, begin)) ? ReadCardinal(digits, {}) : std::string(digits);
    spoken += "次方";
  }
  out.push_back(Make(end, std::move(spoken), "formula", "science/power", 4));
}

// km/s, mg/L, m/s: a unit of two parts that no number stands before.
void UnitWithout(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  if (Joins(Before(text, context.at)) || Before(text, context.at) == '.') return;
  const auto exact = context.lookups.units.LongestAt(text, context.at);
  if (!exact || text.substr(context.at, exact.length).find('/') == std::string_view::npos) {
    const bool small = exact && exact.length >= 2 && IsAsciiLetter(At(text, context.at));
    if (!small || At(text, context.at + exact.length) != '/') return;
  }
  const SpokenUnit unit = ParseUnit(context, context.at);
  if (unit.end == context.at || unit.end > context.limit || Joins(At(text, unit.end))) return;
  if (text.substr(context.at, unit.end - context.at).find('/') == std::string_view::npos) return;
  const std::string spoken =
      unit.front.empty() ? unit.spoken : unit.front + unit.spoken;  // 公里 + 每秒
  out.push_back(Make(unit.end, spoken, "measure", "science/unit", 4));
}

// 1st, 2nd: 第一, 第二
void EnglishOrdinal(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  const std::size_t end = EndOfDigits(text, context.at);
  if (end > context.at + 3) return;
  for (const std::string_view suffix : {std::string_view("st"), std::string_view("nd"),
                                        std::string_view("rd"), std::string_view("th")}) {
    const std::size_t stop = end + suffix.size();
    if (!StartsWith(text, end, suffix) || Joins(At(text, stop)) || stop > context.limit) continue;
    const std::string spoken = "第" + ReadCardinal(text.substr(context.at, end - context.at), {});
    out.push_back(Make(stop, spoken, "ordinal", "science/ordinal", 3));
  }
}

// 皮试(-), 尿蛋白(++): what a test has found.
void Finding(const MatchContext& context, Readings& out) {
  struct Sign {
    std::string_view written;
    std::string_view spoken;
  };
  constexpr std::array<Sign, 6> kSigns = {{{"-", "阴性"},
                                           {"+", "阳性"},
                                           {"±", "弱阳性"},
                                           {"++", "两个加号"},
                                           {"+++", "三个加号"},
                                           {"++++", "四个加号"}}};
  const std::string_view text = context.text;
  const char32_t left = Before(text, context.at);
  constexpr std::u32string_view kNames = U"符号线杠";  // 连字符(-)
  if (left != '(' && left != U'（') return;
  if (kNames.find(Before(text, Previous(text, context.at))) != kNames.npos) return;
  for (const Sign& sign : kSigns) {
    const std::size_t end = context.at + sign.written.size();
    if (!StartsWith(text, context.at, sign.written) || end > context.limit) continue;
    if (At(text, end) != ')' && At(text, end) != U'）') continue;
    out.push_back(Make(end, std::string(sign.spoken), "symbol", "science/finding", 5));
  }
}

}  // namespace

void ReadScience(const MatchContext& context, Readings& out) {
  if (IsDigit(At(context.text, context.at))) {
    Exponent(context, out);
    EnglishOrdinal(context, out);
    return;
  }
  Power(context, out);
  Finding(context, out);
  UnitWithout(context, out);
}

}  // namespace boyin::normalise
