#include "normalise/boilerplate.h"

#include <algorithm>
#include <array>

#include "lexicon/pinyin.h"
#include "normalise/text.h"

namespace boyin::normalise {
namespace {

constexpr std::size_t kLongestBoilerplate = 300;  // bytes searched for a closing bracket

struct Bracket {
  std::string_view open;
  std::string_view close;
  std::string_view other_close;  // mixed widths are common
};

constexpr std::array<Bracket, 7> kBrackets = {{{"(", ")", "）"},
                                               {"（", "）", ")"},
                                               {"[", "]", "］"},
                                               {"［", "］", "]"},
                                               {"【", "】", "】"},
                                               {"〔", "〕", "〕"},
                                               {"〈", "〉", "〉"}}};

bool IsToneMarked(char32_t c) {
  constexpr std::u32string_view kMarked = U"āáǎàēéěèōóǒòīíǐìūúǔùǖǘǚǜńňǹḿĀÁǍÀĒÉĚÈŌÓǑÒ";
  return kMarked.find(c) != std::u32string_view::npos || (c >= 0x300 && c <= 0x30C);
}

bool IsZhuyin(char32_t c) {
  return (c >= 0x3105 && c <= 0x312F) || c == 0x2C9 || c == 0x2CA || c == 0x2C7 || c == 0x2CB ||
         c == 0x2D9;
}

// 創(chuàng): letters with a tone mark, or zhuyin, behind a Han character.
bool IsGloss(std::string_view inside, char32_t left) {
  if (!utf8::IsHan(left) || inside.empty()) return false;
  bool toned = false;
  for (std::size_t at = 0; at < inside.size();) {
    const utf8::CodePoint c = utf8::Decode(inside, at);
    const bool zhuyin = IsZhuyin(c.value);
    const bool tone = IsToneMarked(c.value);
    const bool plain = IsAsciiLetter(c.value) || c.value == ' ' || c.value == '\'' ||
                       c.value == 0xFC || c.value == 0x261 || c.value == 0x2019 || c.value == '-';
    if (!zhuyin && !tone && !plain) return false;
    toned = toned || zhuyin || tone;
    at += c.length;
  }
  return toned;
}

// [1], [12-15], [1,3], [注1]: but [2023]12号 is a document's number, [-1,1] and [0,2] are
// intervals.
bool IsReference(std::string_view inside, std::string_view rest) {
  if (inside.starts_with("注")) inside.remove_prefix(3);
  if (inside.empty() || inside.size() > 9 || StartsWith(rest, 0, "号")) return false;
  if (inside.front() == '-' || inside.starts_with("0,")) return false;
  std::size_t run = 0;
  for (const char c : inside) {
    run = IsDigit(static_cast<unsigned char>(c)) ? run + 1 : 0;
    if (run > 3 || (run == 0 && c != ',' && c != '-' && c != ' ')) return false;
  }
  return run > 0;
}

// An interval names two numbers, a reference to books any.
bool Pairs(std::string_view inside, char32_t left) {
  return left == U'献' || inside.find(',') != std::string_view::npos;
}

// 〔95〕财税字第041号: the year of a document's number.
bool Numbers(std::string_view rest) {
  return rest.substr(0, 36).find("号") != std::string_view::npos || StartsWith(rest, 0, "第");
}

// ](https://a.b/c): the end of the address behind the words of a link, or `at`.
std::size_t EndOfLinkTarget(std::string_view text, std::size_t at) {
  if (!StartsWith(text, at, "](")) return at;
  const std::string_view body = text.substr(at + 2, kLongestBoilerplate);
  const std::size_t close = body.find(')');
  if (close == std::string_view::npos || close == 0) return at;
  const std::string_view target = body.substr(0, close);
  const bool address = target.find_first_of("./#") != std::string_view::npos;
  const bool plain = std::all_of(target.begin(), target.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && c != ' ';
  });
  return address && plain ? at + 2 + close + 1 : at;
}

Boilerplate BracketBoilerplate(const Lookups& lookups, std::string_view text, std::size_t at,
                               const Bracket& bracket, char32_t left) {
  const std::string_view body = text.substr(at + bracket.open.size(), kLongestBoilerplate);
  const std::size_t close = std::min(body.find(bracket.close), body.find(bracket.other_close));
  if (close == std::string_view::npos) return {};
  const std::string_view inside = body.substr(0, close);
  const std::string_view mate =
      StartsWith(body, close, bracket.close) ? bracket.close : bracket.other_close;
  const std::size_t end = at + bracket.open.size() + close + mate.size();
  const bool round = bracket.open == "(" || bracket.open == "（";
  const bool square = bracket.open == "[" || bracket.open == "［";
  if (round && IsGloss(inside, left)) return {end, "pinyin gloss"};
  // 参考文献[3-5]指出, 区间[0,2]
  const bool named =
      left == U'献' || left == U'间' || left == U'域' || left == U'∈' || left == U'为';
  if ((square || bracket.open == "〔") && !(named && Pairs(inside, left)) &&
      IsReference(inside, text.substr(end)) &&
      !(bracket.open == "〔" && Numbers(text.substr(end)))) {
    return {end, "reference mark"};
  }
  const auto hit = lookups.boilerplate.LongestAt(inside, 0);
  if (hit && (*hit.value >= 2 || hit.length == inside.size())) return {end, "page boilerplate"};
  if (bracket.open == "[" && EndOfLinkTarget(text, end - 1) > end) return {at + 1, "markdown"};
  return {};
}

// <br>, </p>, <span class="x">
Boilerplate TagBoilerplate(std::string_view text, std::size_t at) {
  std::size_t name = at + 1;
  if (StartsWith(text, name, "/")) ++name;
  const std::size_t name_end = EndOfLetters(text, name);
  constexpr std::array<std::string_view, 34> kTags = {
      "a",   "b",   "i",  "u",  "p",  "br",  "hr",  "em",     "strong", "span", "div", "font",
      "img", "h",   "li", "ul", "ol", "td",  "tr",  "th",     "table",  "sup",  "sub", "code",
      "pre", "big", "dl", "dt", "dd", "del", "ins", "center", "tbody",  "small"};
  std::string tag(text.substr(name, name_end - name));  // <P>, <STRONG>
  for (char& c : tag) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (std::find(kTags.begin(), kTags.end(), tag) == kTags.end()) return {};
  const std::size_t close = text.substr(name_end, kLongestBoilerplate).find('>');
  if (close == std::string_view::npos) return {};
  const char32_t next = At(text, name_end);
  if (next != '>' && next != ' ' && next != '/' && !IsDigit(next)) return {};
  return {name_end + close + 1, "markup"};
}

Boilerplate EntityBoilerplate(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 5> kSilent = {"&nbsp;", "&ensp;", "&emsp;", "&thinsp;",
                                                       "&shy;"};
  for (const std::string_view entity : kSilent) {
    if (StartsWith(text, at, entity)) return {at + entity.size(), "markup"};
  }
  return {};
}

// The first and the last stroke of a table's row.
Boilerplate TableBoilerplate(std::string_view text, std::size_t at, char32_t left) {
  const bool edge = left == 0 || EndOfSpaces(text, at + 1) == text.size();
  return edge ? Boilerplate{at + 1, "markdown"} : Boilerplate{};
}

// ** __ ~~ ` around words; but 2*3 and snake_case are text.
Boilerplate MarkdownBoilerplate(std::string_view text, std::size_t at, char32_t left) {
  const char mark = text[at];
  if (left == static_cast<unsigned char>(mark)) return {};  // 320902****1234
  std::size_t end = at;
  while (end < text.size() && text[end] == mark) ++end;
  const std::size_t count = end - at;
  const char32_t right = At(text, end);
  if (mark == '`') return {end, "markdown"};
  if (mark == '*' && count == 1 && StartsWith(text, end, "ST")) return {};  // *ST天马
  if (mark == '*' && count == 1 && right == ' ' && left != 0 && Before(text, at) == ' ' &&
      IsDigit(At(text, EndOfSpaces(text, end)))) {
    return {};  // 份数 * 20
  }
  if (mark == '_' || mark == '~') {
    const bool emphasis = count >= 2 && !IsDigit(right);
    return emphasis ? Boilerplate{end, "markdown"} : Boilerplate{};
  }
  if (IsDigit(left) || (IsDigit(right) && count == 1)) return {};  // 138****5678, 2*3
  const bool word = utf8::IsHan(left) || utf8::IsHan(right) || IsAsciiLetter(left) ||
                    IsAsciiLetter(right) || IsCjkPunctuation(left) || IsCjkPunctuation(right);
  return word || count >= 2 ? Boilerplate{end, "markdown"} : Boilerplate{};
}

}  // namespace

