// Signs that are no letter: by name beside numbers and letters, as a mark between Han characters.
#include <algorithm>
#include <array>

#include "normalise/number.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

Reading Make(std::size_t end, std::string spoken, std::string_view kind, std::string_view rule) {
  return {end, std::move(spoken), kind, rule, 0, 0, 0.9F, {}, false, false};
}

Reading Silent(std::size_t end, std::string_view reason) {
  Reading reading = Make(end, {}, "skipped", reason);
  reading.skipped = true;
  return reading;
}

bool IsEmoji(char32_t c) {
  return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) || c == 0x2B50 ||
         c == 0x2B55 || (c >= 0x1F1E6 && c <= 0x1F1FF) || (c >= 0x2B05 && c <= 0x2B1C);
}

// ASCII marks become the marks of Chinese print beside Han characters.
std::string_view FullWidth(char32_t c, bool quote_open) {
  switch (c) {
    case ',':
      return "，";
    case '.':
      return "。";
    case ':':
      return "：";
    case ';':
      return "；";
    case '?':
      return "？";
    case '!':
      return "！";
    case '(':
      return "（";
    case ')':
      return "）";
    case '[':
      return "［";
    case ']':
      return "］";
    case '"':
      return quote_open ? "”" : "“";
    default:
      return {};
  }
}

bool IsGreek(char32_t c) { return c >= 0x370 && c < 0x400; }

bool Word(char32_t c) { return IsLetter(c) || IsDigit(c); }

// A number may stand between brackets or behind a sign: what it is next to decides.
bool NearNumber(const MatchContext& context, std::size_t end) {
  return Word(Before(context.text, context.at)) || Word(At(context.text, end));
}

// 4*酒店
bool IsStars(std::string_view text, std::size_t at) {
  if (!IsDigit(Before(text, at)) || (at > 1 && IsDigit(Before(text, at - 1)))) return false;
  const char32_t next = At(text, at + 1);
  if (next == 0 || IsCjkPunctuation(next) || next == ',' || next == ')') return true;  // 服务4*，
  return StartsWith(text, at + 1, "级") || StartsWith(text, at + 1, "酒店") ||
         StartsWith(text, at + 1, "宾馆") || StartsWith(text, at + 1, "饭店") ||
         StartsWith(text, at + 1, "标准");
}

// 第3题：√, 答案×: right or wrong, where nothing follows that a root or a product could take.
bool Graded(const MatchContext& context, std::size_t end) {
  const char32_t c = At(context.text, context.at);
  const char32_t left = Before(context.text, context.at);
  const char32_t next = At(context.text, end);
  const bool closes = next == 0 || next == ' ' || IsCjkPunctuation(next) || next == ')';
  if (c != U'√' && c != U'×') return false;
  return closes && (c == U'√' || IsCjkPunctuation(left) || left == ':' || left == ' ');
}

// 请戳→。: an arrow that leads to nothing.
bool PointsNowhere(const MatchContext& context, std::size_t end) {
  const char32_t c = At(context.text, context.at);
  const char32_t next = At(context.text, EndOfSpaces(context.text, end));
  return (c == U'→' || c == U'←') && (next == 0 || IsCjkPunctuation(next));
}

void Listed(const MatchContext& context, Readings& out) {
  const auto hit = context.lookups.symbols.LongestAt(context.text, context.at);
  if (!hit) return;
  const std::size_t end = context.at + hit.length;
  if (end > context.limit) return;
  std::string_view wanted = NearNumber(context, end) ? hit.value->number : hit.value->han;
  if (At(context.text, context.at) == '*' && IsStars(context.text, context.at)) wanted = "星";
  const bool words =
      IsAsciiLetter(Before(context.text, context.at)) && IsAsciiLetter(At(context.text, end));
  if (At(context.text, context.at) == '&' && !words) wanted = hit.value->han;
  if (At(context.text, context.at) == '_' && words) wanted = " ";  // PAGE_SIZE
  const bool named = Word(Before(context.text, context.at)) && IsDigit(At(context.text, end));
  if (At(context.text, context.at) == '_' && named) wanted = "下划线";  // abc_123
  if (At(context.text, context.at) == '@' && named) {
    wanted = IsDigit(Before(context.text, context.at)) ? "，" : "-";  // 2160@60Hz, 4K@60fps
  }
  if (At(context.text, context.at) == U'≈' &&
      (Word(Before(context.text, context.at)) || IsGreek(Before(context.text, context.at)))) {
    wanted = "约等于";
  }
  if (At(context.text, context.at) == '*' && Word(Before(context.text, context.at)) &&
      Word(At(context.text, end))) {
    wanted = "乘";
  }
  if (PointsNowhere(context, end)) wanted = "-";
  if (Graded(context, end)) wanted = At(context.text, context.at) == U'√' ? "对" : "错";
  if (wanted == "-") {
    out.push_back(Silent(end, "silent mark"));
  } else if (wanted == "=") {
    out.push_back(Make(end, std::string(context.text.substr(context.at, hit.length)), "punctuation",
                       "symbols.tsv"));
  } else {
    out.push_back(Make(end, std::string(wanted), "symbol", "symbols.tsv"));
  }
}

