// The stroke: 每 between measures, a pause between figures and between words, silent in a name.
#include <algorithm>

#include "normalise/reading.h"
#include "normalise/unit.h"

namespace boyin::normalise {
namespace {

Reading Make(std::size_t end, std::string spoken, std::string_view kind, std::string_view rule) {
  return {end, std::move(spoken), kind, rule, 0, 0, 0.9F, {}, false, false};
}

Reading Silent(std::size_t end) {
  Reading reading = Make(end, {}, "skipped", "silent mark");
  reading.skipped = true;
  return reading;
}

bool IsLower(char32_t c) { return c >= 'a' && c <= 'z'; }

bool IsUpper(char32_t c) { return c >= 'A' && c <= 'Z'; }

bool Word(char32_t c) { return IsLetter(c) || IsDigit(c); }

// 单位：人/平方公里、元/吨: units without a number.
bool HeadsUnits(std::string_view text, std::size_t at, char32_t left) {
  constexpr std::size_t kReach = 60;
  const std::size_t from = at > kReach ? at - kReach : 0;
  return (IsCjkPunctuation(left) || left == '(' || left == ':') &&
         text.substr(from, at - from).find("单位") != std::string_view::npos;
}

// 元/斤, 次/天: 每 between measures.
void PerMeasure(const MatchContext& context, Readings& out) {
  const auto left = context.MeasureBefore(context.at);
  const auto right = context.MeasureAt(context.at + 1);
  const auto unit = context.lookups.units.LongestAt(context.text, context.at + 1);
  std::string hundred;  // 20毫克/100毫升
  const std::size_t per = ParsePer(context, context.at, hundred);
  const bool hundredth = StartsWith(context.text, context.at + 1, "100") && per > context.at;
  constexpr std::u32string_view kScales = U"百千万亿";  // 3元/百万
  const bool scaled = kScales.find(At(context.text, context.at + 1)) != kScales.npos;
  const std::size_t figures = EndOfDigits(context.text, context.at + 1);  // 880元/50公斤
  const bool numbered =
      figures > context.at + 1 && figures <= context.at + 5 &&
      (context.MeasureAt(figures) || context.lookups.units.LongestAt(context.text, figures));
  if (!left || !(right || unit || hundredth || scaled || numbered)) return;
  const std::string_view counted = context.text.substr(context.at - left.length, left.length);
  // 8元/10元, 40毫米/70倍径: two of a kind, or a calibre.
  if (numbered &&
      (StartsWith(context.text, figures, counted) || StartsWith(context.text, figures, "倍"))) {
    return;
  }
  const std::size_t before = context.at - left.length;
  const char32_t number = Before(context.text, before);
  constexpr std::u32string_view kNumerals = U"多余几万亿千百十零〇一二三四五六七八九两半";
  // 1200元/人/天: another stroke behind a measured number.
  const auto first = number == '/' ? context.MeasureBefore(before - 1) : PhraseMap<Measure>::Hit{};
  const bool again = first && IsDigit(Before(context.text, before - 1 - first.length));
  if (!IsDigit(number) && !again && kNumerals.find(number) == std::u32string_view::npos &&
      !HeadsUnits(context.text, before, number)) {
    return;
  }
  std::size_t end = context.at + 1;
  std::string spoken = "每";
  if (hundredth) {
    spoken = hundred;
    end = per;
  } else if (!right && !scaled && !numbered) {
    spoken += unit.value->spoken;
    end += unit.length;
  }
  Reading reading = Make(end, std::move(spoken), "measure", "symbol/per");
  reading.weight = 4;
  reading.cue = 3;
  out.push_back(std::move(reading));
}

// 200/天, 365/晚: a price whose currency is understood.
void PerDay(const MatchContext& context, Readings& out) {
  constexpr std::u32string_view kEach = U"天晚夜月年次人位间斤股瓶份";
  if (!IsDigit(Before(context.text, context.at))) return;
  const char32_t next = At(context.text, context.at + 1);
  if (kEach.find(next) == std::u32string_view::npos) return;
  Reading reading = Make(context.at + 1, "每", "measure", "symbol/per");
  reading.weight = 2;
  out.push_back(std::move(reading));
}

// OS/2, HTTP/3: one figure behind the name. f/1.8: an aperture.
bool IsEdition(std::string_view text, std::size_t at) {
  const char32_t left = Before(text, at);
  const char32_t next = At(text, at + 2);
  if (!IsDigit(At(text, at + 1))) return false;
  if ((left == 'f' || left == 'F') && !Word(Before(text, at - 1))) return true;
  return IsUpper(left) && !Word(next) && next != '.';
}

// n(n+1)/2, P(AB)/P(B), but not 6-7(5)/6-4
bool IsDivisor(std::string_view text, std::size_t at) {
  if (IsAsciiLetter(At(text, at)) && At(text, at + 1) == '(') return true;
  const std::size_t end = EndOfDigits(text, at);
  return end > at && At(text, end) != '-' && At(text, end) != '/';
}

// VR/AR/MR, iOS/Android are a list; I/O, P/E, Q/BHT are a name.
bool JoinsWords(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < 24 && IsAsciiLetter(Before(text, begin))) --begin;
  const std::size_t end = EndOfLetters(text, at + 1);
  return (at - begin >= 2 && end - at > 2) || end - at > 4;  // Model Y/Model 3
}

// I/O, OS/2, 编辑/etc中的文件
bool IsSilent(std::string_view text, std::size_t at) {
  const char32_t left = Before(text, at);
  const char32_t right = At(text, at + 1);
  if (IsAsciiLetter(left) && IsAsciiLetter(right)) return !JoinsWords(text, at);
  const bool path = utf8::IsHan(left) && IsLetter(right);
  return path || (IsLetter(left) && utf8::IsHan(right)) || IsEdition(text, at);
}

}  // namespace

void ReadSlash(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  if (At(text, context.at) != '/' || context.at + 1 > context.limit) return;
  PerMeasure(context, out);
  PerDay(context, out);
  const char32_t left = Before(text, context.at);
  const char32_t right = At(text, context.at + 1);
  const std::size_t end = context.at + 1;
  if (IsAsciiLetter(left) && IsLower(right)) {
    out.push_back(Make(end, " ", "symbol", "slash/word"));
  } else if (IsSilent(text, context.at)) {
    out.push_back(Silent(end));
  } else if (context.CueBefore(Cue::kCurrency, context.at) &&
             context.CueAfter(Cue::kCurrency, end)) {
    out.push_back(Make(end, "兑", "symbol", "slash/currencies"));  // 欧元/美元
  } else if (left == ')' && IsDivisor(text, end)) {
    out.push_back(Make(end, "除以", "symbol", "slash/division"));  // n(n+1)/2
  } else {
    out.push_back(Make(end, "、", "symbol", "slash/list"));  // 200MW/400MWh, 男/女
  }
}

}  // namespace boyin::normalise
