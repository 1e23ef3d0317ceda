#include "base/utf8.h"

#include <doctest/doctest.h>

namespace utf8 = boyin::utf8;

TEST_CASE("every code point survives Append and Decode") {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    utf8::Append(text, c);
    const utf8::CodePoint back = utf8::Decode(text, 0);
    if (back.value != c || back.length != text.size()) FAIL_CHECK("code point ", std::uint32_t{c});
  }
}

TEST_CASE("FirstInvalid names the byte") {
  CHECK_FALSE(utf8::FirstInvalid("播音 boyin 🎙").has_value());
  CHECK(utf8::FirstInvalid("播\xE6\x92") == 3);        // truncated
  CHECK(utf8::FirstInvalid("ab\xC0\x80") == 2);        // overlong NUL
  CHECK(utf8::FirstInvalid("a\xED\xA0\x80z") == 1);    // lone surrogate
  CHECK(utf8::FirstInvalid("\xF4\x90\x80\x80") == 0);  // past U+10FFFF
  CHECK(utf8::FirstInvalid("12345678\xFF") == 8);      // behind the fast path
}

TEST_CASE("Han includes 〇, extensions and compatibility forms") {
  for (const char32_t c : U"一鿿〇㐀𠀀豈") {
    if (c != 0) CHECK(utf8::IsHan(c));
  }
  for (const char32_t c : U"aあ，①") {
    if (c != 0) CHECK_FALSE(utf8::IsHan(c));
  }
}

TEST_CASE("Length counts code points") { CHECK(utf8::Length("a播🎙") == 3); }
