#include "intake/numeral.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace boyin::intake {
namespace {

using Figures = std::array<std::string_view, 10>;
constexpr Figures kCommon{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
constexpr Figures kLegal{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};

std::string Chinese(int value, const Figures& figures, bool legal) {
  struct Unit {
    int size;
    std::string_view common, legal;
  };
  constexpr std::array<Unit, 3> kUnits{{{1000, "千", "仟"}, {100, "百", "佰"}, {10, "十", "拾"}}};
  std::string out;
  int rest = value;
  bool gap = false;
  for (const Unit& unit : kUnits) {
    const int count = rest / unit.size;
    rest %= unit.size;
    if (count == 0) {
      gap = gap || !out.empty();
      continue;
    }
    if (gap) out += figures[0];
    gap = false;
    const bool bare_ten = unit.size == 10 && count == 1 && out.empty() && !legal;
    if (!bare_ten) out += figures.at(static_cast<std::size_t>(count));
    out += legal ? unit.legal : unit.common;
  }
  if (rest > 0) {
    if (gap) out += figures[0];
    out += figures.at(static_cast<std::size_t>(rest));
  }
  return out;
}

std::string Roman(int value, bool upper) {
  struct Part {
    int size;
    std::string_view letters;
  };
  constexpr std::array<Part, 13> kParts{{{1000, "m"},
                                         {900, "cm"},
                                         {500, "d"},
                                         {400, "cd"},
                                         {100, "c"},
                                         {90, "xc"},
                                         {50, "l"},
                                         {40, "xl"},
                                         {10, "x"},
                                         {9, "ix"},
                                         {5, "v"},
                                         {4, "iv"},
                                         {1, "i"}}};
  std::string out;
  for (const Part& part : kParts) {
    for (; value >= part.size; value -= part.size) out += part.letters;
  }
  if (upper) {
    for (char& c : out) c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

std::string Letters(int value, char first) {
  std::string out;
  for (; value > 0; value = (value - 1) / 26) {
    out.insert(out.begin(), static_cast<char>(first + (value - 1) % 26));
  }
  return out;
}

template <std::size_t N>
std::string Nth(int value, const std::array<std::string_view, N>& names) {
  return value <= static_cast<int>(N) ? std::string(names.at(static_cast<std::size_t>(value - 1)))
                                      : std::to_string(value);
}

std::string Circled(int value) {
  std::string out;
  utf8::Append(out, static_cast<char32_t>(0x2460 + value - 1));
  return out;
}

}  // namespace

std::string Numeral(int value, NumeralKind kind) {
  constexpr int kMost = 9999;
  if (kind == NumeralKind::kNone) return {};
  if (value < 1 || value > kMost) return std::to_string(value);
  switch (kind) {
    case NumeralKind::kLowerLetter:
    case NumeralKind::kUpperLetter:
      return Letters(value, kind == NumeralKind::kLowerLetter ? 'a' : 'A');
    case NumeralKind::kLowerRoman:
    case NumeralKind::kUpperRoman:
      return Roman(value, kind == NumeralKind::kUpperRoman);
    case NumeralKind::kChinese:
      return Chinese(value, kCommon, false);
    case NumeralKind::kChineseLegal:
      return Chinese(value, kLegal, true);
    case NumeralKind::kChineseDigits: {
      std::string out;
      for (const char c : std::to_string(value)) {
        out += c == '0' ? "〇" : kCommon.at(static_cast<std::size_t>(c - '0'));
      }
      return out;
    }
    case NumeralKind::kStems:
      return Nth<10>(value, {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"});
    case NumeralKind::kBranches:
      return Nth<12>(value,
                     {"子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥"});
    case NumeralKind::kCircled:
      return value <= 20 ? Circled(value) : std::to_string(value);
    case NumeralKind::kArabic:
    case NumeralKind::kNone:
      break;
  }
  return std::to_string(value);
}

std::string Labelled(std::string_view label, std::string_view text) {
  if (label.empty()) return std::string(text);
  constexpr std::array<std::string_view, 6> kMarks{"、", "）", "．", "：", "，", "】"};
  const bool marked = std::any_of(kMarks.begin(), kMarks.end(),
                                  [&](std::string_view mark) { return label.ends_with(mark); });
  std::string out(label);
  if (!marked) out += ' ';
  return out.append(text);
}

}  // namespace boyin::intake
