// Looking around in a text: small questions that every rule asks.
#pragma once

#include <bitset>
#include <cstddef>
#include <string_view>

#include "base/utf8.h"

namespace boyin::normalise {

[[nodiscard]] constexpr bool IsDigit(char32_t c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool IsAsciiLetter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A letter of a foreign word: Latin with its accents, Cyrillic; Greek letters are signs with
/// names.
[[nodiscard]] constexpr bool IsLetter(char32_t c) {
  return IsAsciiLetter(c) || (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) ||
         (c >= 0x400 && c <= 0x52F) || (c >= 0x1E00 && c <= 0x1EFF);
}

/// Full-width and CJK punctuation.
[[nodiscard]] constexpr bool IsCjkPunctuation(char32_t c) {
  return (c >= 0x3001 && c <= 0x303F && c != 0x3007) || (c >= 0xFF01 && c <= 0xFF0F) ||
         (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) ||
         (c >= 0xFF5B && c <= 0xFF65) || c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D ||
         c == 0x2014 || c == 0x2026;
}

/// A bracket or quotation mark that opens.
[[nodiscard]] constexpr bool IsOpening(char32_t c) {
  return c == U'“' || c == U'‘' || c == U'《' || c == U'〈' || c == U'「' || c == U'『' ||
         c == U'【' || c == U'（' || c == U'〔';
}

/// The code point at `at`, or 0 at the end.
[[nodiscard]] inline char32_t At(std::string_view text, std::size_t at) {
  return at < text.size() ? utf8::Decode(text, at).value : U'\0';
}

/// Where the code point before `at` begins (0 at the beginning).
[[nodiscard]] inline std::size_t Previous(std::string_view text, std::size_t at) {
  while (at > 0) {
    --at;
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U) break;
  }
  return at;
}

/// The code point before `at`, or 0 at the beginning.
[[nodiscard]] inline char32_t Before(std::string_view text, std::size_t at) {
  return at == 0 ? U'\0' : utf8::Decode(text, Previous(text, at)).value;
}

[[nodiscard]] inline bool StartsWith(std::string_view text, std::size_t at, std::string_view what) {
  return at <= text.size() && text.substr(at).starts_with(what);
}

[[nodiscard]] inline bool EndsWith(std::string_view text, std::size_t at, std::string_view what) {
  return text.substr(0, at).ends_with(what);
}

/// The end of the run of ASCII digits at `at`.
[[nodiscard]] inline std::size_t EndOfDigits(std::string_view text, std::size_t at) {
  while (at < text.size() && IsDigit(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

/// The end of the run of ASCII letters at `at`.
[[nodiscard]] inline std::size_t EndOfLetters(std::string_view text, std::size_t at) {
  while (at < text.size() && IsAsciiLetter(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

/// The end of the spaces at `at`.
[[nodiscard]] inline std::size_t EndOfSpaces(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] == ' ') ++at;
  return at;
}

/// The first place from `at` whose character is in `stops`, before `limit`, or near the end: the
/// cheap path over Han characters, three bytes at a stride. Valid UTF-8 is asked for.
[[nodiscard]] inline std::size_t SkipPlain(std::string_view text, std::size_t at, std::size_t limit,
                                           const std::bitset<0x10000>& stops) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  while (at + 2 < limit) {
    const unsigned lead = byte(at);
    if (lead >= 0xE0 && lead < 0xF0) {
      if (stops[((lead & 0xFU) << 12U) | ((byte(at + 1) & 0x3FU) << 6U) | (byte(at + 2) & 0x3FU)]) {
        return at;
      }
      at += 3;
    } else if (lead < 0x80 && !stops[lead]) {
      ++at;
    } else {
      return at;
    }
  }
  return at;
}

}  // namespace boyin::normalise
