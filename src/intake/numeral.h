// The numbers that lists and headings count by. Private to intake.
#pragma once

#include <string>
#include <string_view>

namespace boyin::intake {

enum class NumeralKind {
  kArabic,
  kLowerLetter,
  kUpperLetter,
  kLowerRoman,
  kUpperRoman,
  kChinese,        ///< 一 十二 一百零五
  kChineseDigits,  ///< 一二〇
  kChineseLegal,   ///< 壹 拾贰
  kStems,          ///< 甲 乙 丙
  kBranches,       ///< 子 丑 寅
  kCircled,        ///< ①, from 21 on Arabic
  kNone            ///< a bullet, or nothing at all
};

/// `value` as it stands on the page; Arabic where the kind has no such number.
[[nodiscard]] std::string Numeral(int value, NumeralKind kind);

/// The label before a text: "一、" sets itself off, "1." and "第一章" get a space.
[[nodiscard]] std::string Labelled(std::string_view label, std::string_view text);

}  // namespace boyin::intake
