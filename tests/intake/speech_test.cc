// SSML and subtitles.
#include "intake/read.h"

namespace boyin::intake {
namespace {

using Expected = std::vector<std::string>;

Document Ssml(const std::string& inside) {
  return MustRead("<speak version='1.1' xml:lang='zh-CN'>" + inside + "</speak>", "a.ssml");
}

TEST_CASE("SSML: what is inside a line becomes inline marks") {
  const struct {
    const char* ssml;
    const char* line;
  } rows[] = {{"去<phoneme alphabet='x-pinyin' ph='hang2zhang3'>行长</phoneme>家。",
               "去{行长|hang2 zhang3}家。"},
              {"<phoneme alphabet='pinyin' ph='hang 2 zhang 3'>行长</phoneme>来了",
               "{行长|hang2 zhang3}来了"},
              {"<phoneme alphabet='ipa' ph='x'>行长</phoneme>来了", "行长来了"},
              {"<sub alias='万维网联盟'>W3C</sub>说", "{W3C|万维网联盟}说"},
              {"<sub alias='5G网'>网</sub>", "5G网"},
              {"房号<say-as interpret-as='digits'>2000</say-as>", "房号{2000|#}"},
              {"停<break time='500ms'/>一停<break time='1.5s'/>，<break strength='strong'/>好",
               "停{|500}一停{|1500}，{|700}好"},
              {"停<break time='60s'/>停", "停{|10000}停"},
              {"<s>一句</s><s>两句！</s><s>三句</s>", "一句。两句！三句。"},
              {"<mark name='a'/>标<emphasis>记</emphasis>", "标记"}};
  for (const auto& row : rows) {
    CAPTURE(row.ssml);
    CHECK(Lines(Ssml(row.ssml)) == Expected{row.line});
  }
}

TEST_CASE("SSML: paragraphs, voices and rates are blocks") {
  const Document document = Ssml(
      "<p>一。</p><break time='1s'/><voice name='anchor-m'><prosody rate='120%' "
      "pitch='high'>二。<prosody rate='slow'>三。</prosody></prosody></voice>四。");
  CHECK(Lines(document) == Expected{"一。", "{|1000}二。", "三。", "四。"});
  CHECK(document.blocks[1].voice == "anchor-m");
  CHECK(document.blocks[1].rate == doctest::Approx(1.2));
  CHECK(document.blocks[2].rate == doctest::Approx(0.96));
  CHECK(document.blocks[3].voice.empty());
  CHECK(document.notes.size() == 1);
  CHECK(document.metadata.language == "zh-CN");
}

TEST_CASE("SSML: what would open something is refused or passed over with a note") {
  const Document document = Ssml("<lexicon uri='file:///etc/passwd'/>好。");
  REQUIRE(document.notes.size() == 1);
  CHECK(document.notes[0].en.find("not opened") != std::string::npos);
  CHECK(Read("<!DOCTYPE speak><speak>好</speak>", "a.ssml", {}).error().what.en.find("DTD") !=
        std::string::npos);
  CHECK_FALSE(Read("<speak>好", "a.ssml", {}).has_value());
  CHECK_FALSE(Read("<html>好</html>", "a.ssml", {}).value().format == "ssml");
}

TEST_CASE("SubRip: cues are joined to sentences that keep their time") {
  const Document document = MustRead(
      "1\r\n00:00:01,000 --> 00:00:02,000\r\n今天天气\r\n\r\n2\r\n00:00:02,100 --> "
      "00:00:03,000\r\n<i>很好</i>。\r\n\r\n3\r\n01:00:05,000 --> "
      "01:00:06,000\r\n{\\an8}再见。\r\n",
      "a.srt");
  CHECK(Lines(document) == Expected{"今天天气很好。", "再见。"});
  CHECK(document.blocks[0].time == TimeSpan{1000, 3000});
  CHECK(document.blocks[1].time == TimeSpan{3605000, 3606000});
  CHECK(ReasonFor(document, "2") == "cue name");
}

TEST_CASE("WebVTT: head, notes, tags and entities") {
  const Document document = MustRead(
      "WEBVTT - 标题\n\nNOTE 译者\n注\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:02.000 "
      "align:start\n<v 王芳>你<00:01.500>好 &amp; <c.x>再见</c>。\n",
      "a.txt");
  CHECK(document.format == "subtitles");
  CHECK(Lines(document) == Expected{"你好 & 再见。"});
  CHECK(ReasonFor(document, "译者") == "note");
}

TEST_CASE("subtitles without punctuation: a cue is a sentence") {
  const Document document = MustRead(
      "1\n00:00:01,000 --> 00:00:02,000\n你吃了吗\n我还没有\n\n2\n00:00:02,000 --> "
      "00:00:03,000\n走吧\n",
      "a.srt");
  CHECK(Lines(document) == Expected{"你吃了吗，我还没有", "走吧"});
}

}  // namespace
}  // namespace boyin::intake
