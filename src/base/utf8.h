// Code points in UTF-8 text.
//
//   for (std::size_t at = 0; at < text.size();) {
//     const CodePoint c = utf8::Decode(text, at);   // c.value, c.length
//     at += c.length;
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boyin::utf8 {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;  ///< bytes
};

/// U+FFFD, what Decode gives for a byte that starts no valid sequence.
inline constexpr char32_t kReplacement = 0xFFFD;

/// The code point at byte `at` (at < text.size()). An invalid byte gives {kReplacement, 1}.
[[nodiscard]] inline CodePoint Decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const std::uint32_t lead = byte(at);
  if (lead < 0x80) return {lead, 1};
  if (lead >= 0xC2 && lead < 0xE0 && tail(at + 1)) {
    return {((lead & 0x1FU) << 6U) | (byte(at + 1) & 0x3FU), 2};
  }
  if (lead >= 0xE0 && lead < 0xF0 && tail(at + 1) && tail(at + 2)) {
    const char32_t value =
        ((lead & 0xFU) << 12U) | ((byte(at + 1) & 0x3FU) << 6U) | (byte(at + 2) & 0x3FU);
    if (value >= 0x800 && (value < 0xD800 || value > 0xDFFF)) return {value, 3};
  }
  if (lead >= 0xF0 && lead < 0xF5 && tail(at + 1) && tail(at + 2) && tail(at + 3)) {
    const char32_t value = ((lead & 7U) << 18U) | ((byte(at + 1) & 0x3FU) << 12U) |
                           ((byte(at + 2) & 0x3FU) << 6U) | (byte(at + 3) & 0x3FU);
    if (value >= 0x10000 && value <= 0x10FFFF) return {value, 4};
  }
  return {kReplacement, 1};
}

/// Appends one code point to `out`.
inline void Append(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0U | (c >> 6U));
    put(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    put(0xE0U | (c >> 12U));
    put(0x80U | ((c >> 6U) & 0x3FU));
    put(0x80U | (c & 0x3FU));
  } else {
    put(0xF0U | (c >> 18U));
    put(0x80U | ((c >> 12U) & 0x3FU));
    put(0x80U | ((c >> 6U) & 0x3FU));
    put(0x80U | (c & 0x3FU));
  }
}

/// The byte offset of the first invalid sequence (overlong, surrogate, truncated), or nothing.
[[nodiscard]] std::optional<std::size_t> FirstInvalid(std::string_view text);

/// The number of code points in valid UTF-8.
[[nodiscard]] std::size_t Length(std::string_view text);

/// The code points of valid UTF-8.
[[nodiscard]] std::u32string ToUtf32(std::string_view text);

/// A Han character: CJK unified ideographs with all extensions, compatibility ideographs, and 〇.
[[nodiscard]] constexpr bool IsHan(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3007 ||
         (c >= 0x20000 && c <= 0x323AF) || (c >= 0xF900 && c <= 0xFAFF);
}

}  // namespace boyin::utf8
