#include "voice/voice.h"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "base/file.h"
#include "voice/best.h"
#include "voice/read.h"

namespace boyin::voice {
namespace {

constexpr std::string_view kWhole = R"(name = "a"
engine = "espeak"
gender = "female"
rate = 200
gain_db = -3
[pauses]
comma_ms = 111
)";

std::string With(std::string_view line) { return std::string(line) + "\n" + std::string(kWhole); }

TEST_CASE("a voice file gives its values and keeps the defaults of the rest") {
  const Result<Voice> voice = ReadVoice(kWhole, "a.toml");
  REQUIRE(voice);
  CHECK(voice->name == "a");
  CHECK(voice->rate == 200);
  CHECK(voice->gain_db == -3.0);
  CHECK(voice->pauses.comma_ms == 111);
  CHECK(voice->pauses.sentence_ms == Pauses{}.sentence_ms);
}

TEST_CASE("what is wrong is named with its place") {
  const Result<Voice> unknown = ReadVoice(With("  pich = 3"), "a.toml");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == Code::kInput);
  CHECK(unknown.error().where == "a.toml:1:3");
  CHECK(unknown.error().mend.en.find("“pitch”") != std::string::npos);

  CHECK(ReadVoice(With("pitch = 100"), "a.toml").error().where == "a.toml:1:9");
  CHECK(ReadVoice(With("pitch = \"3\""), "a.toml").error().what.en.find("0 to 99") !=
        std::string::npos);
  CHECK(ReadVoice(With("bass_db = inf"), "a.toml").error().where == "a.toml:1:11");
  CHECK(ReadVoice(With("title = 3"), "a.toml").error().where == "a.toml:1:9");
  CHECK(ReadVoice(With("title = "), "a.toml").error().where.starts_with("a.toml:1:"));
  CHECK(ReadVoice("engine = \"espeak\"", "a.toml").error().what.en == "“name” is missing");
  const Result<Voice> pause = ReadVoice(std::string(kWhole) + "coma_ms = 3", "a.toml");
  REQUIRE_FALSE(pause);
  CHECK(pause.error().where == "a.toml:8:1");
  CHECK(pause.error().mend.en.find("“comma_ms”") != std::string::npos);
}

TEST_CASE("the best voice is the first of the table that is installed") {
  const auto voices = List({});
  REQUIRE(voices);
  const Has all = [](const Voice&) { return true; };
  const Has instant = [](const Voice& voice) { return voice.engine != "kokoro"; };
  const auto sex = [&](const std::string& name) { return Find(name, {})->gender; };
  CHECK(Find(Resolved(kAuto, *voices, all), {})->engine == "kokoro");
  CHECK(sex(Resolved(kAutoWoman, *voices, all)) == "female");
  CHECK(sex(Resolved(kAutoMan, *voices, all)) == "male");
  for (const auto name : {kAuto, kAutoWoman, kAutoMan}) {
    const Result<Voice> voice = FindBest(name, {}, instant);
    REQUIRE(voice);
    CHECK(voice->engine != "kokoro");
    CHECK(Resolved(name, *voices, instant) == voice->name);
  }
  CHECK(sex(Resolved(kAutoWoman, *voices, instant)) == "female");
  CHECK(sex(Resolved(kAutoMan, *voices, instant)) == "male");
  CHECK(Resolved("clear", *voices, instant) == "clear");
  CHECK(Resolved("auto-x", *voices, instant) == "auto-x");
  CHECK_FALSE(FindBest("auto-x", {}, instant));
}

TEST_CASE("the built-in voices are sorted, and each has what a person asks for") {
  const Result<std::vector<Voice>> voices = List({});
  REQUIRE(voices);
  std::vector<std::string> names;
  for (const Voice& voice : *voices) {
    names.push_back(voice.name);
    CHECK_FALSE(voice.title.empty());
    CHECK_FALSE(voice.character.empty());
    CHECK_FALSE(voice.foreign.empty());
  }
  CHECK(names == std::vector<std::string>{"anchor-f", "anchor-m", "boyin-f", "boyin-m", "brisk",
                                          "clear", "xiaobei", "xiaoni", "xiaoxiao", "xiaoyi",
                                          "yunjian", "yunxi", "yunxia", "yunyang"});
}

TEST_CASE("a folder adds voices and wins over the built-in ones") {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "boyin-voice-test";
  std::filesystem::create_directories(folder);
  REQUIRE(WriteFile(folder / "mine.toml",
                    "name=\"anchor-f\"\nengine=\"espeak\"\ngender=\"male\"\nrate=99\n"));
  const Result<Voice> found = Find("anchor-f", {folder});
  REQUIRE(found);
  CHECK(found->rate == 99);
  REQUIRE(WriteFile(folder / "bad.toml", "name = \n"));
  const Result<Voice> broken = Find("anchor-f", {folder});
  REQUIRE_FALSE(broken);
  CHECK(broken.error().where.starts_with((folder / "bad.toml:1:").string()));
  std::filesystem::remove_all(folder);
}

TEST_CASE("an unknown name and an unknown folder are refused with what there is") {
  const Result<Voice> unknown = Find("anchor", {});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == Code::kUsage);
  CHECK(unknown.error().mend.en ==
        "choose one of: auto, auto-f, auto-m, anchor-f, anchor-m, boyin-f, boyin-m, brisk, clear, "
        "xiaobei, "
        "xiaoni, xiaoxiao, xiaoyi, yunjian, yunxi, yunxia, yunyang");
  CHECK(List({"/nonexistent/voices"}).error().code == Code::kInput);
}

TEST_CASE("who speaks for a voice: whom it names, who is asked for, the announcer of its sex") {
  const Voice woman = *Find("xiaobei", {});
  const Voice man = *Find("yunxi", {});
  CHECK_FALSE(FindFallback(woman, "", {})->has_value());
  CHECK_FALSE(FindFallback(woman, "none", {})->has_value());
  CHECK((*FindFallback(woman, "espeak", {}))->name == "anchor-f");
  CHECK((*FindFallback(man, "espeak", {}))->name == "anchor-m");
  CHECK((*FindFallback(man, "clear", {}))->name == "clear");
  Voice own = woman;
  own.fallback = "brisk";
  CHECK((*FindFallback(own, "", {}))->name == "brisk");
  CHECK_FALSE(FindFallback(own, "none", {})->has_value());
  CHECK(FindFallback(own, "nobody", {}).error().code == Code::kUsage);
}

}  // namespace
}  // namespace boyin::voice