bool MarksGloss(char32_t c) { return IsToneMarked(c) || IsZhuyin(c); }

// 好hǎo, 媽ㄇㄚ: a gloss without brackets. `at` stands on its toned letter or its first zhuyin
// sign.
Range FindBareGloss(std::string_view text, std::size_t at, std::size_t floor) {
  constexpr std::size_t kLongestSyllable = 8;  // letters and marks: zhuāng, with the mark apart
  std::size_t begin = at;
  while (begin > floor && at - begin < kLongestSyllable &&
         IsAsciiLetter(static_cast<unsigned char>(text[begin - 1]))) {
    --begin;
  }
  std::size_t end = at;
  std::size_t signs = 0;
  const bool zhuyin = IsZhuyin(At(text, at));
  while (end < text.size() && signs <= kLongestSyllable) {
    const utf8::CodePoint c = utf8::Decode(text, end);
    if (zhuyin ? !IsZhuyin(c.value) : !(IsAsciiLetter(c.value) || IsToneMarked(c.value))) break;
    end += c.length;
    ++signs;
  }
  if (!utf8::IsHan(Before(text, begin))) return {at, at};
  if (zhuyin) return signs <= 4 && begin == at ? Range{begin, end} : Range{at, at};
  const std::string_view word = text.substr(begin, end - begin);
  return word.size() > 2 && Pinyin::Parse(word) ? Range{begin, end} : Range{at, at};
}

