#include "base/utf8.h"

#include <cstring>

namespace boyin::utf8 {

std::optional<std::size_t> FirstInvalid(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint64_t eight = 0;
    if (at + 8 <= text.size()) {
      std::memcpy(&eight, text.data() + at, 8);
      if ((eight & 0x8080808080808080U) == 0) {
        at += 8;
        continue;
      }
    }
    const CodePoint c = Decode(text, at);
    if (c.value == kReplacement && c.length == 1) return at;
    at += c.length;
  }
  return std::nullopt;
}

std::size_t Length(std::string_view text) {
  std::size_t length = 0;
  for (const char c : text) {
    length += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  }
  return length;
}

std::u32string ToUtf32(std::string_view text) {
  std::u32string out;
  out.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = Decode(text, at);
    out.push_back(c.value);
    at += c.length;
  }
  return out;
}

}  // namespace boyin::utf8
