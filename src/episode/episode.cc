#include "episode/episode.h"

#include <algorithm>

#include "episode/shown_text.h"

namespace boyin::episode {

std::string TitleOf(const Episode& episode) {
  if (!episode.tags.title.empty()) return episode.tags.title;
  const std::string& title = episode.document.metadata.title;
  return title.empty() ? episode.document.name : title;
}

std::string AuthorOf(const Episode& episode) {
  const intake::Metadata& metadata = episode.document.metadata;
  for (const std::string* name : {&episode.tags.artist, &metadata.author, &metadata.source}) {
    if (!name->empty()) return *name;
  }
  return episode.voice.title;
}

std::vector<std::string> NarratorsOf(const Episode& episode) {
  std::vector<std::string> narrators;
  for (const Cue& cue : episode.cues) {
    const std::string& who = cue.speaker.empty() ? episode.voice.title : cue.speaker;
    if (std::find(narrators.begin(), narrators.end(), who) == narrators.end()) {
      narrators.push_back(who);
    }
  }
  if (narrators.empty()) narrators.push_back(episode.voice.title);
  return narrators;
}

std::vector<encode::Chapter> ChaptersOf(const Episode& episode) {
  const std::int64_t length_ms = LengthMs(episode);
  std::vector<encode::Chapter> chapters = episode.tags.chapters;
  if (chapters.empty()) chapters.push_back({TitleOf(episode), 0});
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    if (chapters[i].end_ms > chapters[i].begin_ms) continue;
    chapters[i].end_ms = i + 1 < chapters.size() ? chapters[i + 1].begin_ms : length_ms;
  }
  return chapters;
}

}  // namespace boyin::episode
