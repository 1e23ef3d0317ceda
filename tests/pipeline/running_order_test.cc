#include "pipeline/running_order.h"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "produce/music.h"

using namespace boyin;
using namespace boyin::pipeline;

namespace {

using intake::BlockKind;

intake::Document Document(const std::vector<std::pair<BlockKind, std::string>>& blocks) {
  intake::Document document;
  for (const auto& [kind, text] : blocks) {
    intake::Block block;
    block.kind = kind;
    block.text = text;
    block.source = {document.text.size(), document.text.size() + text.size()};
    document.text += text;
    document.blocks.push_back(block);
  }
  return document;
}

rundown::Rundown Rundown(const std::string& more = "") {
  return rundown::Read(
             "title = \"早间新闻\"\n[voices]\na = \"f\"\nb = \"m\"\n[opening]\ntext = "
             "\"今天是{date}，共{count}条。\"\n[headlines]\ntext = \"提要。\"\n[sign_off]\ntext = "
             "\"再见。\"\n" +
                 more + "[[item]]\ntext = \"x\"\n",
             "r.toml", {"f", "m", "r"})
      .value();
}

Story Told(const std::string& title, const std::string& text) {
  Story story;
  story.title = title;
  story.document = Document({{BlockKind::kParagraph, text}});
  return story;
}

/// Steps as "role: words", music as "♪".
std::vector<std::string> Lines(const RunningOrder& running) {
  std::vector<std::string> lines;
  for (const Step& step : running.steps) {
    std::string line = step.music ? "♪" : step.role + ":";
    for (const intake::Block& block : step.blocks) line += " " + block.text;
    lines.push_back(line);
  }
  return lines;
}

/// Every byte of the document is in a block or dropped, and blocks say what stands there.
void CheckTiles(const intake::Document& document) {
  std::vector<int> seen(document.text.size());
  for (const intake::Block& block : document.blocks) {
    CHECK(block.source.In(document.text) == block.text);
    for (std::size_t i = block.source.begin; i < block.source.end; ++i) ++seen[i];
  }
  for (const intake::Dropped& dropped : document.dropped) {
    for (std::size_t i = dropped.source.begin; i < dropped.source.end; ++i) ++seen[i];
  }
  CHECK(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
}

}  // namespace

TEST_CASE("a bulletin is opening, headlines, stories by turns, sign-off") {
  const rundown::Rundown rundown = Rundown();
  BulletinOrder order{rundown, {2026, 11, 26}, {}, {}, {}};
  order.stories = {Told("甲", "一。"), Told("乙！", "二。"), Told("", "三。")};
  const RunningOrder running = WriteOut(order, {});
  CHECK(Lines(running) == std::vector<std::string>{"a: 今天是十一月二十六日，共3条。", "a: 提要。",
                                                   "a: 甲。", "b: 乙！", "a: 一。", "b: 二。",
                                                   "a: 三。", "a: 再见。"});
  std::vector<std::string> chapters;
  for (const Step& step : running.steps) {
    if (!step.chapter.empty()) chapters.push_back(step.chapter);
  }
  CHECK(chapters ==
        std::vector<std::string>{"早间新闻", "内容提要", "甲", "乙！", "三。", "结束语"});
  CheckTiles(running.document);
}

TEST_CASE("a story that is left out takes its headline along") {
  const rundown::Rundown rundown = Rundown();
  BulletinOrder order{rundown, {2026, 11, 26}, {}, {}, {}};
  order.stories = {Told("甲", "一。"), Told("乙", "二。")};
  const RunningOrder running = WriteOut(order, {0});
  CHECK(Lines(running) == std::vector<std::string>{"a: 今天是十一月二十六日，共1条。", "a: 提要。",
                                                   "a: 乙。", "a: 二。", "a: 再见。"});
  CHECK(running.steps[3].story == 1);
}

TEST_CASE("quotations are the reporter's, a credit comes last") {
  const rundown::Rundown rundown = Rundown();
  BulletinOrder order{rundown, {2026, 11, 26}, {}, {{"reporter", {}}}, {}};
  Story story;
  story.title = "题";
  story.document = Document({{BlockKind::kCredit, "来源：甲"},
                             {BlockKind::kParagraph, "他说：“我们一定按时完成任务。”散会。"},
                             {BlockKind::kQuote, "引文。"}});
  order.stories = {story};
  const RunningOrder running = WriteOut(order, {});
  const std::vector<std::string> lines = Lines(running);
  CHECK(std::vector<std::string>(lines.begin() + 3, lines.end() - 1) ==
        std::vector<std::string>{"a: 他说：", "reporter: “我们一定按时完成任务。”", "a: 散会。",
                                 "reporter: 引文。", "a: 来源：甲"});
  CheckTiles(running.document);
}

TEST_CASE("direct speech is a sentence behind a colon, not a slogan") {
  const std::string text =
      "他说：“我们一定按时完成任务。”又问:“什么时候开始全面施工？”主题是：“团结”。";
  std::vector<std::string> said;
  for (const Range& speech : DirectSpeech(text)) said.emplace_back(speech.In(text));
  CHECK(said == std::vector<std::string>{"“我们一定按时完成任务。”", "“什么时候开始全面施工？”"});
  CHECK(DirectSpeech("他说：“没有结束").empty());
  CHECK(DirectSpeech("").empty());
}

TEST_CASE("paragraphs of a document are a document") {
  const intake::Document document = Document({{BlockKind::kHeading, "题"},
                                              {BlockKind::kParagraph, "一。"},
                                              {BlockKind::kParagraph, "二。"}});
  const intake::Document middle = Excerpt(document, {2, 2}).value();
  CHECK(middle.text == "一。\n");
  CheckTiles(middle);
  CHECK(Excerpt(document, {2, 0})->blocks.size() == 2);
  CHECK(Excerpt(document, {2, 9})->blocks.size() == 2);
  CHECK(!Excerpt(document, {4, 0}));
}

TEST_CASE("speech follows music where somebody speaks next; the bed is heard between the parts") {
  const rundown::Rundown rundown = Rundown();
  auto writer = produce::MusicWriter::Create(8000, "/tmp").value();
  REQUIRE(writer.Append(std::vector<float>(8000, 0.1F)));
  std::vector<float> hum(16000);
  for (std::size_t i = 0; i < hum.size(); ++i) hum[i] = i % 20 < 10 ? 0.2F : -0.2F;
  REQUIRE(writer.Append(hum));
  const produce::Music music = std::move(writer).Finish("hum").value();
  BulletinOrder order{rundown, {2026, 11, 26}, {}, {}, {}};
  order.stories = {Told("甲", "一。"), Told("乙", "二。")};
  order.music = {music, music, music, music, {}};
  const RunningOrder running = WriteOut(order, {});
  REQUIRE(Lines(running).back() == "♪");
  for (std::size_t i = 0; i < running.steps.size(); ++i) {
    const Step& step = running.steps[i];
    const bool last = i + 1 == running.steps.size();
    CHECK(step.speech_follows == (step.music && !last && !running.steps[i + 1].music));
    if (!step.over_bed) continue;
    if (!running.steps[i + 1].over_bed) CHECK(step.pause_after_ms > 2000);
    if (!running.steps[i + 1].chapter.empty()) CHECK(step.pause_after_ms > 1500);
  }
}
