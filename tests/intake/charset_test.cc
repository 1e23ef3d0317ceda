// Character sets, made from UTF-8 by ICU so that the test holds no bytes that a person cannot read.
#include <doctest/doctest.h>
#include <unicode/unistr.h>

#include "intake/intake.h"

using boyin::Code;
using boyin::intake::Read;

namespace {

std::string In(const char* encoding, std::string_view text) {
  const icu::UnicodeString wide =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
  std::string bytes(static_cast<std::size_t>(wide.extract(0, wide.length(), nullptr, 0, encoding)),
                    '\0');
  wide.extract(0, wide.length(), bytes.data(), static_cast<std::uint32_t>(bytes.size()), encoding);
  return bytes;
}

constexpr std::string_view kSimplified =
    "市委书记出席会议并讲话，要求全市各级机关干部以先进典型为榜样，树立新标杆。";
constexpr std::string_view kTraditional =
    "市委書記出席會議並講話，要求全市各級機關幹部以先進典型為榜樣，樹立新標桿。";

}  // namespace

TEST_CASE("Chinese character sets are recognised") {
  const struct {
    std::string encoding;
    std::string_view text;
  } rows[] = {{"UTF-8", kSimplified},          {"GB18030", kSimplified},   {"Big5", kTraditional},
              {"UTF-16LE", kSimplified},       {"UTF-16BE", kTraditional}, {"GB18030", "早上好"},
              {"UTF-16LE", "boyin 播音\n二\n"}};
  for (const auto& row : rows) {
    CAPTURE(row.encoding);
    CAPTURE(row.text);
    const auto document = Read(In(row.encoding.c_str(), row.text), "a.txt", {});
    REQUIRE(document.has_value());
    CHECK(document->encoding == row.encoding);
    CHECK(document->text == row.text);
  }
}

TEST_CASE("a forced character set is obeyed") {
  const auto document = Read(In("Shift_JIS", "東京の天気"), "a.txt", {"Shift_JIS"});
  REQUIRE(document.has_value());
  CHECK(document->text == "東京の天気");
  const auto wrong = Read("\xFF\xFF\xFF", "a.txt", {"UTF-8"});
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().code == Code::kInput);
}

TEST_CASE("other character sets are refused with a guess") {
  const auto korean =
      Read(In("EUC-KR", "오늘 서울의 날씨는 맑고 기온은 어제보다 조금 높겠습니다."), "k.txt", {});
  REQUIRE_FALSE(korean.has_value());
  CHECK(korean.error().what.en.find("EUC-KR") != std::string::npos);
  CHECK(korean.error().mend.en.find("--encoding EUC-KR") != std::string::npos);
}

TEST_CASE("broken UTF-8 is refused with its byte") {
  for (const std::string& bytes :
       {std::string("你好\xED\xA0\x80世界"), std::string("播音播音播音播\xE6\x92，好")}) {
    const auto document = Read(bytes, "b.txt", {});
    REQUIRE_FALSE(document.has_value());
    CHECK(document.error().what.en == "invalid UTF-8");
    CHECK(document.error().where.starts_with("b.txt: byte "));
  }
}

TEST_CASE("binary data is refused and named") {
  CHECK(Read("\x89PNG\r\n\x1A\n....", "p.txt", {}).error().what.en == "is a PNG image, not text");
  CHECK(Read("%PDF-1.7 ...", "p.txt", {}).error().what.en == "is a PDF document, not text");
  const auto nul = Read(std::string("你好\0世界", 13), "n.txt", {});
  REQUIRE_FALSE(nul.has_value());
  CHECK(nul.error().where == "n.txt: byte 6");
}
