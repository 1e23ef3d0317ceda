#include <doctest/doctest.h>

#include "rundown/rundown.h"

namespace boyin::rundown {
namespace {

TEST_CASE("what a sent rundown may not ask for is found at its place, wherever it stands") {
  for (const char* toml :
       {"title = \"a\"\nurl = \"https://a.example\"\n", "title = \"a\"\n[[item]]\nurl = \"x\"\n",
        "\n[delivery]\nsftp = \"x\"\n", "\n[fit]\n[fit.deep]\ncommand = \"rm\"\n",
        "title = \"a\"\nwebhook = 1\n"}) {
    CAPTURE(toml);
    const std::optional<Error> found = FindReach(toml, "r.toml");
    REQUIRE(found);
    CHECK(found->code == Code::kInput);
    CHECK(found->where.starts_with("r.toml:"));
    CHECK(found->what.en.find("refused") != std::string::npos);
    CHECK(!found->what.zh.empty());
    CHECK(!found->mend.en.empty());
  }
  CHECK(FindReach("title = \"a\"\nurl = \"x\"\n", "r.toml")->where == "r.toml:2:1");
}

TEST_CASE("roles and labels are the writer's own") {
  CHECK(!FindReach("[voices]\nlink = \"a\"\n[speakers]\n\"run\" = \"link\"\n", "r.toml"));
  CHECK(!FindReach("no toml [", "r.toml"));
}

TEST_CASE("all files of a rundown are named") {
  const auto rundown = Read(R"(title = "a"
[music]
opening = "chime"
bed = "mine.mp3"
[[item]]
file = "a.txt"
sting = "own.wav"
[[item]]
text = "b"
[[item]]
audio = "c.mp3"
transcript = "c.txt"
[[item]]
weather = [["盐城", "晴", 1, 2]]
[[item]]
weather = "w.tsv"
[[item]]
folder = "news"
sting = "none"
)",
                            "r.toml", {"auto-f", "auto-m"});
  REQUIRE(rundown);
  std::string all;
  for (const NamedSource& one : SourcesOf(*rundown, {"chime"})) all += one.path + " ";
  CHECK(all == "mine.mp3 a.txt own.wav c.mp3 c.txt w.tsv news ");
}

}  // namespace
}  // namespace boyin::rundown
