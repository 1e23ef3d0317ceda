// Years by themselves: 2016年, 2000年时间, 98年出生, 公元前202年, 90后, 2024春节, 1H23.
#include <algorithm>
#include <array>
#include <string>

#include "normalise/number.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

Reading Make(std::size_t end, std::string spoken, std::string_view kind, std::string_view rule) {
  Reading reading;
  reading.end = end;
  reading.spoken = std::move(spoken);
  reading.semiotic_class = kind;
  reading.rule = rule;
  reading.weight = 5;
  return reading;
}

bool InTimes(std::string_view digits) {
  return digits.size() == 4 && digits >= "1900" && digits < "2100";
}

bool EndsWithAny(std::string_view text, std::size_t at,
                 std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return EndsWith(text, at, word); });
}

bool StartsWithAny(std::string_view text, std::size_t at,
                   std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return StartsWith(text, at, word); });
}

bool IsEra(const MatchContext& context) {
  return EndsWithAny(context.text, context.at, {"公元", "公元前", "西元", "西元前"});
}

// The years of a reign are counted: 民国113年 is 一百一十三年.
bool IsReign(const MatchContext& context) { return context.CueBefore(Cue::kReign, context.at); }

// 用了2000年时间, 5000年文明, 1000年后: so many years, no year of the calendar.
bool Duration(const MatchContext& context, std::string_view digits, std::size_t after) {
  const bool round = digits.ends_with("00") || !InTimes(digits);
  // 订单可达2025年左右: nothing lasts the number of a year of our days.
  if (digits > "2000" && digits < "2040") return false;
  const bool counted = context.CueBefore(Cue::kDuration, context.at);
  if (counted && (round || context.CueAfter(Cue::kDurationAfter, after)))
    return true;  // 超过1996年
  if (!digits.ends_with("00")) return digits > "2300";
  if (InTimes(digits) && StartsWith(context.text, after, "以来")) return false;  // 2000年以来
  const bool since = StartsWithAny(context.text, after, {"后", "前"}) &&
                     !StartsWith(context.text, after, "前后") &&
                     !StartsWith(context.text, after, "后期");
  return digits > "2100" || (since && digits <= "1500") ||
         context.CueAfter(Cue::kDurationAfter, after);
}

// 国发〔2023〕12号, (2023)京01民初5号: the year of a document.
bool Bracketed(const MatchContext& context, std::size_t end) {
  const char32_t left = Before(context.text, context.at);
  const char32_t right = At(context.text, end);
  if ((left == U'〔' && right == U'〕') || (left == '[' && right == ']')) return true;
  const bool round = (left == '(' || left == U'（') && (right == ')' || right == U'）');
  const std::string_view digits = context.text.substr(context.at, end - context.at);
  const std::size_t after = end + (right == ')' ? 1 : std::string_view("）").size());
  const bool named =
      StartsWith(context.text, after, "年") ||                           // 甲午（1894）年
      EndsWith(context.text, Previous(context.text, context.at), "年");  // 乾隆二十年（1755）
  return round && (named || digits >= "1900") && digits >= "1000" && digits < "2100";
}

// 98年出生, 早在86年: the short form of a year of the last century.
bool ShortYear(const MatchContext& context, std::string_view digits, std::size_t after) {
  if (digits.size() != 2) return false;
  if (digits.front() == '0') return true;
  const std::size_t listed = context.at - std::min<std::size_t>(context.at, 7);  // 1986、87年
  const bool follows =
      (EndsWith(context.text, context.at, "、") || EndsWith(context.text, context.at, "和")) &&
      InTimes(context.text.substr(listed, 4)) && EndOfDigits(context.text, listed) == listed + 4;
  if (follows) return true;
  return context.CueBefore(Cue::kShortYear, context.at) ||
         (digits >= "49" && context.CueAfter(Cue::kShortYearAfter, after));
}

