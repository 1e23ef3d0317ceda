// The inline marks of a writer: {行长|hang2 zhang3}, {211|二一一}, {2000|#}, {|500}; the same with
// ｛ ｜ ｝. Braces that hold no such mark are text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/range.h"

namespace boyin::normalise {

struct InlineMark {
  enum class Kind { kPinyin, kRead, kPause };
  Kind kind = Kind::kRead;
  std::size_t end = 0;  ///< behind the closing brace
  Range base;           ///< what stands before the bar
  std::string value;    ///< pinyin, what to say, or milliseconds
};

/// The mark that opens at `at`, if it is one.
[[nodiscard]] std::optional<InlineMark> ParseMark(std::string_view text, std::size_t at);

}  // namespace boyin::normalise
