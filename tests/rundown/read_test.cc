#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "rundown/rundown.h"

using namespace boyin;
using namespace boyin::rundown;

namespace {

const std::vector<std::string> kVoices{"anchor-f", "anchor-m", "auto-f", "auto-m", "clear"};

Result<Rundown> ReadText(const std::string& toml) { return Read(toml, "r.toml", kVoices); }

/// Where and with what words reading fails.
std::string Refusal(const std::string& toml) {
  const Result<Rundown> rundown = ReadText(toml);
  if (rundown) return "read";
  CHECK(rundown.error().code == Code::kInput);
  CHECK(!rundown.error().what.zh.empty());
  return rundown.error().where + " " + rundown.error().what.en + " " + rundown.error().mend.en;
}

bool Has(const std::string& text, const std::string& part) {
  const bool has = text.find(part) != std::string::npos;
  if (!has) MESSAGE(text);
  return has;
}

}  // namespace

TEST_CASE("the example is a rundown, and its matter is the article") {
  const Rundown rundown = ReadText(Example("news/a.txt")).value();
  CHECK(rundown.title == "盐城早间新闻");
  CHECK(rundown.length_ms == 510'000);
  CHECK(rundown.announcers == std::vector<std::string>{"anchor_a", "anchor_b"});
  CHECK(rundown.roles.front() == Role{"anchor_a", "auto-f"});
  REQUIRE(rundown.items.size() == 5);
  CHECK(rundown.items[0].source == "news/a.txt");
  CHECK(rundown.items[0].paragraphs == Paragraphs{1, 2});
  CHECK(rundown.items[3].drop == 1);
  CHECK(rundown.music.sting.source == "sting");
  CHECK(rundown.headlines_most == 0);
}

TEST_CASE("what is commented out in the example is a rundown too") {
  std::string text = Example("a.txt");
  for (const std::string_view mark :
       {"\n# name", "\n# date", "\n# number", "\n# reporter", "\n# most", "\n# [[", "\n# folder",
        "\n# feed", "\n# today", "\n# newest", "\n# drop", "\n# title", "\n# weather"}) {
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos;)
      text.erase(at + 1, 2);
  }
  const Rundown rundown = ReadText(text).value();
  CHECK(rundown.items.size() == 8);
  CHECK(rundown.name == "morning-{day}");
  CHECK(rundown.day == "2026-11-24");
  CHECK(rundown.items[0].number_safety);
  CHECK(rundown.items[5].kind == Source::kFolder);
  CHECK(rundown.items[6].newest == 3);
  CHECK(!rundown.items[7].headline);
  CHECK(rundown.items[7].source == "盐城\t多云\t-2\t8\t东北风3-4级\n东台\t晴\t0\t9\t东风3级\n");
  CHECK(rundown.announcers == std::vector<std::string>{"anchor_a", "anchor_b"});
}

TEST_CASE("faults are named with line, column and mend") {
  const std::string item = "[[item]]\ntext = \"好。\"\n";
  CHECK(
      Has(Refusal("title = \"a\"\nlenght = \"3:00\"\n" + item), "r.toml:2:1 unknown key “lenght”"));
  CHECK(Has(Refusal("title = \"a\"\nlenght = \"3:00\"\n" + item), "did you mean “length”"));
  CHECK(Has(Refusal("title = \"a\"\nlength = \"3:75\"\n" + item), "r.toml:2:10 “length” must be"));
  CHECK(Has(Refusal("title = \"a\"\nlength = 180\n" + item), "r.toml:2:10 “length” must be"));
  CHECK(Has(Refusal("title = \"a\"\ndate = \"2026-02-30\"\n" + item), "r.toml:2:8 “date” must be"));
  CHECK(Has(Refusal("title = \"a\"\n[voices]\nx = \"anchor-g\"\n" + item),
            "r.toml:3:5 unknown voice “anchor-g” did you mean “anchor-f”"));
  CHECK(Has(Refusal("title = \"a\"\n" + item + "voice = \"clea\"\n"),
            "r.toml:4:9 neither a role nor a voice: “clea” did you mean “clear”"));
  CHECK(Has(Refusal("title = \"a\"\n[opening]\ntext = \"{dat}\"\n" + item),
            "r.toml:3:8 unknown placeholder “dat” did you mean “date”"));
  CHECK(
      Has(Refusal("title = \"a\"\n" + item + "file = \"b\"\n"), "r.toml:2:1 an item needs one of"));
  CHECK(Has(Refusal("title = \"a\"\n" + item + "paragraphs = \"3-2\"\n"),
            "r.toml:4:14 “paragraphs”"));
  CHECK(Has(Refusal("title = \"a\"\n[fit]\nrate = [1.2, 1.3]\n" + item),
            "r.toml:3:8 “rate” must be"));
  CHECK(Has(Refusal("title = \"a\"\n"), "there is no [[item]]"));
  CHECK(Has(Refusal(item), "“title” is missing"));
  CHECK(Has(Refusal("title = \n"), "r.toml:1:9 not valid TOML"));
  CHECK(Has(Refusal("title = \"a\"\nname = \"../x\"\n" + item), "r.toml:2:8 “name” must be"));
  CHECK(Has(Refusal("title = \"a\"\nitem = 3\n"), "r.toml:2:8 there is no [[item]]"));
}