Boilerplate FindBoilerplate(const Lookups& lookups, std::string_view text, std::size_t at,
                            char32_t left) {
  switch (text[at]) {
    case '<':
      return TagBoilerplate(text, at);
    case '&':
      return EntityBoilerplate(text, at);
    case '|':
      return TableBoilerplate(text, at, left);
    case ']': {
      const std::size_t end = EndOfLinkTarget(text, at);
      return end > at ? Boilerplate{end, "markdown"} : Boilerplate{};
    }
    case '!':
      return StartsWith(text, at, "![") ? Boilerplate{at + 1, "markdown"} : Boilerplate{};
    case '*':
    case '_':
    case '~':
    case '`':
      return MarkdownBoilerplate(text, at, left);
    default:
      break;
  }
  for (const Bracket& bracket : kBrackets) {
    if (StartsWith(text, at, bracket.open))
      return BracketBoilerplate(lookups, text, at, bracket, left);
  }
  return {};
}

// |---|:-:|, ```python
bool IsLayoutLine(std::string_view line) {
  if (line.starts_with("```")) return line.find(' ') == std::string_view::npos && line.size() < 20;
  return line.find_first_not_of("|-: ") == std::string_view::npos &&
         line.find("|-") != std::string_view::npos;
}

// 责任编辑：张三, 责任编辑 张三, 责任编辑张三; not 责任编辑在座谈会上作了介绍, 网页编辑器.
bool Credits(std::string_view text, std::size_t at) {
  constexpr std::size_t kName = 12;  // bytes: four characters
  const char32_t last = Before(text, at);
  const char32_t next = At(text, at);
  const bool parted = next == 0 || next == ':' || next == U'：' || next == ' ' || next == '/' ||
                      next == U'／' || next == '|' || next == '(' || next == U'（' ||
                      next == 0x3000;
  if (last == ':' || last == U'：' || last == ' ' || parted) return true;
  for (std::size_t i = at; i < text.size(); i += utf8::Decode(text, i).length) {
    if (!utf8::IsHan(At(text, i))) return false;
  }
  return text.size() - at <= kName;
}

std::size_t BoilerplateLine(const Lookups& lookups, std::string_view text, std::size_t begin) {
  constexpr std::size_t kLongestCredit = 120;  // bytes: a name or three
  if (text.size() - begin > kLongestCredit) return begin;
  if (IsLayoutLine(text.substr(begin))) return text.size();
  const auto hit = lookups.boilerplate.LongestAt(text, begin);
  if (!hit || *hit.value == 3) return begin;
  const std::size_t end = begin + hit.length;
  if (*hit.value == 2) return Credits(text, end) ? text.size() : begin;
  return end == text.size() ? end : begin;
}

}  // namespace boyin::normalise
