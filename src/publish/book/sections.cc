#include "publish/book/sections.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.h"

namespace boyin::publish {
namespace {

/// A longer document makes reading systems slow.
constexpr std::size_t kMostSentences = 400;

std::vector<Section> SectionsOf(const episode::Episode& episode,
                                const std::vector<episode::Shown>& sentences) {
  std::vector<Section> sections;
  const auto add = [&](std::string title, bool in_contents, std::size_t begin) {
    sections.push_back({fmt::format("text{:03}", sections.size() + 1), std::move(title),
                        in_contents, begin, begin});
  };
  const std::vector<encode::Chapter> chapters = ChaptersOf(episode);
  auto next = chapters.begin();
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (next != chapters.end() && sentences[i].begin_ms >= next->begin_ms) {
      while (std::next(next) != chapters.end() &&
             std::next(next)->begin_ms <= sentences[i].begin_ms) {
        ++next;
      }
      add(next->title, true, i);
      ++next;
    } else if (sections.empty()) {
      add(TitleOf(episode), true, i);
    } else if (i - sections.back().begin >= kMostSentences &&
               sentences[i].paragraph != sentences[i - 1].paragraph) {
      add(sections.back().title, false, i);
    }
    sections.back().end = i + 1;
  }
  return sections;
}

}  // namespace

std::int64_t Book::EndOf(std::size_t sentence) const {
  return sentence + 1 < sentences.size() ? sentences[sentence + 1].begin_ms
                                         : std::max(length_ms, sentences[sentence].end_ms);
}

std::int64_t Book::LengthOf(const Section& section) const {
  return EndOf(section.end - 1) - sentences[section.begin].begin_ms;
}

Book BookOf(const episode::Transcript& transcript, std::string sound, std::string_view sound_type) {
  const episode::Episode& episode = transcript.episode;
  const std::string& language = episode.document.metadata.language;
  Book book{episode,
            TitleOf(episode),
            language.empty() ? "zh" : language,
            std::move(sound),
            sound_type,
            LengthMs(episode),
            transcript.sentences,
            {}};
  book.sections = SectionsOf(episode, book.sentences);
  return book;
}

std::string IdentifierOf(const episode::Episode& episode) {
  return "urn:boyin:" + ContentHash(episode.document.text + '\0' + episode.voice.name);
}

}  // namespace boyin::publish
