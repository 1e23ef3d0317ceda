#include "pipeline/episode_tags.h"

#include <doctest/doctest.h>

using namespace boyin;
using namespace boyin::pipeline;

namespace {

using intake::BlockKind;

/// Blocks of ten bytes, a sentence of a second for each, the first after half a second.
episode::Episode EpisodeOf(const std::vector<BlockKind>& kinds) {
  episode::Episode episode;
  episode.sample_rate_hz = 1000;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const Range source{i * 10, i * 10 + 10};
    const std::string text = "block " + std::to_string(i);
    intake::Block block;
    block.kind = kinds[i];
    block.text = text;
    block.source = source;
    episode.document.blocks.push_back(block);
    episode::Cue cue;
    cue.source = source;
    cue.written = text;
    cue.begin = static_cast<std::int64_t>(i) * 1000 + 500;
    cue.end = cue.begin + 900;
    episode.cues.push_back(cue);
  }
  return episode;
}

}  // namespace

TEST_CASE("headings are chapters, the first from the beginning") {
  using enum BlockKind;
  const episode::Episode episode = EpisodeOf({kHeading, kParagraph, kHeading, kParagraph});
  CHECK(ChaptersOf(episode, "题", 1000) ==
        std::vector<encode::Chapter>{{"block 0", 0}, {"block 2", 2500}});
}

TEST_CASE("what comes before the first heading is a chapter with the title") {
  using enum BlockKind;
  const episode::Episode episode = EpisodeOf({kParagraph, kHeading, kHeading});
  CHECK(ChaptersOf(episode, "题", 1000) ==
        std::vector<encode::Chapter>{{"题", 0}, {"block 1", 1500}, {"block 2", 2500}});
}

TEST_CASE("one heading makes no chapters; a heading that is not spoken is none") {
  using enum BlockKind;
  CHECK(ChaptersOf(EpisodeOf({kHeading, kParagraph}), "题", 1000).empty());
  CHECK(ChaptersOf(EpisodeOf({}), "题", 1000).empty());
  episode::Episode episode = EpisodeOf({kHeading, kHeading, kHeading});
  episode.cues.erase(episode.cues.begin() + 1);
  CHECK(ChaptersOf(episode, "题", 1000) ==
        std::vector<encode::Chapter>{{"block 0", 0}, {"block 2", 2500}});
}

TEST_CASE("where there are too many headings the lower levels make no chapters") {
  using enum BlockKind;
  episode::Episode episode = EpisodeOf({kHeading, kHeading, kHeading, kHeading, kHeading});
  for (std::size_t i = 0; i < 5; ++i) episode.document.blocks[i].level = i % 2 == 0 ? 1 : 2;
  CHECK(ChaptersOf(episode, "题", 5).size() == 3);  // one is kept for what comes before
  CHECK(ChaptersOf(episode, "题", 6).size() == 5);
  CHECK(ChaptersOf(episode, "题", 2).size() == 2);
}

TEST_CASE("the words are in the tags with their times; those of a book are not") {
  episode::Episode episode = EpisodeOf({BlockKind::kParagraph, BlockKind::kParagraph});
  Settings settings;
  settings.title = "题";
  const encode::Tags tags = TagsFor(episode, settings).value();
  CHECK(tags.title == "题");
  CHECK(tags.lyrics == "block 0\nblock 1\n");
  CHECK(tags.synced_lyrics == std::vector<encode::LyricLine>{{500, "block 0"}, {1500, "block 1"}});
  CHECK(!tags.cover);
  episode.cues.front().written.assign(300'000, 'x');
  CHECK(TagsFor(episode, settings)->lyrics.empty());
}

TEST_CASE("a cover of one's own, or a made one") {
  const episode::Episode episode = EpisodeOf({BlockKind::kParagraph});
  Settings settings;
  settings.title = "今日要闻";
  settings.make_cover = true;
  CHECK(TagsFor(episode, settings)->cover->bytes.starts_with("\xFF\xD8\xFF"));
  settings.cover = encode::Picture{.bytes = "own"};
  CHECK(TagsFor(episode, settings)->cover->bytes == "own");
}

TEST_CASE("lyrics are what is shown: without glosses and page debris") {
  episode::Episode episode = EpisodeOf({});
  episode.document.text = "創(chuàng)先爭優(yōu)。返回首页好。";
  const auto find = [&](std::string_view part) {
    const std::size_t at = episode.document.text.find(part);
    return Range{at, at + part.size()};
  };
  for (const char* part : {"(chuàng)", "(yōu)", "返回首页"}) {
    episode.coverage.ranges.push_back({find(part), "skipped"});
  }
  episode::Cue cue;
  cue.source = {0, episode.document.text.size()};
  cue.written = episode.document.text;
  cue.begin = 500;
  cue.end = 1500;
  episode.cues = {cue};
  const Settings settings;
  const Result<encode::Tags> tags = TagsFor(episode, settings);
  REQUIRE(tags);
  CHECK(tags->lyrics == "創先爭優。好。\n");
  REQUIRE(tags->synced_lyrics.size() == 1);
  CHECK(tags->synced_lyrics[0].text == "創先爭優。好。");
  CHECK(tags->synced_lyrics[0].begin_ms == 500);
}
