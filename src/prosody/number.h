// Numbers and dates as words see them. Private to prosody.
#pragma once

#include <string_view>

namespace boyin::prosody {

/// Whether a breath between the two words would part a number, what it counts, or a date: 十点
/// 八万, 百分之零点 五, 一千 名, 四月 二十日.
[[nodiscard]] bool IsOneNumber(std::string_view left, std::string_view right);

}  // namespace boyin::prosody