// 387年, （630年）, 701年-762年: three figures are a year, unless they count (用了130年,
// 300年历史).
bool EarlyYear(const MatchContext& context, std::string_view digits, std::size_t after) {
  const std::string_view text = context.text;
  if (digits.size() != 3 || digits.front() == '0') return false;
  if (context.traditional && digits >= "100" && digits <= "125") return false;  // of the Republic
  const char32_t left = Before(text, context.at);
  const char32_t next = At(text, after);
  constexpr std::u32string_view kCounting = U"了过个每这那近超逾达需须满整共计长第隔寿的有再又历";
  constexpr std::u32string_view kOther = U"内货级轻来期龄薪";
  // 经历了893年—898年: a second year behind the dash says that both are years.
  const std::size_t joined = after + DashAt(text, after);
  const std::size_t until = EndOfDigits(text, joined);
  if (joined > after && until == joined + 3 && StartsWith(text, until, "年") &&
      !(digits.ends_with('0') && text[until - 1] == '0')) {
    return true;
  }
  if (kCounting.find(left) != kCounting.npos || kOther.find(next) != kOther.npos) return false;
  if (context.CueBefore(Cue::kDuration, context.at)) return false;
  constexpr std::size_t kReach = 18;  // 历21帝289年
  const std::size_t from = context.at > kReach ? context.at - kReach : 0;
  const std::string_view head = text.substr(from, context.at - from);
  const std::size_t reigned = head.rfind("历");  // not 大历四年
  if (reigned != head.npos && IsDigit(At(head, reigned + 3))) return false;
  const bool span = context.CueAfter(Cue::kDurationAfter, after);
  const bool apart = (next == U'前' || next == U'后') && !StartsWith(text, after, "前后");
  const bool placed = left == U'（' || left == '(' || context.CueBefore(Cue::kYearLeft, context.at);
  if (digits.ends_with("00")) return placed && !span && !apart;
  if (digits.ends_with('0')) {
    const bool opens =
        left == 0 || IsCjkPunctuation(left) || DashAt(text, Previous(text, context.at)) > 0;
    return (placed || opens) && !span && !apart;
  }
  return placed || !(span || apart);
}

struct YearFit {
  bool year = false;
  float confidence = 0.97F;
};

// Digits in front of 年.
YearFit BeforeNian(const MatchContext& context, std::string_view digits, std::size_t after) {
  const bool decade = StartsWith(context.text, after, "代");
  if (digits.size() == 4) {
    YearFit fit{decade || IsEra(context) || !Duration(context, digits, after)};
    const std::size_t month = EndOfDigits(context.text, after);
    const bool dated = month > after && StartsWith(context.text, month, "月");
    const bool open = digits.ends_with("00") && !IsEra(context) && !dated;
    const bool times = InTimes(digits) || context.CueBefore(Cue::kYearLeft, context.at);
    if (fit.year && open) fit.confidence = times ? 0.9F : 0.75F;
    return fit;
  }
  if (decade || IsReign(context)) return {};
  const std::size_t month = EndOfDigits(context.text, after);
  const bool dated = month > after && StartsWith(context.text, month, "月");
  // 97年3月, 98年度 in a text from Taiwan: the years of the Republic are counted.
  const int value = SmallInt(digits);
  const bool republic = context.traditional && digits.front() != '0' && value >= 70 && value <= 130;
  if (republic && (dated || StartsWith(context.text, after, "度"))) return {};
  return {IsEra(context) || dated || ShortYear(context, digits, after) ||
          EarlyYear(context, digits, after)};
}

// 2016学年, （2023）, 出现于1963，: a year without its 年.
YearFit WithoutNian(const MatchContext& context, std::string_view digits, std::size_t end) {
  if (IsEra(context)) return {!StartsWith(context.text, end, "世纪")};  // 公元前10世纪
  const std::string_view text = context.text;
  if (digits.size() == 2 && Before(text, context.at) == U'〔' && At(text, end) == U'〕')
    return {true};
  if (digits.size() != 4) return {};
  if (digits >= "1000" && digits < "3000") {
    if (StartsWithAny(text, end, {"学年", "财年", "赛季", "届", "级", "款"})) return {true};
    if (Bracketed(context, end)) return {true};
  }
  const char32_t next = At(text, end);
  const char32_t left = Before(text, context.at);  // 1998，从平淡中开始
  const bool opens = (left == 0 || left == U'。') && (next == U'，' || next == U'：');
  if (opens && InTimes(digits)) return {true, 0.75F};
  const bool since = EndsWithAny(text, context.at, {"于", "自从"}) &&
                     !EndsWithAny(text, context.at, {"等于", "低于", "高于", "小于", "大于"});
  if (since && digits >= "1800" && digits < "2100" && (next == 0 || IsCjkPunctuation(next))) {
    return {true, 0.75F};
  }
  return {};
}