TEST_CASE("announcers take turns, the reporter does not; a voice may stand for a role") {
  const Rundown rundown =
      ReadText(
          "title = \"a\"\n[voices]\nz = \"anchor-m\"\nreporter = \"clear\"\na = \"anchor-f\"\n"
          "[[item]]\ntext = \"好。\"\nvoice = \"clear\"\n")
          .value();
  CHECK(rundown.announcers == std::vector<std::string>{"z", "a"});
  CHECK(rundown.items[0].role == "clear");
  CHECK(rundown.roles.back() == Role{"clear", "clear"});
  const Rundown bare = ReadText("title = \"a\"\n[[item]]\ntext = \"好。\"\n").value();
  CHECK(bare.announcers.size() == 2);
  CHECK(bare.headlines_most == -1);
}

TEST_CASE("recordings, speakers, the time, stings of an item") {
  const Rundown rundown =
      ReadText(
          "title = \"a\"\ntime = \"8:30\"\n[voices]\na = \"anchor-f\"\n[speakers]\n\"记者\" = "
          "\"a\"\n[[item]]\naudio = \"i.mp3\"\ntranscript = \"i.txt\"\nfrom = \"0:10\"\nto = "
          "\"1:00\"\nsting = \"none\"\nfallback = \"稍后播出。\"\n[[item]]\ntext = \"好。\"\nsting "
          "= "
          "\"pips\"\n")
          .value();
  CHECK(rundown.time == Clock{8, 30});
  CHECK(rundown.speakers.at("记者") == "a");
  const Item& item = rundown.items[0];
  CHECK(item.kind == Source::kAudio);
  CHECK(item.recording == Recording{"i.txt", 10'000, 60'000});
  CHECK(item.fallback == "稍后播出。");
  CHECK(item.sting.value().source.empty());
  CHECK(rundown.items[1].sting.value().source == "pips");
  const auto wrong = [](const std::string& toml, const std::string& what) {
    const Result<Rundown> read = ReadText(toml);
    REQUIRE(!read);
    CHECK(read.error().what.en.find(what) != std::string::npos);
  };
  wrong("title = \"a\"\n[opening]\ntext = \"{time}\"\n[[item]]\ntext = \"好。\"\n", "{time}");
  wrong("title = \"a\"\ntime = \"25:00\"\n[[item]]\ntext = \"好。\"\n", "time of day");
  wrong("title = \"a\"\n[speakers]\nx = \"nobody\"\n[[item]]\ntext = \"好。\"\n", "nobody");
  wrong("title = \"a\"\n[[item]]\ntext = \"好。\"\nfrom = \"0:10\"\n", "unknown key");
}

TEST_CASE("lengths") {
  CHECK(ParseLength("3:00") == 180'000);
  CHECK(ParseLength("0:05") == 5'000);
  CHECK(ParseLength("1:02:03") == 3'723'000);
  CHECK(ParseLength("90:00") == 5'400'000);
  for (const char* text : {"3", "3:0", "3:60", ":30", "3:00:", "-3:00", "0:00", "25:00:00", "3:00s",
                           "1:2:3", "", "12345:00"}) {
    CAPTURE(text);
    CHECK(!ParseLength(text));
  }
}

TEST_CASE("no text makes the reader fall") {
  const std::string example = Example("a.txt");
  for (std::size_t end = 0; end < example.size(); end += 7) {
    const Result<Rundown> rundown = ReadText(example.substr(0, end));
    if (!rundown) CHECK(rundown.error().where.starts_with("r.toml:"));
  }
}
