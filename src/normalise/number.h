// Numbers in Mandarin words.
//
//   ReadCardinal("100100", {})     // 十万零一百
//   ReadDigits("2016", {})         // 二零一六
#pragma once

#include <string>
#include <string_view>

namespace boyin::normalise {

struct CardinalStyle {
  bool liang_bai = false;  ///< 200 as 两百
};

/// The cardinal of a string of ASCII digits. Leading zeros are read one by one (05 → 零五), and so
/// is a number of more than sixteen digits, which nobody says as a quantity.
[[nodiscard]] std::string ReadCardinal(std::string_view digits, CardinalStyle style);

/// A decimal: "三点一四". An empty fraction gives the cardinal alone.
[[nodiscard]] std::string ReadDecimal(std::string_view integer, std::string_view fraction,
                                      CardinalStyle style);

/// Digit by digit; 1 is 幺 where `yao`. What is no digit is copied.
[[nodiscard]] std::string ReadDigits(std::string_view digits, bool yao = false);

}  // namespace boyin::normalise
