#include "jobs/sent_bulletin.h"

#include <doctest/doctest.h>

namespace boyin::jobs {
namespace {

std::vector<voice::Voice> Voices() {
  voice::Voice voice;
  voice.name = "anchor-f";
  return {voice};
}

/// What is wrong with a rundown of one item, with its place; empty: nothing.
std::string RefusalOf(const std::string& item, const std::set<std::string>& sent) {
  const auto rundown =
      ReadSentRundown("title = \"新闻\"\n[[item]]\n" + item + "\n", "r.toml", Voices(), sent);
  if (rundown) return "";
  CHECK(rundown.error().code == Code::kInput);
  CHECK(!rundown.error().what.zh.empty());
  return rundown.error().where + " " + rundown.error().what.en + " " + rundown.error().mend.en;
}

TEST_CASE("a name that is sent stays below its folder") {
  for (const char* good : {"a.txt", "news/1.txt", "早报.docx", "a b (1).txt", "a..b"}) {
    CAPTURE(good);
    CHECK(IsSentName(good));
  }
  const std::string long_name(121, 'a');
  for (const std::string& bad :
       {std::string(), std::string("/etc/passwd"), std::string("../a"), std::string("a/../b"),
        std::string("a/./b"), std::string(".hidden"), std::string("a/.b"), std::string("a//b"),
        std::string("a/"), std::string("a\\b"), std::string("c:a"), std::string("a\nb"),
        std::string("a\0b", 3), std::string("\xFF"), long_name,
        std::string("1/2/3/4/5/6/7/8/9.txt")}) {
    CAPTURE(bad);
    CHECK(!IsSentName(bad));
  }
}

TEST_CASE("names that are sent go together") {
  CHECK(CheckSentNames({"a.txt", "b/a.txt", "b/c.txt"}));
  CHECK(!CheckSentNames({"a.txt", "a.txt"}));
  CHECK(!CheckSentNames({"a", "a/b"}));
  CHECK(!CheckSentNames({"a/b", "a"}));
  CHECK(!CheckSentNames({"../a"}));
  CHECK(!CheckSentNames({""}));
  std::vector<std::string> many;
  for (std::size_t i = 0; i <= kMostSentFiles; ++i) many.push_back("f" + std::to_string(i));
  CHECK(!CheckSentNames(many));
}

TEST_CASE("a rundown names what was sent, or is refused with place and mend") {
  CHECK(RefusalOf("text = \"好\"", {}).empty());
  CHECK(RefusalOf("file = \"a.txt\"", {"a.txt"}).empty());
  CHECK(RefusalOf("folder = \"news\"", {"news/1.txt"}).empty());
  CHECK(RefusalOf("weather = [[\"盐城\", \"晴\", 1, 2]]", {}).empty());
  CHECK(RefusalOf("text = \"好\"\nsting = \"chime\"", {}).empty());
  CHECK(RefusalOf("file = \"b.txt\"", {"a.txt"}).starts_with("r.toml:3:8 “b.txt” was not sent"));
  for (const char* item :
       {"file = \"/etc/passwd\"", "file = \"../a.txt\"", "file = \"news/../../a.txt\"",
        "file = \"https://a.example/a\"", "file = \"-\"", "folder = \".\"", "folder = \"new\"",
        "folder = \"/\"", "folder = \"a.txt\"", "feed = \"http://a.example/feed\"",
        "weather = \"/etc/hostname\"", "audio = \"a.mp3\"", "text = \"好\"\nsting = \"a.mp3\"",
        "audio = \"a.mp3\"\ntranscript = \"/etc/passwd\"", "url = \"https://a.example\"",
        "text = \"好\"\ncommand = \"rm -rf\"", "file = \"a\\u0000.txt\"", "text = 1",
        "text = \"好\"\nvoice = \"nobody\""}) {
    CAPTURE(item);
    CHECK(RefusalOf(item, {"a.txt", "news/1.txt", "a.mp3"}).starts_with("r.toml:"));
  }
  const auto music =
      ReadSentRundown("title = \"a\"\n[music]\nbed = \"/etc/passwd\"\n[[item]]\ntext = \"a\"\n",
                      "r.toml", Voices(), {});
  REQUIRE(!music);
  CHECK(music.error().where == "r.toml:3:7");
  CHECK(!ReadSentRundown(std::string(kMostRundownBytes + 1, '\n'), "r.toml", Voices(), {}));
}

}  // namespace
}  // namespace boyin::jobs