// №5, No.5, #5: a number of a series.
void Numero(const MatchContext& context, Readings& out) {
  for (const std::string_view sign :
       {std::string_view("№"), std::string_view("No."), std::string_view("NO."),
        std::string_view("no."), std::string_view("#")}) {
    if (!StartsWith(context.text, context.at, sign)) continue;
    const std::size_t begin = EndOfSpaces(context.text, context.at + sign.size());
    const std::size_t end = EndOfDigits(context.text, begin);
    if (end == begin || end > context.limit || IsLetter(Before(context.text, context.at))) continue;
    // #网贷#6.5亿: the hash closes a topic.
    const bool decimal = At(context.text, end) == '.' && IsDigit(At(context.text, end + 1));
    if (sign == "#" && decimal) continue;
    const std::string_view topic = context.text.substr(end, 90);
    if (sign == "#" && topic.find('#') != std::string_view::npos) continue;  // #2024春晚#
    const std::string_view digits = context.text.substr(begin, end - begin);
    std::string spoken = digits.size() > 2 ? ReadDigits(digits) : ReadCardinal(digits, {});
    const bool named = StartsWith(context.text, end, "号");
    Reading reading =
        Make(end, std::move(spoken) + (named ? "" : "号"), "ordinal", "symbol/number");
    reading.weight = 5;
    reading.alternatives.push_back("第" + ReadCardinal(digits, {}));
    out.push_back(std::move(reading));
  }
}

// #2024#: the hash closes a topic.
bool ClosesTopic(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongest = 120;
  const std::size_t from = at > kLongest ? at - kLongest : 0;
  for (std::size_t i = from; i < at; ++i) {
    if (text[i] == '#' && !IsDigit(Before(text, i))) return true;
  }
  return false;
}

// 2#、3#、5#楼: the last one says it for all.
bool SaidLater(std::string_view text, std::size_t at) {
  if (!StartsWith(text, at, "、") && !StartsWith(text, at, ",") && !StartsWith(text, at, "，")) {
    return false;
  }
  const std::size_t begin = at + (text[at] == ',' ? 1 : std::string_view("、").size());
  const std::size_t end = EndOfDigits(text, begin);
  return end > begin && At(text, end) == '#';
}

// 3#楼, 2#机组, 45#钢, 50#: 号 behind the number.
void NumberSign(const MatchContext& context, Readings& out) {
  constexpr std::u32string_view kThings = U"楼栋机炉泵线门站车仓库变井墩桥厂房汽柴宿教公高煤院口钢";
  if (At(context.text, context.at) != '#' || !IsDigit(Before(context.text, context.at))) return;
  const bool service =
      EndsWith(context.text, context.at, "10000");  // 10000#: the operator's own name
  const char32_t next = At(context.text, context.at + 1);
  const bool closes = next == 0 || IsCjkPunctuation(next) || next == ',' || next == ')';
  const bool thing = kThings.find(next) != std::u32string_view::npos ||
                     ((closes || utf8::IsHan(next)) && !ClosesTopic(context.text, context.at) &&
                      !SaidLater(context.text, context.at + 1));
  if (!service && !thing) return;
  Reading reading = Make(context.at + 1, "号", "ordinal", "symbol/number-sign");
  reading.weight = 2;
  out.push_back(std::move(reading));
}

// 30+岁, 500+家: a round figure and more.
void More(const MatchContext& context, Readings& out) {
  if (At(context.text, context.at) != '+' || !EndsWith(context.text, context.at, "0")) return;
  if (!context.MeasureAt(context.at + 1) || StartsWith(context.text, context.at + 1, "城市"))
    return;
  if (context.at < 2) return;
  if (!IsDigit(Before(context.text, context.at - 1))) return;
  Reading reading = Make(context.at + 1, "多", "cardinal", "symbol/more");
  reading.weight = 2;
  out.push_back(std::move(reading));
}

