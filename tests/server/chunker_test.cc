#include "server/speech/chunker.h"

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/utf8.h"
#include "paths.h"

namespace boyin::server {
namespace {

std::vector<Chunk> CutText(std::string_view text, bool instant = true) {
  const Result<intake::Document> document = intake::Read(text, "t", {"UTF-8"});
  REQUIRE(document);
  return SplitDocument(*document, instant);
}

TEST_CASE("the first chunk ends at the first mark after a few characters") {
  const auto first = [](std::string_view text) { return CutText(text).front(); };
  CHECK(first("各位听众，早上好。今天晴。").block.text == "各位听众，");
  CHECK(first("各位听众，早上好。").gap == Gap::kComma);
  CHECK(first("你好，今天晴，明天也晴。").block.text == "你好，今天晴，");
  CHECK(first("他说：“今天很好。”大家笑了。").block.text == "他说：“今天很好。”");
  CHECK(first("共有1，000人参加，很多。").block.text == "共有1，000人参加，");
  CHECK(first("各县（市，区）领导来了，很好。").block.text == "各县（市，区）领导来了，");
  CHECK(first("没有标点的一行").block.text == "没有标点的一行");
  CHECK(first("没有标点的一行").gap == Gap::kParagraph);
}

TEST_CASE("for an engine that takes its time the first chunk is whole sentences") {
  CHECK(CutText("各位听众，早上好。今天晴。", false).size() == 1);
  std::string text;
  for (int i = 0; i < 8; ++i) text += "各位听众，今天白天晴，明天有雨。";
  const std::vector<Chunk> chunks = CutText(text, false);
  REQUIRE(chunks.size() > 1);
  CHECK(chunks.front().gap == Gap::kSentence);
  CHECK(chunks.front().block.text.ends_with("明天有雨。"));
  CHECK(utf8::Length(chunks.front().block.text) <= 60);
}

TEST_CASE("chunks are the blocks, byte for byte, and none is long") {
  const Result<std::string> seed = ReadFile(test::SourcePath("seeds/yancheng-2017-02.txt"));
  REQUIRE(seed);
  const Result<intake::Document> document = intake::Read(*seed, "seed", {});
  REQUIRE(document);
  std::string blocks;
  for (const intake::Block& block : document->blocks) blocks += block.text;
  std::string joined;
  const std::vector<Chunk> chunks = SplitDocument(*document, true);
  CHECK(chunks.size() > document->blocks.size());
  for (const Chunk& chunk : chunks) {
    CHECK(chunk.block.source.In(document->text) == chunk.block.text);
    CHECK(utf8::Length(chunk.block.text) < 600);
    joined += chunk.block.text;
  }
  CHECK(joined == blocks);
}

TEST_CASE("a chunk is a document by itself") {
  const intake::Document document = ToDocument(CutText("各位听众，早上好。").back(), "input");
  CHECK(document.text == "早上好。");
  CHECK(document.blocks.front().source == Range{0, document.text.size()});
}

}  // namespace
}  // namespace boyin::server
