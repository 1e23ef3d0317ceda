#include "publish/transcript/captions.h"

#include <random>

#include <doctest/doctest.h>

#include "base/utf8.h"
#include "publish/episodes.h"

using namespace boyin;
using namespace boyin::episode;
using namespace boyin::publish;

namespace {

std::vector<std::string> LinesOf(const std::vector<Caption>& captions) {
  std::vector<std::string> lines;
  for (const Caption& caption : captions) {
    for (const Caption::Line& line : caption.lines) lines.push_back(line.text);
  }
  return lines;
}

}  // namespace

TEST_CASE("width on a screen") {
  CHECK(Columns("中文，“引”") == 12);
  CHECK(Columns("abc 12") == 6);
  CHECK(Columns("e\u0301") == 1);
  CHECK(Columns("") == 0);
}

TEST_CASE("a short sentence is one line, a longer one two, broken after its comma") {
  const Episode episode = EpisodeOf(
      {{{"今天", "天气", "很好", "|。"},
        {"市委", "书记", "王荣平", "出席", "会议", "|，", "要求", "全市", "干部", "看齐", "|。"}}});
  const std::vector<Caption> captions = CaptionsOf(ShownSentences(episode));
  REQUIRE(captions.size() == 2);
  CHECK(captions[0].lines.size() == 1);
  CHECK(captions[0].begin_ms == 300);
  CHECK(captions[0].end_ms == 1800);
  CHECK(LinesOf({captions[1]}) ==
        std::vector<std::string>{"市委书记王荣平出席会议，", "要求全市干部看齐。"});
}

TEST_CASE("without a mark a line ends where the speaker parts the phrases") {
  Episode episode = EpisodeOf({{{"国务院", "总理", "昨天", "在", "北京", "会见", "来访", "的",
                                 "外国", "客人", "一行", "|。"}}});
  const auto lines = [&] { return LinesOf(CaptionsOf(ShownSentences(episode))); };
  CHECK(lines().front() == "国务院总理昨天在北京");
  episode.cues[0].words[2].after = prosody::Break::kPhrase;
  CHECK(lines().front() == "国务院总理昨天");
  episode.cues[0].words[2].after = prosody::Break::kWord;
  episode.cues[0].words[4].after = prosody::Break::kNone;
  CHECK(lines().front() != "国务院总理昨天在北京");
}

TEST_CASE("what is left out of the reading is not shown, and words keep their place") {
  Episode episode = EpisodeOf({{{"春節(jié)", "后", "創(chuàng)先", "|。"}}});
  const std::string& text = episode.document.text;
  for (const std::string gloss : {"(jié)", "(chuàng)"}) {
    episode.coverage.ranges.push_back(
        {{text.find(gloss), text.find(gloss) + gloss.size()}, "pinyin gloss"});
  }
  const std::vector<Shown> shown = ShownSentences(episode);
  REQUIRE(shown.size() == 1);
  CHECK(shown[0].text == "春節后創先。");
  REQUIRE(shown[0].words.size() == 3);
  CHECK(shown[0].words[0].text.In(shown[0].text) == "春節");
  CHECK(shown[0].words[1].text.In(shown[0].text) == "后");
  CHECK(shown[0].words[2].text.In(shown[0].text) == "創先");
}

TEST_CASE("numbers, units and words without known times are not broken") {
  Episode episode = EpisodeOf({{{"x"}}});
  episode.cues[0].source = {};
  episode.cues[0].words.clear();
  episode.cues[0].written =
      "全年实现地区生产总值1234567.89亿元增长百分之六电话0515-88881234网址https://a.example/"
      "b?c=d结束";
  for (const std::string& line : LinesOf(CaptionsOf(ShownSentences(episode)))) {
    CAPTURE(line);
    CHECK_FALSE(line.ends_with("123"));
    for (const std::string whole : {"1234567.89亿", "0515-88881234", "https://a.example/b?c=d"}) {
      for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        CHECK_FALSE(line.ends_with(whole.substr(0, cut)));
      }
    }
  }
}

// The laws of captions, on random sentences.
TEST_CASE("captions hold the whole sentence, in order, in lines that fit, never inside a word") {
  std::mt19937 random(20261124);
  const std::vector<std::string> words{"市",       "同比",          "生产总值", "6·23",
                                       "15位",     "https://a.b/c", "GDP",      "王荣平",
                                       "一以贯之", "３．５％"};
  const std::vector<std::string> marks{"|，", "|、", "|“", "|”", "| ", "|——", "|："};
  for (int round = 0; round < 300; ++round) {
    Sentence sentence;
    for (int i = 1 + static_cast<int>(random() % 80); i > 0; --i) {
      sentence.push_back(words[random() % words.size()]);
      if (random() % 4 == 0) sentence.push_back(marks[random() % marks.size()]);
    }
    const Episode episode = EpisodeOf({{sentence}});
    const std::vector<Shown> shown = ShownSentences(episode);
    const std::vector<Caption> captions = CaptionsOf(shown);
    std::string joined;
    std::size_t timed = 0;
    std::int64_t at = 0;
    for (const Caption& caption : captions) {
      CHECK(caption.begin_ms >= at);
      CHECK(caption.end_ms > caption.begin_ms);
      at = caption.end_ms;
      CHECK(caption.lines.size() >= 1);
      CHECK(caption.lines.size() <= 2);
      for (const Caption::Line& line : caption.lines) {
        CHECK(Columns(line.text) <= kLineColumns);
        for (const char c : line.text) {
          if (c != ' ') joined += c;
        }
        timed += line.words.size();
      }
    }
    std::string expected;
    for (const char c : shown[0].text) {
      if (c != ' ') expected += c;
    }
    CHECK(joined == expected);
    CHECK(timed == shown[0].words.size());  // a broken word would be in no line
    CHECK(captions.front().begin_ms == shown[0].begin_ms);
    CHECK(captions.back().end_ms == shown[0].end_ms);
  }
}

TEST_CASE("a word wider than a line is cut, a text without any break too") {
  for (const std::string& word : {std::string(5000, 'a'), std::string(100, '9')}) {
    const Episode episode = EpisodeOf({{{word}}});
    std::string joined;
    for (const std::string& line : LinesOf(CaptionsOf(ShownSentences(episode)))) {
      CHECK(Columns(line) <= kLineColumns);
      joined += line;
    }
    CHECK(joined == word);
  }
}