// 2016年, 公元220年, 05年, 86年8月: digit by digit; 用了2000年时间, 100年: a number of years.
void Year(const MatchContext& context, Readings& out) {
  const std::size_t end = EndOfDigits(context.text, context.at);
  const std::string_view digits = context.text.substr(context.at, end - context.at);
  if (end > context.limit || digits.empty() || digits.size() > 4) return;
  const std::size_t nian = StartsWith(context.text, end, "年") ? std::string_view("年").size() : 0;
  const YearFit fit =
      nian > 0 ? BeforeNian(context, digits, end + nian) : WithoutNian(context, digits, end);
  if (!fit.year) return;
  Reading reading = Make(end, ReadDigits(digits), "year", "date/year");
  reading.cue = nian > 0 ? 3 : 1;
  reading.confidence = fit.confidence;
  if (fit.confidence < 0.95F) reading.alternatives.push_back(ReadCardinal(digits, {}));
  out.push_back(std::move(reading));
}

bool Measured(const MatchContext& context, std::size_t at) {
  constexpr std::u32string_view kNumeral = U"多余来几万亿千百十元个点的了和与及或等以之至到左上不";
  return kNumeral.find(At(context.text, at)) != std::u32string_view::npos ||
         context.MeasureAt(at) || context.lookups.currencies.LongestAt(context.text, at);
}

// 2021、2022年: a list of years that ends with 年.
bool ListedYear(const MatchContext& context, std::size_t end) {
  for (int i = 0; i < 6; ++i) {
    if (!StartsWithAny(context.text, end, {"、", "和", "与", "及", "或", "至", "到"})) return false;
    const std::size_t at = end + std::string_view("、").size();
    end = EndOfDigits(context.text, at);
    const bool shortened = end == at + 2 && StartsWith(context.text, end, "年");  // 1986、87年
    if (!InTimes(context.text.substr(at, end - at)) && !shortened) return false;
    if (StartsWith(context.text, end, "年")) return true;
  }
  return false;
}

// 2024春节, 2026丙午年: a number of our times before a noun that nothing counts.
void BareYear(const MatchContext& context, Readings& out) {
  const std::size_t end = EndOfDigits(context.text, context.at);
  const std::string_view digits = context.text.substr(context.at, end - context.at);
  if (end > context.limit || !InTimes(digits)) return;
  const bool cue = context.CueAfter(Cue::kYearAfter, end) || ListedYear(context, end);
  constexpr std::u32string_view kCounting = U"约近超达共有计逾为至到过名万第";
  const char32_t left = Before(context.text, context.at);
  const bool counted = Measured(context, end) || digits.ends_with("00") ||
                       kCounting.find(left) != std::u32string_view::npos;
  // 「2026 WBC, （2026 Open）: a name in letters behind it.
  const bool opens =
      left == 0 || IsOpening(left) || left == '(' || left == ' ' || IsCjkPunctuation(left);
  const bool name = opens && digits >= "2000" && At(context.text, end) == ' ' &&
                    IsAsciiLetter(At(context.text, end + 1)) &&
                    IsAsciiLetter(At(context.text, end + 2));
  const bool han = utf8::IsHan(At(context.text, end));
  if (!cue && (counted || !(han || name))) return;
  const bool recent = digits > "2004" && digits < "2040";
  Reading reading = Make(end, ReadDigits(digits), "year", "year/bare");
  reading.cue = cue ? 3 : 0;
  reading.confidence = cue ? 0.95F : (recent && (opens || han) ? 0.9F : 0.75F);
  reading.alternatives.push_back(ReadCardinal(digits, {}));
  out.push_back(std::move(reading));
}

