#include "publish/transcript/script.h"

#include <doctest/doctest.h>

#include "base/file.h"
#include "paths.h"

namespace boyin::publish {
namespace {

struct Rooms {
  normalise::Normaliser normaliser = *normalise::Normaliser::Create({});
  pronounce::Pronouncer pronouncer = *pronounce::Pronouncer::Create({});

  [[nodiscard]] std::string Script(const std::string& text) const {
    const auto document = intake::Read(text, "article.txt", {});
    REQUIRE(document);
    return ReadingScript(*document, normaliser, pronouncer);
  }
};

/// Without the signs.
std::string Plain(std::string script) {
  for (const std::string_view sign : {"╱", "∨", "↘", "↗"}) {
    for (std::size_t at; (at = script.find(sign)) != std::string::npos;) {
      script.erase(at, sign.size());
    }
  }
  return script;
}

TEST_CASE("sentences fall, questions rise, phrases are parted") {
  const Rooms rooms;
  const std::string script = rooms.Script("中央气象台今天早晨发布了台风蓝色预警。你听说了吗？\n");
  CHECK(script.find("预警。↘") != std::string::npos);
  CHECK(script.find("吗？↗") != std::string::npos);
  CHECK(script.find("╱") != std::string::npos);
  CHECK(Plain(script) == "中央气象台今天早晨发布了台风蓝色预警。你听说了吗？\n");
}

TEST_CASE("numbers stand as they are said, and no sign stands inside one") {
  const Rooms rooms;
  const std::string script = rooms.Script("热线电话13812345678已经开通。\n");
  CHECK(script.find("幺三八幺二三四五六七八") != std::string::npos);
}

TEST_CASE("signs stand behind the byte they belong to") {
  const std::vector<Beat> beats{{3, "╱"}, {6, "∨"}};
  const std::string text = "一二三";
  CHECK(WithBeats(text, {0, 9}, beats) == "一╱二∨三");
  CHECK(WithBeats(text, {3, 6}, beats) == "二∨");
  CHECK(WithBeats(text, {6, 9}, beats) == "三");
}

TEST_CASE("the article of the seed, read through by eye") {
  const Rooms rooms;
  const Result<std::string> text = ReadFile(test::SourcePath("seeds/yancheng-2017-02.txt"));
  const Result<std::string> golden = ReadFile(test::SourcePath("tests/golden/seed-script.txt"));
  REQUIRE(text);
  REQUIRE(golden);
  CHECK(rooms.Script(*text) == *golden);
}

}  // namespace
}  // namespace boyin::publish
