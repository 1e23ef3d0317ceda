#include "intake/intake.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/file.h"
#include "paths.h"

using namespace boyin;
using namespace boyin::intake;

namespace {

/// Blocks and dropped ranges, in order, must tile the text.
void CheckTiles(const Document& document) {
  std::vector<Range> ranges;
  for (const Block& block : document.blocks) {
    ranges.push_back(block.source);
    CHECK(block.text == block.source.In(document.text));
  }
  for (const Dropped& dropped : document.dropped) ranges.push_back(dropped.source);
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& a, const Range& b) { return a.begin < b.begin; });
  std::size_t at = 0;
  for (const Range& range : ranges) {
    CHECK(range.begin == at);
    at = range.end;
  }
  CHECK(at == document.text.size());
}

}  // namespace

TEST_CASE("lines of every kind become blocks and tile the text") {
  const auto document =
      Read("\xEF\xBB\xBF标题\r\n\n　　第一段。 \r第二段。\u2028第三段\n\n", "a.txt", {});
  REQUIRE(document.has_value());
  CheckTiles(*document);
  REQUIRE(document->blocks.size() == 4);
  CHECK(document->blocks[0].kind == BlockKind::kHeading);
  CHECK(document->metadata.title == "标题");
  CHECK(document->blocks[1].text == "第一段。");
  CHECK(document->blocks[3].text == "第三段");
}

TEST_CASE("credits become metadata, sentences about credits do not") {
  const auto credit = [](const std::string& line) {
    return Read("第一段话说完了。\n第二段话说完了。\n" + line, "a.txt", {});
  };
  for (const char* line :
       {"来源：新华社", "來源:新华社", "（来源：新华社）", "稿源 新华社", "来源： 新华社 "}) {
    CAPTURE(line);
    const auto document = credit(line);
    CHECK(document->metadata.source == "新华社");
    CHECK(document->blocks.back().kind == BlockKind::kCredit);
    CheckTiles(*document);
  }
  CHECK(credit("（记者 王某）")->metadata.author == "王某");
  CHECK(credit("文/李某")->metadata.author == "李某");
  for (const char* line :
       {"来源广泛，种类繁多。", "记者从会上获悉，全市经济平稳运行。", "作者简介"}) {
    CAPTURE(line);
    CHECK(credit(line)->blocks.back().kind == BlockKind::kParagraph);
  }
}

TEST_CASE("nothing to read is an error, not an empty document") {
  for (const std::string& text :
       {std::string(), std::string(" \n\t　\n"), std::string("\xEF\xBB\xBF")}) {
    const auto document = Read(text, "e.txt", {});
    REQUIRE_FALSE(document.has_value());
    CHECK(document.error().code == Code::kInput);
    CHECK(document.error().where == "e.txt");
  }
}

TEST_CASE("the article in seeds/") {
  const auto bytes = ReadFile(test::SourcePath("seeds/yancheng-2017-02.txt"));
  REQUIRE(bytes.has_value());
  const auto document = Read(*bytes, "seeds/yancheng-2017-02.txt", {});
  REQUIRE(document.has_value());
  CheckTiles(*document);
  CHECK(document->name == "yancheng-2017-02");
  CHECK(document->metadata.source == "鹽阜大眾報");
  CHECK(document->blocks.back().kind == BlockKind::kCredit);
  CHECK(document->blocks.size() == 12);
}