// 《1984》, 《唐人街探案1900》; 2024 YR4: a year in a title or in the name of a minor planet.
void TitleYear(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  const std::size_t end = EndOfDigits(text, context.at);
  const std::string_view digits = text.substr(context.at, end - context.at);
  if (digits.size() != 4 || end > context.limit) return;
  const char32_t left = Before(text, context.at);
  const bool named = digits >= "1800" && digits < "2100" && utf8::IsHan(left);
  const bool title = (StartsWith(text, end, "》") && (left == U'《' || named)) ||
                     (StartsWith(text, end, "”") && named);  // “健康中国2030”
  const std::size_t letters = EndOfLetters(text, end + 1);
  const bool planet = At(text, end) == ' ' && letters == end + 3 && At(text, end + 1) <= 'Z' &&
                      At(text, end + 2) <= 'Z' && InTimes(digits);
  if (title || planet) out.push_back(Make(end, ReadDigits(digits), "year", "year/title"));
}

// ’98抗洪
void Apostrophe(const MatchContext& context, Readings& out) {
  const char32_t c = At(context.text, context.at);
  if (c != '\'' && c != 0x2019) return;
  const std::size_t begin = context.at + (c == '\'' ? 1U : 3U);
  const std::size_t end = EndOfDigits(context.text, begin);
  if (end != begin + 2 || end > context.limit) return;
  const bool decade = context.text[end - 1] == '0' && StartsWith(context.text, end, "s") &&
                      !IsLetter(At(context.text, end + 1)) && end < context.limit;  // '90s
  if (!decade && !utf8::IsHan(At(context.text, end)) && DashAt(context.text, end) == 0) return;
  const char32_t left = Before(context.text, context.at);
  if (IsDigit(left) || IsLetter(left)) return;
  const std::string_view digits = context.text.substr(begin, 2);
  out.push_back(decade ? Make(end + 1, ReadCardinal(digits, {}) + "年代", "year", "year/decade")
                       : Make(end, ReadDigits(digits), "year", "year/apostrophe"));
}

// 1990s
void Decade(const MatchContext& context, Readings& out) {
  const std::size_t end = EndOfDigits(context.text, context.at);
  const std::string_view digits = context.text.substr(context.at, end - context.at);
  if (digits.size() != 4 || digits < "1500" || digits > "2090" || digits.back() != '0') return;
  if (At(context.text, end) != 's' || IsLetter(At(context.text, end + 1)) || end >= context.limit)
    return;
  out.push_back(Make(end + 1, ReadDigits(digits) + "年代", "year", "year/decade"));
}

std::string SayTermYear(std::string_view digits) {
  return digits.empty() ? "" : ReadDigits(digits) + "年";
}

// Q3, H1, FY: the part of a year that a company reports on.
std::string_view SayTerm(char letter, char digit) {
  constexpr std::array<std::string_view, 4> kQuarters = {"一季度", "二季度", "三季度", "四季度"};
  if (letter == 'Q' && digit >= '1' && digit <= '4') {
    return kQuarters[static_cast<std::size_t>(digit - '1')];
  }
  if (letter != 'H') return {};
  return digit == '1' ? "上半年" : (digit == '2' ? "下半年" : std::string_view());
}

// Windows 11 24H2: an edition, no half-year.
bool IsEdition(const MatchContext& context) {
  const std::size_t back = std::min<std::size_t>(context.at, 16);
  return context.text.substr(context.at - back, back).find("Win") != std::string_view::npos;
}

