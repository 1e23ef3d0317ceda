// How long UTF-8 text is where characters are counted in UTF-16. Private to server.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/utf8.h"

namespace boyin::server {

/// The code units of bytes [begin, end) of `text`; nothing where `end` is not after `begin`,
/// negative where it lies before: offsets may walk both ways.
[[nodiscard]] inline std::size_t Utf16Length(std::string_view text, std::size_t begin,
                                             std::size_t end) {
  if (end < begin) return std::size_t{0} - Utf16Length(text, end, begin);
  std::size_t units = 0;
  for (std::size_t at = begin; at < end && at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    units += c.value > 0xFFFF ? 2 : 1;
    at += c.length;
  }
  return units;
}

/// Byte offsets of one text as offsets in UTF-16: asked in order, the text is walked once.
class Utf16Offsets {
 public:
  /// `text` begins at `base` of what offsets count in.
  explicit Utf16Offsets(std::string_view text, std::size_t base = 0) : text_(text), units_(base) {}

  [[nodiscard]] std::size_t At(std::size_t byte) {
    units_ += Utf16Length(text_, byte_, byte);
    byte_ = byte;
    return units_;
  }

 private:
  std::string_view text_;
  std::size_t byte_ = 0;
  std::size_t units_;
};

}  // namespace boyin::server
