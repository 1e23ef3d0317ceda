#include <doctest/doctest.h>

#include "audit/audit.h"

using namespace boyin;

TEST_CASE("a report is read: who speaks, and each sentence with its time") {
  const auto script = audit::ReadReport(
      R"({"voice": {"name": "anchor-f"}, "engine": {"name": "espeak"}, "sentences": [
          {"start_s": 0.3, "end_s": 2, "written": "2月", "spoken": "二月", "pinyin": "er4 yue4"},
          {"start_s": 2.5, "end_s": 3, "spoken": "好", "speaker": "播音 男"}]})");
  REQUIRE(script.has_value());
  CHECK(script->voice == "anchor-f");
  CHECK(script->engine == "espeak");
  REQUIRE(script->sentences.size() == 2);
  CHECK(script->sentences[0].pinyin == "er4 yue4");
  CHECK(script->sentences[1].begin_s == 2.5);
  CHECK(script->sentences[1].speaker == "播音 男");
}

TEST_CASE("what is no report is refused") {
  for (const char* json :
       {"", "[]", "{}", R"({"sentences": []})", R"({"sentences": [3]})", R"({"sentences": [{}]})",
        R"({"sentences": [{"start_s": 2, "end_s": 1}]})",
        R"({"sentences": [{"start_s": 2, "end_s": 3}, {"start_s": 1, "end_s": 4}]})",
        R"({"voice": 3, "sentences": [{"start_s": "1", "end_s": 4}]})"}) {
    CAPTURE(json);
    const auto script = audit::ReadReport(json);
    REQUIRE_FALSE(script.has_value());
    CHECK(script.error().code == Code::kInput);
  }
}
