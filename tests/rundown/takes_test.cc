#include "rundown/takes.h"

#include <doctest/doctest.h>

using namespace boyin;
using namespace boyin::rundown;

namespace {

Result<std::vector<Take>> ReadText(const std::string& toml) {
  return ReadTakes(toml, "n.takes.toml", {"anchor-f", "boyin-m"});
}

/// Where and with what words reading fails.
std::string Refusal(const std::string& toml) {
  const Result<std::vector<Take>> takes = ReadText(toml);
  if (takes) return "read";
  CHECK(takes.error().code == Code::kInput);
  CHECK(!takes.error().what.zh.empty());
  return takes.error().where + " " + takes.error().what.en + " " + takes.error().mend.en;
}

}  // namespace

TEST_CASE("a take says which sentence, and how") {
  const std::vector<Take> takes = ReadText(R"([[take]]
sentence = "今天多云。"
nth = 2
say = "{今天|jin1 tian1}多云。"
voice = "boyin-m"
rate = 0.9
pause_before = 0
pause_after = 700
locked = true

[[take]]
sentence = "明天有雨。"
audio = "rain.wav"
speaker = "记者"
)")
                                      .value();
  REQUIRE(takes.size() == 2);
  CHECK(takes[0] == Take{"n.takes.toml:2:12", "今天多云。", 2, "{今天|jin1 tian1}多云。", "boyin-m",
                         0.9, "", "", 0, 700, true});
  CHECK(takes[1].audio == "rain.wav");
  CHECK(takes[1].speaker == "记者");
  CHECK(!takes[1].pause_before_ms);
  CHECK(ReadText("").value().empty());
  CHECK(ReadText("take = []").value().empty());
}

TEST_CASE("a sentence is known by its words, blanks and inline marks aside") {
  const std::string key = KeyOf("行长今天说211。");
  for (const char* same : {"行长 今天说 211。", "{行长|hang2 zhang3}今天说211。",
                           "行长今天{|400}说｛211｜二一一｝。", "{行 长|}今天说{2|#}11。"}) {
    CHECK(KeyOf(same) == key);
  }
  for (const char* text : {"{行长今天说211。", "{{行长|hang2}今天", "a|b", "}{", "{行长}|今天"}) {
    CHECK(KeyOf(text).find('{') == std::string(text).find('{'));
  }
  CHECK(KeyOf("{{行长|hang2}今天") == "{行长今天");
}

TEST_CASE("every mistake is named with its place") {
  const std::string take = "[[take]]\nsentence = \"今天多云。\"\n";
  CHECK(Refusal(take + "voice = \"boyin-n\"").starts_with("n.takes.toml:3:9 unknown voice"));
  CHECK(Refusal(take + "volume = 3").starts_with("n.takes.toml:3:"));
  CHECK(Refusal(take + "rate = 9").starts_with("n.takes.toml:3:8 "));
  CHECK(Refusal(take + "pause_after = -1").starts_with("n.takes.toml:3:15 "));
  CHECK(Refusal(take + "say = \" \"").starts_with("n.takes.toml:3:7 “say” is empty"));
  CHECK(Refusal(take + "nth = 0").starts_with("n.takes.toml:3:7 "));
  CHECK(Refusal("[[take]]\nvoice = \"boyin-m\"").starts_with("n.takes.toml:1:1 “sentence”"));
  CHECK(Refusal(take + take).starts_with("n.takes.toml:4:12 there are two"));
  CHECK(Refusal(take + "[[take]]\nsentence = \"今天 多云。\"\nnth = 2") == "read");
  CHECK(Refusal(take + "audio = \"a.wav\"\nrate = 0.9").find("recording") != std::string::npos);
  CHECK(Refusal(take + "speaker = \"记者\"").find("“audio”") != std::string::npos);
  CHECK(Refusal("take = 3").starts_with("n.takes.toml:1:8 "));
  CHECK(Refusal("[[take]").starts_with("n.takes.toml:1:"));
}

TEST_CASE("a sentence is known by its characters, not by its blanks") {
  CHECK(KeyOf(" 今天　多云。\n") == "今天多云。");
  CHECK(KeyOf("　\t ").empty());
}
