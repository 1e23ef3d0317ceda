#include "publish/transcript/transcript.h"

#include <nlohmann/json.hpp>

#include <doctest/doctest.h>

#include "publish/episodes.h"
#include "publish/publish.h"

using namespace boyin;
using namespace boyin::episode;
using namespace boyin::publish;

TEST_CASE("VTT: speaker, escapes, no arrow in the text") {
  Episode episode = EpisodeOf({{{"甲", "|<", "乙", "|-->", "丙", "|&", "丁"}}});
  episode.voice.title = "A & <B>";
  CHECK(
      Vtt(episode) ==
      "WEBVTT\n\n1\n00:00:00.300 --> 00:00:02.300\n<v A &amp; &lt;B&gt;>甲&lt;乙--&gt;丙&amp;丁\n");
}

TEST_CASE("VTT with words: times grow and lie strictly inside the cue") {
  const Episode episode = EpisodeOf({{{"今天", "|，", "天气", "很好", "|。"}}});
  CHECK(Vtt(episode, {.words = true}) ==
        "WEBVTT\n\n1\n00:00:00.300 --> 00:00:01.800\n"
        "<v 播音员 女>今天，<00:00:00.800>天气<00:00:01.300>很好。\n");
  Episode stuck = episode;
  for (Word& word : stuck.cues[0].words) word.begin = word.end = stuck.cues[0].end;
  CHECK(Vtt(stuck, {.words = true}).find("<00") == std::string::npos);
}

TEST_CASE("SRT: commas in its times, nothing that looks like a tag or an arrow") {
  const Episode episode = EpisodeOf({{{"甲", "|<i>", "乙", "|-->", "丙"}}, {{"丁"}}});
  CHECK(Srt(episode) ==
        "1\n00:00:00,300 --> 00:00:01,800\n甲＜i＞乙--＞丙\n\n"
        "2\n00:00:02,300 --> 00:00:02,800\n丁\n");
}

TEST_CASE("SRT: where several speak, each is named where its turn begins") {
  episode::Episode episode = EpisodeOf(
      {{{"今天", "|，", "晴", "|。"}}, {{"明天", "|，", "雨", "|。"}}, {{"后天", "|。"}}});
  CHECK(Srt(episode).find(": ") == std::string::npos);
  episode.cues[1].speaker = episode.cues[2].speaker = "播音员 <男>";
  const std::string srt = Srt(episode);
  CHECK(srt.find("\n播音员 女: 今天") != std::string::npos);
  CHECK(srt.find("\n播音员 ＜男＞: 明天") != std::string::npos);
  CHECK(srt.find("\n后天") != std::string::npos);
}

TEST_CASE("JSON transcript: one segment for each sentence") {
  Episode episode = EpisodeOf({{{"今天", "|。"}, {"明天", "|。"}}});
  episode.cues[1].speaker = "记者";
  const auto json = nlohmann::json::parse(TranscriptJson(episode));
  CHECK(json["version"] == "1.0.0");
  REQUIRE(json["segments"].size() == 2);
  CHECK(json["segments"][0]["speaker"] == "播音员 女");
  CHECK(json["segments"][1]["speaker"] == "记者");
  CHECK(json["segments"][1]["startTime"] == 1.3);
  CHECK(json["segments"][1]["endTime"] == 1.8);
  CHECK(json["segments"][1]["body"] == "明天。");
}

TEST_CASE("text: title and paragraphs; a blank between English sentences only") {
  const Episode episode =
      EpisodeOf({{{"今天", "|。"}, {"明天", "|。"}}, {{"One", "|."}, {"Two", "|."}}});
  CHECK(TranscriptText(episode) == "早间 <新闻> & more\n\n今天。明天。\n\nOne. Two.\n");
}

TEST_CASE("text: above the items of a bulletin stand their titles, which are not spoken") {
  Episode episode = EpisodeOf({{{"开始", "|。"}}, {{"今天", "|。"}}, {{"明天", "|。"}}});
  episode.cues[2].speaker = "播音员 男";
  // A sting is heard before the words; the last title has no words at all.
  episode.tags.chapters = {{"节目", 0}, {"一", 1000}, {"二", 2200}, {"空", 3100}};
  CHECK(TranscriptText(episode) ==
        "早间 <新闻> & more\n\n开始。\n\n一\n\n今天。\n\n二\n\n明天。\n");
  CHECK(NarratorsOf(episode) == std::vector<std::string>{"播音员 女", "播音员 男"});
}

TEST_CASE("chapters: the episode's own, else one; each with an end") {
  Episode episode = EpisodeOf({{{"今天", "|。"}}});
  episode.tags.chapters = {{"一", 0}, {"二", 900, 1200, "https://a.example/"}};
  auto json = nlohmann::json::parse(ChaptersJson(episode));
  CHECK(json["version"] == "1.2.0");
  REQUIRE(json["chapters"].size() == 2);
  CHECK(json["chapters"][0]["endTime"] == 0.9);
  CHECK(json["chapters"][1]["startTime"] == 0.9);
  CHECK(json["chapters"][1]["endTime"] == 1.2);
  CHECK(json["chapters"][1]["url"] == "https://a.example/");

  const Episode plain = EpisodeOf({{{"今天", "|。"}}});
  json = nlohmann::json::parse(ChaptersJson(plain));
  REQUIRE(json["chapters"].size() == 1);
  CHECK(json["chapters"][0]["title"] == "早间 <新闻> & more");
  CHECK(json["chapters"][0]["endTime"] == 1.3);
}

TEST_CASE("the report has what a feed needs") {
  const auto json = nlohmann::json::parse(ReportJson(EpisodeOf({{{"今天", "|。"}}})));
  CHECK(json["episode"]["title"] == "早间 <新闻> & more");
  CHECK(json["episode"]["author"] == "播音员 女");
  CHECK(json["episode"]["made_at"] == "2026-11-24T06:00:00Z");
  CHECK(json["episode"]["summary"] == "今天。");
  CHECK(json["chapters"].size() == 1);
}
