#include "normalise/number.h"

#include <array>
#include <cstddef>

namespace boyin::normalise {
namespace {

constexpr std::array<std::string_view, 10> kDigits = {"零", "一", "二", "三", "四",
                                                      "五", "六", "七", "八", "九"};
constexpr std::array<std::string_view, 4> kPlaces = {"", "十", "百", "千"};

// One group of four digits. `open` says that nothing has been read before it, so that 10 to 19
// begin with 十 and a leading 2 before 千 is 两.
void AppendGroup(std::string& out, int group, bool open, bool top, CardinalStyle style) {
  bool gap = false;
  bool said = false;
  int place_value = 1000;
  for (std::size_t place = 4; place-- > 0; place_value /= 10) {
    const int digit = group / place_value % 10;
    if (digit == 0) {
      gap = said;
      continue;
    }
    if (gap) out += kDigits[0];
    gap = false;
    const bool bare_ten = place == 1 && digit == 1 && !said && (open || top);
    const bool liang =
        open && !said && digit == 2 && (place == 3 || (place == 2 && style.liang_bai));
    if (liang) {
      out += "两";
    } else if (!bare_ten) {
      out += kDigits[static_cast<std::size_t>(digit)];
    }
    out += kPlaces[place];
    said = true;
  }
}

// A value below 10^8; 亿 is added by the caller.
void AppendBelowYi(std::string& out, int value, bool open, CardinalStyle style) {
  const int high = value / 10000;
  const int low = value % 10000;
  if (high > 0) {
    if (open && high == 2) {
      out += "两";
    } else {
      AppendGroup(out, high, open, true, style);
    }
    out += "万";
  }
  if (low == 0) return;
  if (high > 0 && low < 1000) out += kDigits[0];
  AppendGroup(out, low, open && high == 0, false, style);
}

int ToInt(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

std::string ReadDigits(std::string_view digits, bool yao) {
  std::string out;
  out.reserve(digits.size() * 3);
  for (const char c : digits) {
    if (c < '0' || c > '9') {
      out.push_back(c);
    } else if (c == '1' && yao) {
      out += "幺";
    } else {
      out += kDigits[static_cast<std::size_t>(c - '0')];
    }
  }
  return out;
}

std::string ReadCardinal(std::string_view digits, CardinalStyle style) {
  if (digits.size() > 16 || (digits.size() > 1 && digits.front() == '0')) return ReadDigits(digits);
  const std::size_t split = digits.size() > 8 ? digits.size() - 8 : 0;
  const int high = ToInt(digits.substr(0, split));
  const int low = ToInt(digits.substr(split));
  std::string out;
  if (high == 2) {
    out += "两亿";
  } else if (high > 0) {
    AppendBelowYi(out, high, true, style);
    out += "亿";
  }
  if (high > 0 && low > 0 && low < 10'000'000) out += kDigits[0];
  AppendBelowYi(out, low, high == 0, style);
  return out.empty() ? std::string(kDigits[0]) : out;
}

std::string ReadDecimal(std::string_view integer, std::string_view fraction, CardinalStyle style) {
  std::string out = integer.empty() ? std::string(kDigits[0]) : ReadCardinal(integer, style);
  if (fraction.empty()) return out;
  out += "点";
  return out + ReadDigits(fraction);
}

}  // namespace boyin::normalise
