#include "jobs/job_payload.h"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

TEST_CASE("instructions say all that a batch was told") {
  Instructions told;
  const Result<voice::Voice> voice = voice::Find("anchor-m", {});
  REQUIRE(voice);
  told.settings.voice = *voice;
  told.settings.voice.pauses.comma_ms = 333;
  told.settings.rate = 1.25;
  told.settings.profile = {"own", false, -18.5, -1.5};
  told.settings.encoding = {encode::Format::kOpus, 2, 48000, 64, 0};
  told.settings.credit = pipeline::Credit::kSkip;
  told.settings.label = pipeline::Label::kTone;
  told.settings.number_safety = true;
  told.settings.fallback = *voice;
  told.settings.cover = encode::Picture{std::string("\xFF\xD8\x00x", 4), "image/jpeg"};
  told.settings.radio.with_cart = true;
  told.settings.radio.cart.timers = {{"SEGs", -4800}};
  told.settings.chapters = false;
  told.settings.title = "晨间新闻";
  told.settings.date = "2026-11-26";
  told.settings.made_at = "2026-11-26T06:00:00Z";
  told.encoding = "GB18030";
  told.readings = {false, true, true, true, true};
  told.lexicon = {{"乐清", "", {*Pinyin::Parse("yue4"), *Pinyin::Parse("qing1")}, {}, "", "x"}};
  const std::string text = WriteInstructions(told);
  const Result<Instructions> read = ReadInstructions(text, "x.json");
  REQUIRE(read);
  CHECK(WriteInstructions(*read) == text);
  CHECK(read->settings.voice == told.settings.voice);
  CHECK(read->settings.profile == told.settings.profile);
  CHECK(read->settings.encoding == told.settings.encoding);
  CHECK(RenderConfig{read->settings}.Key("") == RenderConfig{told.settings}.Key(""));
  CHECK(read->settings.cover == told.settings.cover);
  CHECK(read->settings.radio == told.settings.radio);
  CHECK(read->settings.fallback == told.settings.fallback);
  CHECK(read->settings.date == told.settings.date);
  CHECK(read->settings.made_at == told.settings.made_at);
  CHECK(read->encoding == told.encoding);
  CHECK(read->readings.per_last);
  CHECK_FALSE(read->readings.yao);
  REQUIRE(read->lexicon.size() == 1);
  CHECK(read->lexicon[0].pinyin == told.lexicon[0].pinyin);
}

TEST_CASE("payloads and results survive a round trip; what is neither is refused") {
  const JobPayload payload{"in/新闻.txt", "abc", "out/s.json", "out/results", ".mp3"};
  CHECK(ReadPayload(WritePayload(payload)) == payload);
  const JobPayload bytes{"in/\xFF 100%\n.txt", "abc", "o%41/s.json", "o", ".mp3", "\xC3\x28.txt"};
  CHECK(ReadPayload(WritePayload(bytes)) == bytes);
  for (const char* name : {"%", "%4", "%ZZ", "%-1"}) {
    CHECK_FALSE(ReadPayload(WritePayload({"%", "", "", "", ""}).replace(10, 3, name)));
  }
  const auto made = ReadResult(WriteResult({Rendered{12.5, 3}, "key", "hash"}));
  REQUIRE(made);
  CHECK(made->made == Rendered{12.5, 3});
  CHECK(made->sound_key == "key");
  CHECK(made->sound_hash == "hash");
  const Error error{Code::kEngine, "where", {"en", "中"}, {"mend", "改"}};
  const auto failed = ReadResult(WriteResult({tl::unexpected(error), "", ""}));
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
