// A slow, obvious reader of numbers, to check the fast one against. It shares no code with it.
#pragma once

#include <cstdint>
#include <string>

namespace boyin::normalise::reference {

inline const char* Digit(std::int64_t d) {
  static const char* const kDigits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  return kDigits[d];
}

/// The number in words with 二 throughout, by recursion on the largest unit.
inline std::string Words(std::int64_t n) {
  struct Place {
    std::int64_t value;
    const char* name;
  };
  static const Place kPlaces[] = {
      {100'000'000, "亿"}, {10'000, "万"}, {1'000, "千"}, {100, "百"}, {10, "十"}};
  if (n < 10) return Digit(n);
  for (const Place& place : kPlaces) {
    if (n < place.value) continue;
    const std::int64_t rest = n % place.value;
    std::string out = Words(n / place.value) + place.name;
    if (rest == 0) return out;
    if (rest < place.value / 10) out += "零";
    return out + Words(rest);
  }
  return {};
}

/// The house reading: 10 to 19 begin with 十 at the head of the whole and at the head of a 万 group
/// (一亿零十五万), else with 一十; 两千, 两万, 两亿 at the head of the whole.
inline std::string Cardinal(std::int64_t n) {
  std::string words = Words(n);
  const auto starts = [&](const char* head) { return words.rfind(head, 0) == 0; };
  if (starts("一十")) words.erase(0, std::string("一").size());
  for (const char* head : {"二千", "二万", "二亿"}) {
    if (starts(head)) words.replace(0, std::string("二").size(), "两");
  }
  // 零一十…万 where the group has nothing before its ten.
  const std::int64_t wan = n / 10'000 % 10'000;
  if (n >= 100'000'000 && wan >= 10 && wan <= 19) {
    const std::string said = Words(wan) + "万";
    const std::size_t at = words.rfind(said);
    if (at != std::string::npos) words.erase(at, std::string("一").size());
  }
  return words;
}

inline std::string Digits(const std::string& digits) {
  std::string out;
  for (const char c : digits) out += Digit(c - '0');
  return out;
}

}  // namespace boyin::normalise::reference
