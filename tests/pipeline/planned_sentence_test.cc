#include "pipeline/planned_sentence.h"

#include <doctest/doctest.h>

#include "base/utf8.h"

using namespace boyin;
using namespace boyin::pipeline;

namespace {

intake::Block BlockOf(const std::string& text) {
  intake::Block block;
  block.text = text;
  block.source = {100, 100 + text.size()};
  return block;
}

std::string Repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("a block is one chunk, a huge one is cut where it does not hurt") {
  for (const std::string& unit : {std::string("今天天气很好，明天下雨。"), std::string("播音员"),
                                  std::string("a1 "), std::string("9")}) {
    CAPTURE(unit);
    const intake::Block block = BlockOf(Repeat(unit, 200'000 / unit.size()));
    std::size_t at = block.source.begin;
    const std::vector<Chunk> chunks = Chunks(block);
    for (const Chunk& chunk : chunks) {
      CHECK(chunk.source_begin == at);
      CHECK(chunk.text.size() <= 16384);
      CHECK_FALSE(utf8::FirstInvalid(chunk.text).has_value());
      CHECK(chunk.ends_block == (&chunk == &chunks.back()));
      at += chunk.text.size();
    }
    CHECK(at == block.source.end);
    CHECK(chunks.size() > 10);
  }
  CHECK(Chunks(BlockOf("短。")).size() == 1);
}

TEST_CASE("sentences keep the way back to the source") {
  const auto normaliser = normalise::Normaliser::Create({});
  const auto pronouncer = pronounce::Pronouncer::Create({});
  REQUIRE(normaliser.has_value());
  REQUIRE(pronouncer.has_value());
  PlanOptions plain;
  episode::Coverage coverage;
  std::vector<episode::Doubt> doubts;
  const std::string text = "抗擊“6•23”特大龍卷風。15位企業(yè)家出席！";
  const std::vector<PlannedSentence> sentences = PlanChunk(
      {text, 1000, true}, *normaliser, *pronouncer, voice::Voice{}, coverage, doubts, plain);
  REQUIRE(sentences.size() == 2);
  CHECK(sentences[0].cue.spoken == "抗击“六二三”特大龙卷风。");
  CHECK(sentences[0].cue.written == "抗擊“6•23”特大龍卷風。");
  CHECK(sentences[0].cue.source.begin == 1000);
  CHECK(sentences[1].cue.source.end == 1000 + text.size());
  CHECK(sentences[1].cue.pinyin == "shi2 wu3 wei4 qi3 ye4 jia1 chu1 xi2");
  CHECK(sentences[1].pause_after_ms >= voice::Voice{}.pauses.paragraph_ms);
  CHECK(coverage.Complete());
  CHECK(coverage.characters == utf8::Length(text));
  REQUIRE(coverage.ranges.size() == 1);
  CHECK(coverage.ranges[0].source.begin == 1000 + text.find("(y"));
}

TEST_CASE("words are timed by the marks of the clip and point at what is written") {
  const auto normaliser = normalise::Normaliser::Create({});
  const auto pronouncer = pronounce::Pronouncer::Create({});
  REQUIRE(normaliser.has_value());
  REQUIRE(pronouncer.has_value());
  PlanOptions plain;
  episode::Coverage coverage;
  std::vector<episode::Doubt> doubts;
  const std::string text = "紀念“6•23”，使用WTO規則。";
  const std::vector<PlannedSentence> sentences = PlanChunk(
      {text, 1000, true}, *normaliser, *pronouncer, voice::Voice{}, coverage, doubts, plain);
  REQUIRE(sentences.size() == 1);
  synthesise::Clip clip;
  clip.samples.resize(100'000);
  for (std::uint32_t unit = 0; unit < sentences[0].plan.units.size(); ++unit) {
    if (std::holds_alternative<prosody::BreakUnit>(sentences[0].plan.units[unit])) continue;
    clip.marks.push_back({unit, unit * 1000});
  }
  const std::vector<episode::Word> words = TimedWords(sentences[0], clip);
  std::vector<std::string> written;
  std::int64_t at = -1;
  for (const episode::Word& word : words) {
    written.push_back(text.substr(word.source.begin - 1000, word.source.end - word.source.begin));
    CHECK(word.begin > at);
    CHECK(word.end > word.begin);
    CHECK(word.begin % 1000 == 0);
    at = word.begin;
  }
  CHECK(written == std::vector<std::string>{"紀念", "6•23", "使用", "WTO", "規則"});
  CHECK(words.back().end == 100'000);
}