// 23Q3, 2023H1, 1H23, 4Q2022, FY2023.
void Term(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  const auto year = [](std::string_view d) { return d.size() == 2 || InTimes(d); };
  const auto finish = [&](std::size_t end, std::string spoken) {
    const char32_t next = At(text, end);
    if (end > context.limit || IsLetter(next) || IsDigit(next)) return;
    out.push_back(Make(end, std::move(spoken), "term", "year/term"));
  };
  const std::size_t digits = EndOfDigits(text, context.at);
  if (digits == context.at) {
    const bool fiscal = StartsWith(text, context.at, "FY") && !IsLetter(Before(text, context.at));
    const std::size_t end = EndOfDigits(text, context.at + 2);
    const std::string_view value = fiscal ? text.substr(context.at + 2, end - context.at - 2) : "";
    if (year(value)) finish(end, ReadDigits(value) + "财年");
    const bool quarter = At(text, context.at) == 'Q' && !IsLetter(Before(text, context.at)) &&
                         context.CueAfter(Cue::kQuarterAfter, context.at + 2);
    const std::string_view term = quarter ? SayTerm('Q', text[context.at + 1]) : "";
    if (!term.empty() && StartsWith(text, context.at + 2, "财季")) {
      finish(context.at + 2, "第" + std::string(term.substr(0, std::string_view("三").size())));
    } else if (!term.empty()) {
      finish(context.at + 2, std::string(term));
    }
    return;
  }
  if (digits + 1 >= text.size() || IsEdition(context)) return;
  const std::string_view first = text.substr(context.at, digits - context.at);
  const bool parted = text[digits] == '-' && InTimes(first) &&
                      EndOfDigits(text, digits + 2) == digits + 3;  // 2024-Q4
  if (parted) {
    const std::string_view term = SayTerm(text[digits + 1], text[digits + 2]);
    if (!term.empty()) finish(digits + 3, SayTermYear(first) + std::string(term));
  }
  const std::size_t end = EndOfDigits(text, digits + 1);
  const std::string_view second = text.substr(digits + 1, end - digits - 1);
  if (year(first) && second.size() == 1) {
    const std::string_view term = SayTerm(text[digits], second.front());
    if (!term.empty()) finish(end, SayTermYear(first) + std::string(term));
  } else if (first.size() == 1 && year(second)) {
    const std::string_view term = SayTerm(text[digits], first.front());
    if (!term.empty()) finish(end, SayTermYear(second) + std::string(term));
  }
}

// 2934ad, 1234b.c.
void Era(const MatchContext& context, Readings& out) {
  const std::size_t digits_end = EndOfDigits(context.text, context.at);
  if (digits_end - context.at > 4 || digits_end == context.at) return;
  if (Before(context.text, context.at) == '-' || context.CueBefore(Cue::kModel, context.at)) return;
  const std::size_t at = EndOfSpaces(context.text, digits_end);
  struct Name {
    std::string_view written;
    std::string_view spoken;
  };
  constexpr std::array<Name, 10> kEras = {{{"b.c.", "公元前"},
                                           {"B.C.", "公元前"},
                                           {"BC", "公元前"},
                                           {"bc", "公元前"},
                                           {"BCE", "公元前"},
                                           {"a.d.", "公元"},
                                           {"A.D.", "公元"},
                                           {"AD", "公元"},
                                           {"ad", "公元"},
                                           {"CE", "公元"}}};
  for (const Name& era : kEras) {
    const std::size_t end = at + era.written.size();
    if (!StartsWith(context.text, at, era.written) || IsLetter(At(context.text, end))) continue;
    const std::string digits = ReadDigits(context.text.substr(context.at, digits_end - context.at));
    const std::size_t nian = StartsWith(context.text, end, "年") ? 3 : 0;
    out.push_back(Make(end + nian, std::string(era.spoken) + digits + "年", "year", "date/era"));
  }
}

bool IsGeneration(std::string_view digits) {
  constexpr std::array<std::string_view, 12> kGenerations = {"40", "50", "60", "70", "75", "80",
                                                             "85", "90", "95", "00", "05", "10"};
  for (const std::string_view g : kGenerations) {
    if (digits == g) return true;
  }
  return false;
}

// 90后, and 80 in 80、90后.
void Generation(const MatchContext& context, Readings& out) {
  std::size_t at = context.at;
  std::size_t end = EndOfDigits(context.text, at);
  const std::string_view first = context.text.substr(at, end - at);
  const std::size_t first_end = end;
  for (int i = 0; i < 4; ++i) {
    if (!IsGeneration(context.text.substr(at, end - at))) return;
    if (StartsWith(context.text, end, "后")) {
      const bool verb = StartsWith(context.text, end, "后退");
      if (verb) return;
      Reading reading = Make(first_end, ReadDigits(first), "year", "date/generation");
      reading.cue = 3;
      out.push_back(std::move(reading));
      return;
    }
    const bool comma = StartsWith(context.text, end, "、") || StartsWith(context.text, end, "和");
    if (!comma) return;
    at = end + 3;
    end = EndOfDigits(context.text, at);
  }
}

}  // namespace

void ReadYears(const MatchContext& context, Readings& out) {
  Apostrophe(context, out);
  Term(context, out);
  if (!IsDigit(At(context.text, context.at))) return;
  Year(context, out);
  BareYear(context, out);
  TitleYear(context, out);
  Decade(context, out);
  Era(context, out);
  Generation(context, out);
}

}  // namespace boyin::normalise
