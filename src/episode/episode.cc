#include "episode/episode.h"

#include <algorithm>

#include "base/message.h"
#include "episode/shown_text.h"

namespace boyin::episode {

void Coverage::Add(const Coverage& part) {
  characters += part.characters;
  spoken += part.spoken;
  punctuation += part.punctuation;
  skipped += part.skipped;
  not_said += part.not_said;
  ranges.insert(ranges.end(), part.ranges.begin(), part.ranges.end());
  unsaid.insert(unsaid.end(), part.unsaid.begin(), part.unsaid.end());
}

void Coverage::Sort() {
  for (std::vector<Skipped>* list : {&ranges, &unsaid}) {
    std::sort(list->begin(), list->end(),
              [](const Skipped& a, const Skipped& b) { return a.source.begin < b.source.begin; });
  }
}

std::optional<Message> UnsaidNote(const Episode& episode) {
  constexpr std::size_t kShown = 10;
  const Coverage& coverage = episode.coverage;
  if (coverage.not_said == 0) return std::nullopt;
  std::string list;
  for (std::size_t i = 0; i < coverage.unsaid.size() && i < kShown; ++i) {
    if (i > 0) list += ' ';
    list += coverage.unsaid[i].source.In(episode.document.text);
  }
  if (coverage.unsaid.size() > kShown) list += " …";
  return coverage.not_said == 1
             ? Translated("1 character is not said: {}", list)
             : Translated("{} characters are not said: {}", coverage.not_said, list);
}

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
