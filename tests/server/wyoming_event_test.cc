#include "server/wyoming/wyoming_event.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace boyin::server {
namespace {

using Read = Result<std::optional<WyomingEvent>>;

TEST_CASE("an event is read in any pieces, with its data in the line and behind it") {
  const std::string bytes =
      R"({"type":"synthesize","data":{"text":"x"},"data_length":45,"payload_length":3})"
      "\n"
      R"({"text":"\u4f60","voice":{"name":"anchor-m"}})"
      "abc"
      R"({"type":"describe"})"
      "\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    WyomingReader reader;
    std::vector<WyomingEvent> events;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      reader.Feed(std::string_view(bytes).substr(at, piece));
      for (Read read = reader.Next(); read && *read; read = reader.Next()) events.push_back(**read);
    }
    REQUIRE(events.size() == 2);
    CHECK(events[0] == WyomingEvent{"synthesize", "你", "anchor-m", ""});
    CHECK(events[1].type == "describe");
    CHECK_FALSE(reader.begun());
  }
}

TEST_CASE("what is no event, or too much, is refused") {
  for (const std::string& bytes : {std::string("x\n"), std::string("{}\n"),
                                   std::string(R"({"type":1})"
                                               "\n"),
                                   std::string(R"({"type":"a","data_length":9999999})"
                                               "\n"),
                                   std::string(R"({"type":"a","data_length":2})"
                                               "\n[]"),
                                   std::string(WyomingReader::kMostBytes + 1, 'x')}) {
    WyomingReader reader;
    reader.Feed(bytes);
    CHECK_FALSE(reader.Next());
  }
}

TEST_CASE("what is written can be read") {
  WyomingReader reader;
  reader.Feed(WyomingBytes("pong", R"({"text":"好"})", "12"));
  const Read read = reader.Next();
  REQUIRE(read);
  REQUIRE(*read);
  CHECK(**read == WyomingEvent{"pong", "好", "", ""});
}

TEST_CASE("whole sentences of a text that is still being written") {
  CHECK(WholeSentences("今天天气") == 0);
  CHECK(WholeSentences("好。今天") == std::string_view("好。").size());
  CHECK(WholeSentences("他说：“好！”今天") == std::string_view("他说：“好！”").size());
  CHECK(WholeSentences("3.5%") == 0);
  CHECK(WholeSentences("a\nb") == 2);
}

}  // namespace
}  // namespace boyin::server
