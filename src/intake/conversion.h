// Bytes of a named character set as UTF-8, damaged places counted instead of refused. Private to
// intake; with signature.cc, charset.cc and mojibake.cc all that knows of bytes that are no UTF-8.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace boyin::intake {

struct Converted {
  std::string text;       ///< valid UTF-8; U+FFFD where a character was lost
  std::size_t bad = 0;    ///< places that are no text in this character set
  std::size_t first = 0;  ///< byte of the first of them
};

/// Converts as browsers do (WHATWG Encoding): Big5 with the Hong Kong characters, byte 80 of
/// Windows' GBK as the euro sign. A stray byte inside a run of two-byte characters costs itself
/// alone: the pairs behind it are found again. Stops counting soon after `most_bad`. Nothing where
/// `encoding` is unknown or the text too long.
[[nodiscard]] std::optional<Converted> Convert(std::string_view bytes, const std::string& encoding,
                                               std::size_t most_bad);

/// The share of two-byte characters that are among the common ones of GB 2312 or of Big5.
[[nodiscard]] double CommonInGb(std::string_view bytes);
[[nodiscard]] double CommonInBig5(std::string_view bytes);

}  // namespace boyin::intake
