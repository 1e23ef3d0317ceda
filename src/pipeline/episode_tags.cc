#include "pipeline/episode_tags.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/hash.h"
#include "episode/shown_text.h"
#include "pipeline/version.h"
#include "publish/media/cover.h"

namespace boyin::pipeline {
namespace {

constexpr int kDeepest = 6;                      // levels of headings
constexpr std::size_t kLongestLyrics = 200'000;  // bytes; a book is not a song text

std::int64_t Milliseconds(const episode::Episode& episode, std::int64_t sample) {
  return sample * 1000 / std::max(episode.sample_rate_hz, 1);
}

/// The sentences as they are shown, one a line, each with its time.
void AddLyrics(const episode::Episode& episode, encode::Tags& tags) {
  std::string text;
  std::vector<encode::LyricLine> lines;
  for (const episode::Shown& sentence : ShownSentences(episode)) {
    text += sentence.text + '\n';
    if (text.size() > kLongestLyrics) return;
    lines.push_back({sentence.begin_ms, sentence.text});
  }
  tags.lyrics = std::move(text);
  tags.synced_lyrics = std::move(lines);
}

/// The headings down to a level, each with the time at which it is spoken.
std::vector<encode::Chapter> SpokenHeadings(const episode::Episode& episode, int deepest) {
  std::vector<encode::Chapter> chapters;
  auto cue = episode.cues.begin();
  for (const intake::Block& block : episode.document.blocks) {
    if (block.kind != intake::BlockKind::kHeading || block.level > deepest) continue;
    const auto heading = std::find_if(cue, episode.cues.end(), [&](const episode::Cue& c) {
      return c.source.begin >= block.source.begin && c.source.begin < block.source.end;
    });
    if (heading == episode.cues.end()) continue;  // nothing of it is spoken
    cue = heading;
    chapters.push_back({block.text, Milliseconds(episode, cue->begin)});
  }
  return chapters;
}

encode::Aigc AigcOf(const episode::Episode& episode) {
  encode::Aigc aigc;
  aigc.content_producer = fmt::format("boyin {}", kVersion);
  aigc.produce_id = ContentHash(episode.document.text + '\0' + episode.voice.name);
  return aigc;
}

std::string Narrators(const episode::Episode& episode) {
  return fmt::format("{}", fmt::join(episode::NarratorsOf(episode), " · "));
}

/// Each thing once: the title of a bulletin is that of the programme and the day.
publish::CoverText CoverTextOf(const episode::Episode& episode, const encode::Tags& tags) {
  const std::string& source = episode.document.metadata.source;
  publish::CoverText text{.programme = source.empty() ? tags.album : source,
                          .title = tags.title,
                          .date = tags.date,
                          .note = Narrators(episode)};
  if (text.title == text.programme + ' ' + text.date) {
    text.title = std::move(text.programme);
    text.programme.clear();
  }
  return text;
}

}  // namespace

std::vector<encode::Chapter> ChaptersOf(const episode::Episode& episode, const std::string& title,
                                        std::size_t most) {
  std::vector<encode::Chapter> chapters = SpokenHeadings(episode, kDeepest);
  for (int level = kDeepest - 1; level > 0 && chapters.size() >= most; --level) {
    chapters = SpokenHeadings(episode, level);
  }
  if (chapters.size() < 2) return {};
  if (chapters.front().begin_ms == Milliseconds(episode, episode.cues.front().begin)) {
    chapters.front().begin_ms = 0;
  } else {
    chapters.insert(chapters.begin(), {title, 0});
  }
  if (chapters.size() > most) chapters.resize(most);
  return chapters;
}

Result<encode::Tags> TagsFor(const episode::Episode& episode, const Settings& settings) {
  const intake::Metadata& metadata = episode.document.metadata;
  encode::Tags tags;
  tags.title = settings.title;
  if (tags.title.empty()) tags.title = metadata.title;
  if (tags.title.empty()) tags.title = episode.document.name;
  tags.artist = !metadata.author.empty() ? metadata.author : metadata.source;
  if (tags.artist.empty()) tags.artist = episode.voice.title;
  tags.album = "播音 boyin";
  tags.date = metadata.date.empty() ? settings.date : metadata.date;
  tags.language = metadata.language;
  if (!metadata.source.empty()) tags.comment = "来源：" + metadata.source + "；";
  tags.comment += fmt::format("语音合成：{}（{} {}）", Narrators(episode), episode.engine.name,
                              episode.engine.version);
  if (settings.label != Label::kNone) tags.aigc = AigcOf(episode);
  AddLyrics(episode, tags);
  if (settings.chapters) {
    tags.chapters = ChaptersOf(episode, tags.title, encode::MostChapters(settings.encoding.format));
  }
  tags.radio = settings.radio;
  tags.cover = settings.cover;
  if (!tags.cover && settings.make_cover) {
    Result<encode::Picture> cover = publish::MakeCover(CoverTextOf(episode, tags));
    if (!cover) return tl::unexpected(cover.error());
    tags.cover = std::move(*cover);
  }
  return tags;
}

}  // namespace boyin::pipeline