// （除夕）—2月4日: behind a note on a date.
bool JoinsDates(std::string_view text, std::size_t at, std::size_t end) {
  const std::size_t digits = EndOfDigits(text, end);
  if (digits == end || (Before(text, at) != U'）' && Before(text, at) != ')')) return false;
  return StartsWith(text, digits, "月") || StartsWith(text, digits, "日") ||
         StartsWith(text, digits, "年");
}

// 6月3日22:00-6月4日5:30: between a time and a date.
bool JoinsTimes(std::string_view text, std::size_t at, std::size_t end) {
  const std::size_t digits = EndOfDigits(text, end);
  if (digits == end || digits > end + 4) return false;
  constexpr std::u32string_view kTimes = U"日号月时点分年";
  const char32_t left = Before(text, at);
  const bool timed = IsDigit(left) || kTimes.find(left) != kTimes.npos;
  return timed && (StartsWith(text, digits, "月") || StartsWith(text, digits, "日") ||
                   (StartsWith(text, digits, "年") && digits == end + 4));
}

// <港口法>: angle brackets around words are the marks of a title.
void AngleTitle(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  constexpr std::size_t kLongest = 120;
  const char32_t c = At(text, context.at);
  if (c != '<' && c != '>') return;
  const bool opens = c == '<';
  const std::size_t from = context.at > kLongest ? context.at - kLongest : 0;
  const std::string_view rest =
      opens ? text.substr(context.at + 1, kLongest) : text.substr(from, context.at - from);
  const std::size_t mate = opens ? rest.find('>') : rest.rfind('<');
  if (mate == std::string_view::npos || mate == 0 || context.at + 1 > context.limit) return;
  const std::string_view inside = opens ? rest.substr(0, mate) : rest.substr(mate + 1);
  if (inside.empty() || !utf8::IsHan(At(inside, 0)) ||
      !(utf8::IsHan(Before(inside, inside.size())) || inside.ends_with("》"))) {
    return;
  }
  if (inside.find_first_of("<>=") != std::string_view::npos) return;
  Reading reading = Make(context.at + 1, opens ? "〈" : "〉", "punctuation", "symbol/title");
  reading.weight = 3;
  out.push_back(std::move(reading));
}

void Emoji(const MatchContext& context, Readings& out) {
  const utf8::CodePoint c = utf8::Decode(context.text, context.at);
  const auto hit = context.lookups.emoji.LongestAt(context.text, context.at);
  if (hit && context.options.emoji_named && context.at + hit.length <= context.limit) {
    Reading reading = Make(context.at + hit.length, std::string(*hit.value), "emoji", "emoji.tsv");
    reading.weight = 3;
    out.push_back(std::move(reading));
  } else if (IsEmoji(c.value) && !context.lookups.symbols.LongestAt(context.text, context.at)) {
    out.push_back(Silent(context.at + c.length, "emoji"));
  }
}

// 1月-3月, 6月1日—7日, 周一～周五: a dash behind a counted unit or a weekday is 到.
void JoiningDash(const MatchContext& context, Readings& out) {
  constexpr std::u32string_view kNumerals = U"零一二三四五六七八九十百千万亿两";
  const std::size_t dash = DashAt(context.text, context.at);
  if (dash == 0) return;
  const std::size_t end = EndOfSpaces(context.text, context.at + dash);  // 1小时 - 2小时
  const char32_t right = At(context.text, end);
  const auto numeral = [&](char32_t c) {
    return c != 0 && kNumerals.find(c) != std::u32string_view::npos;
  };
  const auto counted = [&](char32_t c) { return IsDigit(c) || numeral(c); };
  constexpr std::u32string_view kThen = U"次翌今明当昨晚早凌";  // 12月-次年2月, 早8点-晚10点
  bool joins = false;
  if (const auto unit = context.MeasureBefore(context.at)) {
    const char32_t before = Before(context.text, context.at - unit.length);
    joins = (counted(before) || (before == '/' && IsDigit(right))) &&  // 3000元/吨-3500元/吨
            (counted(right) || kThen.find(right) != std::u32string_view::npos ||
             StartsWith(context.text, end, "下午") || StartsWith(context.text, end, "中午"));
  }
  for (const std::string_view day : {std::string_view("周"), std::string_view("星期")}) {
    joins = joins || (StartsWith(context.text, end, day) &&
                      EndsWith(context.text, Previous(context.text, context.at), day));
  }
  const bool hyphen = context.text[context.at] == '-';
  joins = joins || (!hyphen && IsDigit(Before(context.text, context.at)) && IsDigit(right));
  joins = joins || (numeral(Before(context.text, context.at)) && numeral(right));  // Ⅰ-Ⅱ期
  const bool short_year =
      (right == U'’' || right == '\'') && IsDigit(Before(context.text, context.at));
  joins = joins || (short_year && !hyphen);  // ’97—’98
  joins =
      joins || (IsDigit(Before(context.text, context.at)) &&
                (StartsWith(context.text, end, "次日") || StartsWith(context.text, end, "翌日")));
  joins = joins || JoinsDates(context.text, context.at, end);
  joins = joins || JoinsTimes(context.text, context.at, end);
  joins =
      joins || (EndsWith(context.text, context.at, "年") && StartsWith(context.text, end, "公元"));
  if (!joins) return;
  Reading reading = Make(end, "到", "range", "symbol/dash");
  reading.weight = 4;
  out.push_back(std::move(reading));
}

