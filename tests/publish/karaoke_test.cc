#include "publish/transcript/karaoke.h"

#include <doctest/doctest.h>

#include "publish/episodes.h"

using namespace boyin;
using namespace boyin::episode;
using namespace boyin::publish;

TEST_CASE(
    "ASS: a \\kf for each word, the marks with the word before them, nothing that could be a tag") {
  Episode episode = EpisodeOf({{{"今天", "|，", "{\\b1}", "很好", "|。"}}});
  episode.voice.title = "甲, 乙";
  const std::string ass = Ass(episode);
  CHECK(ass.starts_with("[Script Info]\n"));
  CHECK(ass.find("Dialogue: 0,0:00:00.30,0:00:01.80,Default,甲， 乙,0,0,0,,"
                 "{\\kf50}今天，{\\kf50}｛＼b1｝{\\kf50}很好。\n") != std::string::npos);
}

TEST_CASE("ASS: what is sung takes as long as its line") {
  Episode episode = EpisodeOf({{{"今天", "天气", "很好"}}});
  episode.cues[0].words[0].begin += 100;  // the first word begins behind its line
  const std::string ass = Ass(episode);
  const std::string line = ass.substr(ass.rfind("Dialogue"));
  CHECK(line.find(",{\\k10}{\\kf40}今天") != std::string::npos);
}

TEST_CASE("a sentence whose words are not timed lights up as a whole") {
  Episode episode = EpisodeOf({{{"今天", "很好", "|。"}}});
  episode.cues[0].words.clear();
  CHECK(Ass(episode).find("{\\kf100}今天很好。\n") != std::string::npos);
  CHECK(Lrc(episode).find("[00:00.30]<00:00.30>今天很好。<00:01.30>\n") != std::string::npos);
}

TEST_CASE("LRC: the times of lines and words; who speaks where several do") {
  Episode episode = EpisodeOf({{{"今天", "|，", "晴", "|。"}}, {{"<明天>", "|。"}}});
  const std::string one = Lrc(episode);
  CHECK(one.starts_with("[ti:早间 ＜新闻＞ & more]\n"));
  CHECK(one.find("\n[00:00.30]<00:00.30>今天，<00:00.80>晴。<00:01.30>\n") != std::string::npos);
  CHECK(one.find("＜明天＞。") != std::string::npos);
  CHECK(one.find(": ") == std::string::npos);
  episode.cues[1].speaker = "记者";
  CHECK(Lrc(episode).find("]记者: <") != std::string::npos);
}
