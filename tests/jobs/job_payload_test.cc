#include "jobs/job_payload.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <doctest/doctest.h>
#include <unistd.h>

#include "jobs/render_config.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

TEST_CASE("instructions say all that a batch was told") {
  Instructions told;
  const Result<voice::Voice> voice = voice::Find("anchor-m", {});
  REQUIRE(voice);
  told.config.settings.voice = *voice;
  told.config.settings.voice.pauses.comma_ms = 333;
  told.config.settings.rate = 1.25;
  told.config.settings.profile = {"own", false, -18.5, -1.5};
  told.config.settings.encoding = {encode::Format::kOpus, 2, 48000, 64, 0};
  told.config.settings.credit = pipeline::Credit::kSkip;
  told.config.settings.label = pipeline::Label::kTone;
  told.config.settings.number_safety = true;
  told.config.settings.fallback = *voice;
  told.config.settings.cover = encode::Picture{std::string("\xFF\xD8\x00x", 4), "image/jpeg"};
  told.config.settings.radio.with_cart = true;
  told.config.settings.radio.cart.timers = {{"SEGs", -4800}};
  told.config.settings.chapters = false;
  told.config.settings.title = "晨间新闻";
  told.config.settings.date = "2026-11-26";
  told.config.settings.made_at = "2026-11-26T06:00:00Z";
  pipeline::Take take;
  take.wish = {
      "a.takes.toml:2:1", "好。", 2, "{好|hao4}。", "", 0.9, "a.wav", "王敏", 300, {}, true};
  take.voice = *voice;
  told.config.settings.takes = {take, {}};
  told.config.sidecars = {publish::Part::kVtt, publish::Part::kBook};
  told.intake = {"GB18030", "", intake::Captions::kRead, intake::Tables::kHeads};
  told.plain_text = true;
  told.readings = {false, true, true, true, true};
  told.lexicon = {{"乐清", "", {*Pinyin::Parse("yue4"), *Pinyin::Parse("qing1")}, {}, "", "x"}};
  const std::string text = WriteInstructions(told);
  const Result<Instructions> read = ReadInstructions(text, "x.json");
  REQUIRE(read);
  CHECK(WriteInstructions(*read) == text);
  CHECK(read->intake == told.intake);
  CHECK(read->config.settings.voice == told.config.settings.voice);
  CHECK(read->config.settings.profile == told.config.settings.profile);
  CHECK(read->config.settings.encoding == told.config.settings.encoding);
  CHECK(KeyOf(read->config, "") == KeyOf(told.config, ""));
  CHECK(read->config.settings.cover == told.config.settings.cover);
  CHECK(read->config.settings.radio == told.config.settings.radio);
  CHECK(read->config.settings.fallback == told.config.settings.fallback);
  REQUIRE(read->config.settings.takes.size() == 2);
  CHECK(read->config.settings.takes[0].wish == take.wish);
  CHECK(read->config.settings.takes[0].voice == take.voice);
  CHECK(!read->config.settings.takes[0].fallback);
  CHECK(read->config.settings.date == told.config.settings.date);
  CHECK(read->config.settings.made_at == told.config.settings.made_at);
  CHECK(read->readings.per_last);
  CHECK_FALSE(read->readings.yao);
  REQUIRE(read->lexicon.size() == 1);
  CHECK(read->lexicon[0].pinyin == told.lexicon[0].pinyin);
}

TEST_CASE("a number that names no format, place or part is refused") {
  const std::string good = WriteInstructions({});
  REQUIRE(ReadInstructions(good, "x.json"));
  for (const auto& [was, now] :
       {std::pair{"\"format\":0", "\"format\":8"}, std::pair{"\"credit\":0", "\"credit\":2"},
        std::pair{"\"label\":0", "\"label\":-1"},
        std::pair{"\"sidecars\":[]", "\"sidecars\":[12]"}}) {
    CAPTURE(now);
    std::string bad = good;
    REQUIRE(bad.find(was) != std::string::npos);
    bad.replace(bad.find(was), std::string(was).size(), now);
    CHECK_FALSE(ReadInstructions(bad, "x.json"));
  }
}

TEST_CASE("payloads and results survive a round trip; what is neither is refused") {
  const JobPayload payload{"in/新闻.txt", "abc", "out/s.json", "out/results", "新闻.mp3"};
  CHECK(ReadPayload(WritePayload(payload)) == payload);
  const JobPayload bytes{"in/\xFF 100%\n.txt", "abc",         "o%41/s.json", "o",
                         "\xFF.mp3",           "\xC3\x28.txt"};
  CHECK(ReadPayload(WritePayload(bytes)) == bytes);
  for (const char* name : {"%", "%4", "%ZZ", "%-1"}) {
    CHECK_FALSE(ReadPayload(WritePayload({"%", "", "", "", ""}).replace(10, 3, name)));
  }
  const Rendered rendered{12.5, 7, 3, {}, "key"};
  const std::vector<ResultFile> files{{"新闻.vtt", "h1"}, {"\xFF%.mp3", "h2"}};
  const auto made = ReadResult(WriteResult({rendered, files}));
  REQUIRE(made);
  CHECK(made->made == rendered);
  CHECK(made->files == files);
  for (const char* name : {"../a.mp3", "/a.mp3", ".hidden", "", "a/b.mp3"}) {
    CAPTURE(name);
    CHECK_FALSE(ReadResult(WriteResult({rendered, {{name, "h"}}})));
  }
  const Error error{Code::kEngine, "where", {"en", "中"}, {"mend", "改"}};
  const auto failed = ReadResult(WriteResult({tl::unexpected(error)}));
  REQUIRE(failed);
  CHECK(failed->made.error() == error);
  for (const char* text : {"", "x", "{}", "[]", "null", "7", R"({"input":7})", R"({"made":{}})"}) {
    CAPTURE(text);
    CHECK_FALSE(ReadPayload(text));
    CHECK_FALSE(ReadResult(text));
    CHECK_FALSE(ReadInstructions(text, "x"));
  }
}

TEST_CASE("nothing outside the store is reached, by any road") {
  const fs::path top = fs::temp_directory_path() / ("boyin-store-" + std::to_string(::getpid()));
  fs::create_directories(top / "store/in");
  fs::create_directories(top / "store2");
  std::ofstream(top / "secret.txt") << "x";
  std::ofstream(top / "store2/secret.txt") << "x";
  std::ofstream(top / "store/in/a.txt") << "x";
  fs::create_symlink(top / "secret.txt", top / "store/in/link.txt");
  fs::create_directory_symlink(top, top / "store/up");
  fs::create_symlink("a.txt", top / "store/in/good.txt");
  const fs::path store = top / "store";
  CHECK(Within(store, "in/a.txt") == store / "in/a.txt");
  CHECK(Within(store, "in/../in/good.txt") == store / "in/a.txt");
  for (const std::string below : {"../secret.txt", "in/../../secret.txt", "in/link.txt",
                                  "up/secret.txt", "../store2/secret.txt", "in/none.txt", ""}) {
    CAPTURE(below);
    CHECK_FALSE(Within(store, below));
  }
  CHECK_FALSE(Within(store, (top / "secret.txt").string()));
  CHECK_FALSE(Within(store, (store / "in/a.txt").string()));
  CHECK_FALSE(Within(top / "none", "a"));
  fs::remove_all(top);
}

}  // namespace
}  // namespace boyin::jobs