// “一二·九”: the dot between numerals of a date is not heard. #话题#: nor is the hash.
void SilentMark(const MatchContext& context, Readings& out) {
  constexpr std::u32string_view kNumerals = U"零一二三四五六七八九十";
  const char32_t c = At(context.text, context.at);
  const std::size_t end = context.at + utf8::Decode(context.text, context.at).length;
  const bool numerals =
      kNumerals.find(Before(context.text, context.at)) != std::u32string_view::npos &&
      kNumerals.find(At(context.text, end)) != std::u32string_view::npos;
  if (c == '#' || (c == U'·' && context.at > 0 && numerals)) {
    Reading reading = Silent(end, "silent mark");
    reading.weight = 1;
    out.push_back(std::move(reading));
  }
}

// 张×（男，35岁）, 李××: a name that is not given.
void Withheld(const MatchContext& context, Readings& out) {
  constexpr std::size_t kSize = std::string_view("×").size();
  if (At(context.text, context.at) != U'×') return;
  std::size_t end = context.at;
  std::string spoken;
  const bool figures = IsDigit(Before(context.text, context.at));
  while (StartsWith(context.text, end, "×") && end < context.at + 12 * kSize) {
    spoken += figures ? "叉" : "某";
    end += kSize;
  }
  const char32_t left = Before(context.text, context.at);
  const char32_t next = At(context.text, end);
  const bool alone = utf8::IsHan(left) && (next == 0 || IsCjkPunctuation(next) || next == '(');
  if (end > context.limit || (end == context.at + kSize && !alone)) return;
  Reading reading = Make(end, std::move(spoken), "symbol", "symbol/withheld");
  reading.weight = 2;
  out.push_back(std::move(reading));
}

// .5 is 零点五.
void BareFraction(const MatchContext& context, Readings& out) {
  const char32_t left = Before(context.text, context.at);
  if (At(context.text, context.at) != '.' || IsDigit(left) || IsLetter(left)) return;
  if (utf8::IsHan(left)) return;  // 都很不错.4599元
  const std::size_t end = EndOfDigits(context.text, context.at + 1);
  if (end == context.at + 1 || end > context.limit) return;
  out.push_back(Make(end,
                     "零点" + ReadDigits(context.text.substr(context.at + 1, end - context.at - 1)),
                     "decimal", "symbol/fraction"));
}

// 京ICP备12345678号-1: the part of a registration.
bool IsPart(std::string_view text, std::size_t at) {
  constexpr std::size_t kName = std::string_view("号").size();
  if (!EndsWith(text, at, "号") || !IsDigit(At(text, at + 1)) || at < kName + 6) return false;
  return EndOfDigits(text, at - kName - 6) == at - kName;
}

// x²-3=0, 2x-3=0: behind a variable, in front of a number, with a relation to follow.
bool IsMinus(std::string_view text, std::size_t at, std::size_t end) {
  const char32_t left = Before(text, at);
  const bool raised = left == U'²' || left == U'³';
  const std::size_t digits = EndOfDigits(text, end);
  const std::size_t letters = std::min(EndOfLetters(text, digits), digits + 1);
  const char32_t next = At(text, letters);
  const bool relation = next == '=' || next == '<' || next == '>' || next == '+';
  if (letters == end) return false;
  return (raised || (IsLetter(left) && !IsLetter(Before(text, Previous(text, at))))) &&
         (relation || raised);
}

