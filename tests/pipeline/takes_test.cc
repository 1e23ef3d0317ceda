#include "pipeline/takes.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "pipeline/planned_sentence.h"
#include "pipeline/running_order.h"

using namespace boyin;
using namespace boyin::pipeline;

namespace {

struct Rooms {
  normalise::Normaliser normaliser = normalise::Normaliser::Create({}).value();
  pronounce::Pronouncer pronouncer = pronounce::Pronouncer::Create({}).value();
  voice::Voice voice{};

  [[nodiscard]] TextStages Stages() const { return {normaliser, pronouncer, voice}; }
};

intake::Document Document(const std::vector<std::string>& paragraphs) {
  intake::Document document;
  for (const std::string& text : paragraphs) {
    intake::Block block;
    block.text = text;
    block.source = {document.text.size(), document.text.size() + text.size()};
    document.text += text + '\n';
    document.dropped.push_back({{block.source.end, block.source.end + 1}, "layout"});
    document.blocks.push_back(std::move(block));
  }
  return document;
}

/// Every byte is in a block or dropped, and blocks say what stands there.
void CheckTiles(const intake::Document& document) {
  std::vector<int> seen(document.text.size());
  const auto mark = [&](Range range) {
    REQUIRE(range.end <= document.text.size());
    for (std::size_t at = range.begin; at < range.end; ++at) ++seen[at];
  };
  for (const intake::Block& block : document.blocks) {
    CHECK(block.text == block.source.In(document.text));
    mark(block.source);
  }
  for (const intake::Dropped& dropped : document.dropped) mark(dropped.source);
  CHECK(std::ranges::count(seen, 1) == std::ssize(seen));
}

Take Said(const std::string& sentence, const std::string& say, int nth = 1) {
  Take take;
  take.wish.sentence = sentence;
  take.wish.say = say;
  take.wish.nth = nth;
  return take;
}

produce::Music Recording() {
  produce::MusicWriter writer = produce::MusicWriter::Create(8000, "/var/tmp").value();
  std::vector<float> samples(8000);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = i % 20 < 10 ? 0.2F : -0.2F;
  REQUIRE(writer.Append(samples));
  return std::move(writer).Finish("记者").value();
}

}  // namespace

TEST_CASE("words take the place of a sentence, and everything else moves with it") {
  const Rooms rooms;
  const intake::Document document =
      Document({"今天多云。明天有雨。", "后天放晴。明天有雨。再见。"});
  const DirectedDocument directed =
      PutTakes(document,
               {Said("明天有雨。", "大家注意，明天有大雨", 2), Said("今天 多云。", "今天晴。"),
                Said("昨天有雪。", "")},
               rooms.Stages());
  REQUIRE(directed.document.blocks.size() == 2);
  CHECK(directed.document.blocks[0].text == "今天晴。明天有雨。");
  CHECK(directed.document.blocks[1].text == "后天放晴。大家注意，明天有大雨。再见。");
  CheckTiles(directed.document);
  REQUIRE(directed.directions.size() == 2);
  CHECK(directed.directions[0].source.In(directed.document.text) == "今天晴。");
  CHECK(directed.directions[1].source.In(directed.document.text) == "大家注意，明天有大雨。");
  REQUIRE(directed.lost.size() == 1);
  CHECK(directed.lost[0].sentence == "昨天有雪。");
}

TEST_CASE("a sentence is found by what is shown of it, too") {
  const Rooms rooms;
  const DirectedDocument directed = PutTakes(Document({"春節(jié)后上班。"}),
                                             {Said("春節后上班。", "节后上班。")}, rooms.Stages());
  CHECK(directed.lost.empty());
  CHECK(directed.document.text == "节后上班。\n");
}

TEST_CASE("a recording is heard once, with its own pauses and without doubts") {
  const Rooms rooms;
  Take take = Said("他长大了。", "他长大了。他走了。");
  take.recording = Recording();
  take.wish.pause_before_ms = 900;
  take.wish.pause_after_ms = 100;
  const DirectedDocument directed =
      PutTakes(Document({"今天多云。他长大了。再见。"}), {take}, rooms.Stages());
  PlanOptions options;
  options.directions = &directed.directions;
  episode::Coverage coverage;
  std::vector<episode::Doubt> doubts;
  const intake::Block& block = directed.document.blocks[0];
  const std::vector<PlannedSentence> planned =
      PlanChunk({block.text, 0, true}, rooms.normaliser, rooms.pronouncer, rooms.voice, coverage,
                doubts, options);
  REQUIRE(planned.size() == 3);
  CHECK(planned[1].cue.written == "他长大了。他走了。");
  CHECK(planned[1].cue.source.In(directed.document.text) == planned[1].cue.written);
  CHECK(planned[1].pause_before_ms == 900);
  CHECK(planned[1].pause_after_ms == 100);
  CHECK(planned[0].take == nullptr);
  CHECK(planned[2].take == nullptr);
  CHECK(coverage.Complete());
  const std::vector<episode::Word> words = SharedWords(planned[1], 8000);
  REQUIRE(words.size() > 2);
  CHECK(words.front().begin == 0);
  CHECK(words.back().end == 8000);
  for (std::size_t i = 1; i < words.size(); ++i) CHECK(words[i].begin == words[i - 1].end);
}

TEST_CASE("another voice phrases with pauses of its own") {
  const Rooms rooms;
  Take take = Said("今天多云，明天有雨。", "");
  take.voice = voice::Voice{};
  take.voice->name = "slow";
  take.voice->pauses.sentence_ms = 1234;
  const DirectedDocument directed =
      PutTakes(Document({"今天多云，明天有雨。再见。"}), {take}, rooms.Stages());
  PlanOptions options;
  options.directions = &directed.directions;
  episode::Coverage coverage;
  std::vector<episode::Doubt> doubts;
  const std::vector<PlannedSentence> planned =
      PlanChunk({directed.document.blocks[0].text, 0, true}, rooms.normaliser, rooms.pronouncer,
                rooms.voice, coverage, doubts, options);
  REQUIRE(planned.size() == 2);
  CHECK(planned[0].pause_after_ms == 1234);
  CHECK(VoiceOf(planned[0].take, rooms.voice, 1).name == "slow");
  take.wish.rate = 0.5;
  CHECK(VoiceOf(&take, rooms.voice, 2).rate == take.voice->rate);
}
