// Character sets, made from UTF-8 by ICU so that the test holds no bytes that a person cannot read.
#include <doctest/doctest.h>
#include <unicode/unistr.h>

#include "base/file.h"
#include "base/utf8.h"
#include "intake/intake.h"
#include "paths.h"

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
  CHECK(Read("%PDF-1.7 ...", "p.txt", {}).error().what.en == "is a broken PDF");
  const auto nul = Read(std::string("你好\0世界", 13), "n.txt", {});
  REQUIRE_FALSE(nul.has_value());
  CHECK(nul.error().where == "n.txt: byte 6");
}

TEST_CASE("GB18030 text whose bytes look like broken UTF-8 here and there") {
  const auto document = Read(In("GB18030", "海边晚报的记者来到渔港。"), "a.txt", {});
  REQUIRE(document.has_value());
  CHECK(document->encoding == "GB18030");
}

TEST_CASE("traditional characters in GB18030, as mainland Windows saves them") {
  const auto seed = boyin::ReadFile(boyin::test::SourcePath("seeds/yancheng-2017-02.txt"));
  REQUIRE(seed.has_value());
  const auto document = Read(In("GB18030", *seed), "a.txt", {});
  REQUIRE(document.has_value());
  CHECK(document->encoding == "GB18030");
  CHECK(document->text == *seed);
}

TEST_CASE("the longer a text, the surer its encoding") {
  const auto sure = Read(In("GB18030", kSimplified), "a.txt", {});
  const auto unsure = Read(In("GB18030", "早上好"), "a.txt", {});
  CHECK(sure->encoding_confidence > 0.9);
  CHECK(unsure->encoding_confidence < 0.9);
  CHECK(Read(kSimplified, "a.txt", {})->encoding_confidence == 1);
}

TEST_CASE("text read in the wrong character set and saved again is mended, and the person told") {
  const std::string text = "标题\n市委书记出席会议并讲话，要求全市各级机关干部以先进典型为榜样。\n";
  // What somebody saw who took the UTF-8 for Latin-1, saved as UTF-8.
  std::string latin;
  for (const char c : text) boyin::utf8::Append(latin, static_cast<unsigned char>(c));
  const auto mended = Read(latin, "a.txt", {});
  REQUIRE(mended.has_value());
  CHECK(mended->text == text);
  REQUIRE(mended->notes.size() == 1);
  CHECK(mended->notes[0].en.find("Latin-1") != std::string::npos);
  // The same for GBK as browsers read it; both lines have an even number of bytes.
  const std::string even = "今日新闻头条\n全市经济平稳运行\n";
  const icu::UnicodeString wide(even.data(), static_cast<int>(even.size()), "GB18030");
  std::string gbk;
  wide.toUTF8String(gbk);
  const auto chinese = Read(gbk, "a.txt", {});
  REQUIRE(chinese.has_value());
  CHECK(chinese->text == even);
  CHECK(chinese->notes.size() == 1);
}

TEST_CASE("text that only looks a little strange is left alone") {
  for (const char* text :
       {"Café où l’été dure. 中文", "naïve façade 天真", "涓涓细流，浣溪沙。", "à la carte 点菜"}) {
    CAPTURE(text);
    const auto document = Read(text, "a.txt", {});
    REQUIRE(document.has_value());
    CHECK(document->text == text);
    CHECK(document->notes.empty());
  }
}

TEST_CASE("double-encoded text that lost bytes is refused with its line") {
  // As Notepad in China shows it: GBK of 1993 has no character for some pairs of bytes.
  const std::string text = "今日要闻\n中国新闻，市委书记出席会议，\n市领导参加会议。\n";
  const icu::UnicodeString wide(text.data(), static_cast<int>(text.size()), "GBK");
  std::string gbk;
  wide.toUTF8String(gbk);
  const auto document = Read(gbk, "a.txt", {});
  REQUIRE_FALSE(document.has_value());
  CHECK(document.error().where == "a.txt:3");
}