// A hyphen between words is silent, and so is one between a word and a number that no rule took.
void Hyphen(const MatchContext& context, Readings& out) {
  const char32_t c = At(context.text, context.at);
  if (c != '-' && c != 0x2010 && c != 0x2011 && c != 0x2212 && c != U'－') return;
  const std::size_t end = context.at + utf8::Decode(context.text, context.at).length;
  const bool letters =
      IsAsciiLetter(Before(context.text, context.at)) && IsAsciiLetter(At(context.text, end));
  if (c == 0x2212 && letters) return;  // a−b is a formula
  if (c == '-' && letters) {
    out.push_back(Make(end, "-", "symbol", "symbol/hyphen"));  // 5G-A
    return;
  }
  if (IsMinus(context.text, context.at, end)) {
    out.push_back(Make(end, "减", "symbol", "symbol/minus"));
    return;
  }
  if (IsPart(context.text, context.at)) {
    out.push_back(Make(end, "杠", "code", "symbol/part"));
    out.back().weight = 5;
    return;
  }
  out.push_back(Silent(end, "silent hyphen"));
}

// >>>, =====: a row of one sign is an ornament.
void Ornament(const MatchContext& context, Readings& out) {
  constexpr std::string_view kSigns = "<>=-*_~#+|/\\^";
  const char32_t c = At(context.text, context.at);
  if (c >= 0x80 || kSigns.find(static_cast<char>(c)) == std::string_view::npos) return;
  std::size_t end = context.at;
  while (end < context.limit && context.text[end] == context.text[context.at]) ++end;
  const std::size_t least = c == '<' || c == '>' ? 2 : 3;
  if (end < context.at + least) return;
  Reading reading = Silent(end, "ornament");
  reading.weight = 3;
  out.push_back(std::move(reading));
}

// §3.2: 第三点二节
void Section(const MatchContext& context, Readings& out) {
  if (!StartsWith(context.text, context.at, "§")) return;
  std::size_t at = EndOfSpaces(context.text, context.at + std::string_view("§").size());
  std::string spoken = "第";
  std::size_t end = at;
  while (true) {
    end = EndOfDigits(context.text, at);
    if (end == at || end > context.limit) return;
    spoken += ReadCardinal(context.text.substr(at, end - at), {});
    if (At(context.text, end) != '.' || !IsDigit(At(context.text, end + 1))) break;
    spoken += "点";
    at = end + 1;
  }
  bool named = false;
  for (const std::string_view name : {std::string_view("节"), std::string_view("条"),
                                      std::string_view("款"), std::string_view("章")}) {
    named = named || StartsWith(context.text, end, name);
  }
  Reading reading = Make(end, spoken + (named ? "" : "节"), "ordinal", "symbol/section");
  reading.weight = 5;
  out.push_back(std::move(reading));
}

// The letters before `at` are a word of their own, not the unit of 5V, 0L.
bool EndsWord(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < 24 && IsAsciiLetter(Before(text, begin))) --begin;
  return begin < at && !IsDigit(Before(text, begin));
}

void Punctuation(const MatchContext& context, Readings& out) {
  const char32_t c = At(context.text, context.at);
  const std::string_view wide = FullWidth(c, context.state.quote_open);
  if (wide.empty()) return;
  const char32_t left = Before(context.text, context.at);
  const char32_t right = At(context.text, EndOfSpaces(context.text, context.at + 1));
  const bool bracket = c == '(' || c == ')' || c == '[' || c == ']';
  const bool latin = !bracket && EndsWord(context.text, context.at) && IsAsciiLetter(right);
  const bool option = c == '.' && left >= 'A' && left <= 'Z' && utf8::IsHan(right) &&
                      !IsLetter(Before(context.text, Previous(context.text, context.at)));
  if (option) {  // A.选项
    out.push_back(Make(context.at + 1, "、", "punctuation", "symbol/option"));
    return;
  }
  const bool stop = utf8::IsHan(left) && !IsFileEnding(context.text, context.at + 1);  // 很好.check
  if (c == '.' && left != 0 && left != ' ' && !stop && IsLetter(At(context.text, context.at + 1))) {
    out.push_back(Make(context.at + 1, "点", "symbol", "symbol/dot"));  // 报告.docx
    return;
  }
  out.push_back(Make(context.at + 1,
                     latin ? std::string(1, static_cast<char>(c)) : std::string(wide),
                     "punctuation", "symbol/width"));
}

}  // namespace

void ReadSymbols(const MatchContext& context, Readings& out) {
  const char32_t c = At(context.text, context.at);
  if (IsDigit(c)) return;
  Numero(context, out);
  NumberSign(context, out);
  More(context, out);
  if (IsLetter(c)) return;
  AngleTitle(context, out);
  Emoji(context, out);
  Ornament(context, out);
  Section(context, out);
  Hyphen(context, out);
  JoiningDash(context, out);
  SilentMark(context, out);
  Withheld(context, out);
  BareFraction(context, out);
  Punctuation(context, out);
  Listed(context, out);
}

}  // namespace boyin::normalise
