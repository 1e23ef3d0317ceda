#include "publish/feed/edition.h"

#include <doctest/doctest.h>

using namespace boyin;
using namespace boyin::episode;
using namespace boyin::publish;

TEST_CASE("one name, one identity") {
  const Edition edition = FirstEdition("早间新闻", "morning-2026-11-26");
  CHECK(edition.guid.size() == 36);
  CHECK(edition.guid == FirstEdition("早间新闻", "morning-2026-11-26").guid);
  CHECK(edition.guid != FirstEdition("早间新闻", "morning-2026-11-27").guid);
  CHECK(edition.revision == 1);
}

TEST_CASE("a correction says what went and what came, and survives the file") {
  Edition first = FirstEdition("早间新闻", "a");
  first.file = "a.mp3";
  first.sentences = {"一。", "好。", "好。", "三。"};
  const Edition second = Corrected(first, {.made_at = "2026-11-26T00:00:00Z", .note = "“三”有误"},
                                   "a-2.mp3", {"更正。", "一。", "好。", "四。"});
  CHECK(second.guid == first.guid);
  CHECK(second.revision == 2);
  REQUIRE(second.corrections.size() == 1);
  CHECK(second.corrections[0].replaced == "a.mp3");
  CHECK(second.corrections[0].removed == std::vector<std::string>{"好。", "三。"});
  CHECK(second.corrections[0].added == std::vector<std::string>{"更正。", "四。"});
  const std::string json = "{\"day\": \"x\", \"edition\": " + EditionJson(second) + "}";
  CHECK(ReadEdition(json, "a.json").value() == second);
  const Edition third = Corrected(second, {.note = "再"}, "a-3.mp3", {});
  CHECK(third.corrections.size() == 2);
}

TEST_CASE("what is no record is refused") {
  for (const char* json : {"", "{", "[]", "{}", "{\"edition\": 3}", "{\"edition\": {}}",
                           "{\"edition\": {\"guid\": \"x\"}}"}) {
    CAPTURE(json);
    const auto edition = ReadEdition(json, "a.json");
    REQUIRE(!edition);
    CHECK(edition.error().where == "a.json");
  }
}
