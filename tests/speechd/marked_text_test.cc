#include "speechd/marked_text.h"

#include <doctest/doctest.h>

namespace boyin::speechd {
namespace {

Names Table() {
  Result<Names> names = Names::Load();
  REQUIRE(names);
  return *std::move(names);
}

}  // namespace

TEST_CASE("SSML becomes text with the marks where they stand") {
  CHECK(ReadMarkup("<speak>今天<mark name=\"0:2\"/>晴 &lt;3&gt;<mark name='e'/></speak>") ==
        MarkedText{"今天晴 <3>", {{6, "0:2"}, {13, "e"}}});
}

TEST_CASE("text that is no SSML is taken as it stands") {
  CHECK(ReadMarkup("a < b，3 > 2").text == "a < b，3 > 2");
  CHECK(ReadMarkup("").text.empty());
}

TEST_CASE("broken SSML loses its tags, not its words") {
  CHECK(ReadMarkup("<speak>甲 & 乙<mark name=\"1\"/>丙").text == "甲 & 乙丙");
  CHECK(ReadMarkup("<3 朋友").text == "<3 朋友");
}

TEST_CASE("bytes that are no UTF-8 are replaced") {
  CHECK(ReadMarkup("甲\xff").text == "甲\uFFFD");
}

TEST_CASE("entities of a hostile document are not expanded") {
  const std::string bomb =
      "<!DOCTYPE speak [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
      "\"&a;&a;&a;&a;\">]><speak>&b;好</speak>";
  CHECK(ReadMarkup(bomb).text.size() < 100);
}

TEST_CASE("marks are named as far as the mode asks") {
  const Names names = Table();
  const MarkedText message{"好，100%", {{6, "x"}}};
  CHECK(NameMarks(message, names, Punctuation::kNone) == message);
  CHECK(NameMarks(message, names, Punctuation::kSome).text == "好，100 百分号，");
  const MarkedText all = NameMarks(message, names, Punctuation::kAll);
  CHECK(all.text == "好 逗号，100 百分号，");
  REQUIRE(all.marks.size() == 1);
  CHECK(all.text.substr(all.marks[0].at).starts_with("100"));
}

TEST_CASE("spelling says every character") {
  const Names names = Table();
  CHECK(Spell({"GDP涨 3%", {}}, names, false).text == "G，D，P，涨，空格，3，百分号，");
  CHECK(Spell({"Ab", {}}, names, true).text == "大写 A，b，");
}

TEST_CASE("characters and keys have names") {
  const Names names = Table();
  CHECK(SayCharacter("，", names, false) == "逗号");
  CHECK(SayCharacter("行", names, false) == "行");
  CHECK(SayKey("Return", names, false) == "回车");
  CHECK(SayKey("control_alt_Page_Up", names, false) == "控制 换档 上一页");
  CHECK(SayKey("control_c", names, false) == "控制 c");
  CHECK(SayKey("_", names, false) == "下划线");
  CHECK(SayKey("", names, false).empty());
}

}  // namespace boyin::speechd
