#include "normalise/quantity.h"

#include <algorithm>
#include <array>

#include "normalise/number.h"
#include "normalise/unit.h"

namespace boyin::normalise {
namespace {

constexpr std::array<std::string_view, 7> kScales = {"十", "百", "千", "万", "亿", "兆", "仟"};
constexpr std::array<std::string_view, 4> kAbout = {"多", "余", "来", "几"};

template <std::size_t N>
std::size_t OneOf(std::string_view text, std::size_t at,
                  const std::array<std::string_view, N>& list) {
  for (const std::string_view item : list) {
    if (StartsWith(text, at, item)) return item.size();
  }
  return 0;
}

// 万亿, 多亿, 余万: the scale, if there is one.
std::size_t EndOfScale(std::string_view text, std::size_t at) {
  const std::size_t about = OneOf(text, at, kAbout);
  std::size_t end = at + about;
  while (const std::size_t n = OneOf(text, end, kScales)) {
    if (EndsWith(text, end, "亿") && StartsWith(text, end, "万")) break;  // 1.8亿 万科: a name
    end += n;
  }
  return end > at + about ? end : at;
}

bool HasCue(const Lookups& lookups, Cue which, std::string_view text, std::size_t at) {
  return static_cast<bool>(lookups.cue(which).LongestAt(text, at));
}

// A sign, not counting a hyphen that joins it to what stands before.
std::size_t ParseSign(std::string_view text, std::size_t at, char& sign) {
  constexpr std::array<std::string_view, 5> kMinus = {"-", "−", "–", "﹣", "－"};
  if (const std::size_t n = OneOf(text, at, kMinus)) {
    sign = '-';
    return n;
  }
  if (StartsWith(text, at, "+")) {
    sign = '+';
    return 1;
  }
  if (StartsWith(text, at, "±")) {
    sign = '~';
    return std::string_view("±").size();
  }
  return 0;
}

std::string_view TrimZeros(std::string_view fraction) {
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  return fraction;
}

// The digits before `at` are a group behind a comma of prose themselves.
bool SecondGroup(std::string_view text, std::size_t at) {
  return at >= 6 && EndsWith(text, at - 3, "，") && EndOfDigits(text, at - 3) == at;
}

// The end of a group of thousands behind a comma, or `at`. 10，000 is typed with the comma of
// prose.
std::size_t EndOfGroup(const Lookups& lookups, std::string_view text, std::size_t at,
                       std::size_t limit) {
  const std::size_t comma = StartsWith(text, at, ",") ? 1 : (StartsWith(text, at, "，") ? 3 : 0);
  const std::size_t end = at + comma + 3;
  if (comma == 0 || end > limit || EndOfDigits(text, at + comma) != end) return at;
  if (comma == 1) return end;
  // The comma of prose needs more: a group of zeros, a second group, or money behind it.
  const std::size_t next = end + comma;
  const bool more = StartsWith(text, end, "，") && IsDigit(At(text, next));
  if (more) return EndOfDigits(text, next) == next + 3 ? end : at;
  const bool sum = HasCue(lookups, Cue::kCommaSum, text, end);
  // 59，950.00万元: a sum to the cent.
  const std::size_t cents = EndOfDigits(text, end + 1);
  const bool exact = At(text, end) == '.' && cents == end + 3 &&
                     (StartsWith(text, cents, "万") || StartsWith(text, cents, "元") ||
                      StartsWith(text, cents, "亿"));
  return text[end - 3] == '0' || sum || exact || SecondGroup(text, at) ? end : at;
}

// 10⁶, 10^8, 10⁻³: the end of the power.
std::size_t ParsePower(std::string_view text, std::size_t at, std::string& spoken) {
  constexpr std::array<std::string_view, 11> kRaised = {"⁰", "¹", "²", "³", "⁴", "⁵",
                                                        "⁶", "⁷", "⁸", "⁹", "⁻"};
  std::string digits;
  std::size_t end = at;
  if (StartsWith(text, at, "^")) {
    end = EndOfDigits(text, at + (StartsWith(text, at + 1, "-") ? 2U : 1U));
    digits = text.substr(at + 1, end - at - 1);
  } else {
    for (std::size_t i = 0; i < kRaised.size(); ++i) {
      if (!StartsWith(text, end, kRaised[i])) continue;
      digits += "0123456789-"[i];
      end += kRaised[i].size();
      i = static_cast<std::size_t>(-1);
    }
  }
  const bool minus = digits.starts_with('-');
  const std::string_view value = std::string_view(digits).substr(minus ? 1 : 0);
  if (value.empty()) return at;
  spoken = "的";
  if (minus) spoken += "负";
  spoken += ReadCardinal(value, {});
  spoken += "次方";
  return end;
}

// ￥380元, US$5美元: the sign and the word say the same. But ￥380元旦价.
std::size_t EndOfRepeatedCurrency(std::string_view text, std::size_t at, std::string_view currency,
                                  std::size_t limit) {
  constexpr std::u32string_view kOtherWords = U"旦宵月素";
  std::size_t end = at;
  if (StartsWith(text, at, currency)) {
    end += currency.size();
  } else if (StartsWith(text, at, "元")) {
    end += std::string_view("元").size();
  }
  const bool other = kOtherWords.find(At(text, end)) != std::u32string_view::npos;
  return end > limit || other ? at : end;
}

// Times ten to the power `zeros`: the number becomes what stands in front of the scale returned.
std::string_view Scaled(Number& number, std::size_t zeros) {
  constexpr std::size_t kWanYi = 12;
  constexpr std::size_t kYi = 8;
  constexpr std::size_t kWan = 4;
  std::string digits = number.integer + number.fraction;
  const std::size_t places = number.integer.size() + zeros;
  if (digits.size() < places) digits.append(places - digits.size(), '0');
  std::size_t unit = places > kWan ? kWan : 0;
  if (places > kYi) unit = places > kWanYi ? kWanYi : kYi;
  number.integer = digits.substr(0, places - unit);
  number.fraction = TrimZeros(std::string_view(digits).substr(places - unit));
  return unit == kWanYi ? "万亿" : (unit == kYi ? "亿" : (unit == kWan ? "万" : ""));
}

// $1.2bn, US$350m, €3 trillion, $5k: the number as it is said, and the end of the English scale.
std::size_t ParseEnglishScale(const MatchContext& context, std::size_t at, Quantity& q) {
  struct Scale {
    std::string_view written;
    std::size_t zeros;
  };
  constexpr std::array<Scale, 12> kEnglish = {{{"trillion", 12},
                                               {"billion", 9},
                                               {"million", 6},
                                               {"trn", 12},
                                               {"tn", 12},
                                               {"bn", 9},
                                               {"mn", 6},
                                               {"B", 9},
                                               {"b", 9},
                                               {"M", 6},
                                               {"m", 6},
                                               {"k", 3}}};
  const std::size_t begin = EndOfSpaces(context.text, at);
  for (const Scale& scale : kEnglish) {
    const std::size_t end = begin + scale.written.size();
    const bool word = scale.written.size() > 1 || begin == at;
    if (!word || !StartsWith(context.text, begin, scale.written) || end > context.limit) continue;
    if (IsLetter(At(context.text, end)) || IsDigit(At(context.text, end))) continue;
    q.scale = Scaled(q.number, scale.zeros);
    return end;
  }
  return at;
}

// 91425万, 15368.5万: nine hundred million and more, not ninety thousand ten thousands.
void TenThousands(std::string_view text, Quantity& q) {
  constexpr std::size_t kSmall = 4;
  const char32_t left = Before(text, q.begin);
  // 15000-20000万: the first would need the scale as well; 1.2亿元-15000万元 has its own.
  const bool ranged =
      (left == '-' || left == '~' || left == U'—' || left == U'～' || left == U'至') &&
      IsDigit(Before(text, Previous(text, q.begin)));
  if (q.scale != "万" || q.number.integer.size() <= kSmall || q.number.integer.front() == '0' ||
      q.number.fraction.size() > kSmall || ranged) {
    return;
  }
  q.number.integer += q.number.fraction + std::string(kSmall - q.number.fraction.size(), '0');
  q.number.fraction.clear();
  q.scale = {};
  q.folded = true;
}

// The unit behind a number, or the currency.
void ParseTail(const MatchContext& context, Quantity& q) {
  const std::string_view text = context.text;
  std::size_t at = ParsePower(text, q.number.end, q.power);
  if (at > context.limit) {
    at = q.number.end;
    q.power.clear();
  }
  if (!StartsWith(text, at, "几")) {
    const std::size_t scaled = EndOfScale(text, at);
    const bool small = StartsWith(text, at, "十") || StartsWith(text, at, "百");
    const bool word =
        StartsWith(text, at, "百分") || (StartsWith(text, at, "兆") && context.MeasureAt(at));
    if (scaled <= context.limit && !word && !(small && q.number.integer.size() > 2)) {
      q.scale = text.substr(at, scaled - at);
      at = scaled;
      TenThousands(text, q);
    }
  }
  if (!q.currency.empty() && q.scale.empty()) at = ParseEnglishScale(context, at, q);
  q.end = q.unit_begin = at;
  const SpokenUnit unit = ParseUnit(context, at);
  if (unit.end > at && unit.end <= context.limit) {
    q.end = unit.end;
    q.kind = unit.percent ? Quantity::Kind::kPercent : Quantity::Kind::kUnit;
    q.unit = unit.spoken;
    q.front_unit = unit.front;
    q.front = !unit.front.empty();
    q.temperature = unit.temperature;
    q.er = unit.er;
    for (const std::string_view scale : {std::string_view("华氏"), std::string_view("摄氏")}) {
      if (q.temperature && EndsWith(text, q.begin, scale)) q.unit = "度";
    }
    return;
  }
  if (const auto money = context.lookups.currencies.LongestAt(text, at);
      money && q.currency.empty() && at + money.length <= context.limit) {
    const char32_t next = At(text, at + money.length);
    if (!IsLetter(next) && !IsDigit(next)) {
      q.end = at + money.length;
      q.currency = *money.value;
    }
  }
  if (q.currency.empty() && q.power.empty()) return;
  if (!q.currency.empty()) q.end = EndOfRepeatedCurrency(text, q.end, q.currency, context.limit);
  std::string per;
  const std::size_t end = ParsePer(context, q.end, per);
  if (end > q.end && end <= context.limit) {
    q.end = end;
    q.per = std::move(per);
  }
}

}  // namespace

namespace {

// 2 156份, 3 480.5元: a single group, behind a word and before what it counts.
bool OneGroup(const Lookups& lookups, std::string_view text, std::size_t at, std::size_t end) {
  const char32_t left = Before(text, at);
  const bool opens = left == 0 || IsCjkPunctuation(left) ||
                     (utf8::IsHan(left) && !lookups.cue(Cue::kNumbering).LongestBefore(text, at));
  constexpr std::array<std::string_view, 17> kUnits = {"℃",  "°C", "kg", "km", "mm",   "m³",
                                                       "m²", "m",  "g",  "Pa", "kPa",  "MPa",
                                                       "kW", "W",  "mL", "ml", "r/min"};
  const bool measured = std::any_of(kUnits.begin(), kUnits.end(), [&](std::string_view unit) {
    return StartsWith(text, end, unit) && !IsLetter(At(text, end + unit.size()));
  });
  const bool fraction = At(text, end) == '.' && IsDigit(At(text, end + 1));
  return opens && (measured || fraction || HasCue(lookups, Cue::kSpacedCount, text, end));
}

// 1 000 000: two groups or more, so that a date and a time, or two numbers, are not taken for one.
void GroupBySpaces(const Lookups& lookups, std::string_view text, std::size_t at, std::size_t limit,
                   Number& number) {
  if (number.end - at > 3 || text[at] == '0') return;
  std::string digits = number.integer;
  std::size_t end = number.end;
  int groups = 0;
  while (end + 4 <= limit && text[end] == ' ' && EndOfDigits(text, end + 1) == end + 4) {
    digits += text.substr(end + 1, 3);
    end += 4;
    ++groups;
  }
  if (groups == 0 || (groups == 1 && !OneGroup(lookups, text, at, end))) return;
  number.integer = std::move(digits);
  number.end = end;
  number.grouped = true;
}

// 18·5万套, 11·1%: a newspaper's decimal point, by what stands behind it; 6·23 is a date.
bool MeansDecimal(const Lookups& lookups, std::string_view text, std::size_t at) {
  const bool points = StartsWith(text, at, "点") && !StartsWith(text, at, "点钟") && at >= 5 &&
                      EndOfDigits(text, at - 2) == at;  // 1903·87点
  return points || HasCue(lookups, Cue::kDotDecimal, text, at);
}

}  // namespace

std::string SayScaled(Number number, std::size_t zeros) {
  const std::string_view scale = Scaled(number, zeros);
  const std::string spoken = ReadDecimal(number.integer, number.fraction, {});
  return (spoken == "二" ? "两" : spoken) + std::string(scale);
}

std::optional<Number> ParseNumber(const Lookups& lookups, std::string_view text, std::size_t at,
                                  std::size_t limit) {
  std::size_t end = EndOfDigits(text, at);
  if (end == at || end > limit) return std::nullopt;
  Number number{end, std::string(text.substr(at, end - at)), {}, false};
  const char32_t scale = Before(text, at);
  const bool behind_scale = scale == U'亿' || scale == U'万' || scale == U'兆';  // 101亿0,245万
  // RGB(255,255,0), f(1,200): arguments, no thousands.
  const bool argument = at > 1 && text[at - 1] == '(' && IsAsciiLetter(Before(text, at - 1));
  if (end - at <= 3 && !argument && (text[at] != '0' || behind_scale)) {
    for (std::size_t group; (group = EndOfGroup(lookups, text, end, limit)) > end; end = group) {
      number.integer.append(text.substr(group - 3, 3));
      number.grouped = true;
    }
  }
  const std::size_t point = StartsWith(text, end, "·") ? 2 : (StartsWith(text, end, ".") ? 1 : 0);
  if (point > 0 && end + point < limit && IsDigit(At(text, end + point))) {
    const std::size_t stop = EndOfDigits(text, end + point);
    if (point == 1 || (stop <= limit && MeansDecimal(lookups, text, stop))) {
      number.fraction = text.substr(end + point, stop - end - point);
      end = stop;
    }
  }
  number.end = end;
  if (!number.grouped && number.fraction.empty()) {
    GroupBySpaces(lookups, text, at, limit, number);
    const std::size_t stop = EndOfDigits(text, number.end + 1);
    if (number.grouped && At(text, number.end) == '.' && stop > number.end + 1 && stop <= limit) {
      number.fraction = text.substr(number.end + 1, stop - number.end - 1);
      number.end = stop;
    }
  }
  return number;
}

std::optional<Quantity> ParseQuantity(const MatchContext& context, std::size_t at,
                                      bool signed_allowed) {
  Quantity q;
  q.begin = at;
  const std::string_view text = context.text;
  if (signed_allowed) at += ParseSign(text, at, q.sign);
  if (const auto money = context.lookups.currencies.LongestAt(text, at)) {
    q.currency = *money.value;
    at = EndOfSpaces(text, at + money.length);
    if (q.sign == 0 && signed_allowed) at += ParseSign(text, at, q.sign);
  }
  auto number = ParseNumber(context.lookups, text, at, context.limit);
  if (!number) return std::nullopt;
  q.number = *std::move(number);
  ParseTail(context, q);
  return q;
}

namespace {

// 第2名, 第1、2名: behind 第, or behind other numbers that are.
bool IsOrdinal(std::string_view text, std::size_t at) {
  for (int members = 0; members < 6; ++members) {
    if (EndsWith(text, at, "第")) return true;
    if (EndsWith(text, at, "/") && IsDigit(Before(text, at - 1))) return true;  // G7881/2次
    if (!EndsWith(text, at, "、") && !EndsWith(text, at, "和")) return false;
    std::size_t begin = at - std::string_view("、").size();
    const std::size_t end = begin;
    while (begin > 0 && end - begin < 4 && IsDigit(Before(text, begin))) --begin;
    if (begin == end) return false;
    at = begin;
  }
  return false;
}

std::string SayNumber(const Quantity& q, const MatchContext& context) {
  std::string_view fraction = q.number.fraction;
  const bool sum = !q.currency.empty() || StartsWith(context.text, q.end, "元");
  if (sum && q.scale.empty() && fraction.size() < 3) fraction = TrimZeros(fraction);
  if (q.number.integer == "2" && fraction.empty() && q.power.empty()) {
    const bool scaled = StartsWith(q.scale, 0, "万") || StartsWith(q.scale, 0, "千") ||
                        StartsWith(q.scale, 0, "亿") || StartsWith(q.scale, 0, "兆");
    const bool unit = q.kind == Quantity::Kind::kUnit && !q.er;
    if (scaled || (q.scale.empty() && (unit || !q.currency.empty()))) return "两";
    if (q.scale.empty() && q.kind == Quantity::Kind::kPlain) {
      const auto measure = context.MeasureAt(q.end);
      const bool ordinal =
          IsOrdinal(context.text, q.begin) || (StartsWith(context.text, q.end, "年") &&
                                               context.CueBefore(Cue::kReign, q.begin));  // 昭和2年
      const bool minute =
          StartsWith(context.text, q.end, "分") &&
          (EndsWith(context.text, q.begin, "时") || EndsWith(context.text, q.begin, "点"));
      if (measure && measure.value->liang && !ordinal && !minute) return "两";
    }
    return "二";
  }
  if (q.number.grouped && q.number.integer.front() == '0') {  // 101亿0,245万
    const std::string_view digits = q.number.integer;
    return "零" +
           ReadCardinal(digits.substr(std::min(digits.find_first_not_of('0'), digits.size())),
                        {context.options.liang_bai});
  }
  const bool discount = StartsWith(context.text, q.end, "折") && q.number.integer.size() == 2 &&
                        fraction.empty() && q.scale.empty();
  if (discount && !q.number.integer.ends_with('0')) return ReadDigits(q.number.integer);
  return ReadDecimal(q.number.integer, fraction, {context.options.liang_bai});
}

// +1: one more; +5.2% has risen.
std::string_view SayPlus(const Quantity& q) {
  if (q.temperature) return "零上";
  const bool one = q.number.integer == "1" && q.number.fraction.empty();
  return one && q.kind == Quantity::Kind::kPlain ? "加" : "正";
}

}  // namespace

std::string SayQuantity(const Quantity& q, const MatchContext& context) {
  std::string out;
  if (q.sign == '-') out += q.temperature ? "零下" : "负";
  if (q.sign == '+') out += SayPlus(q);
  if (q.sign == '~') out += "正负";
  if (q.kind == Quantity::Kind::kPercent) {
    const bool whole = q.number.integer == "100" && q.number.fraction.empty() && q.unit == "百分之";
    out += q.unit;
    out += whole ? "百" : SayNumber(q, context);
    out += q.scale;
    return out;
  }
  const bool front = q.front && q.power.empty();  // 三乘十的八次方米每秒
  if (front) out += q.unit;
  out += SayNumber(q, context);
  out += q.power;
  out += q.scale;
  if (q.front) out += q.front_unit;
  if (!front) out += q.unit;
  out += q.currency;
  out += q.per;
  return out;
}

}  // namespace boyin::normalise
