#include "episode/shown_text.h"

#include <algorithm>
#include <cmath>

namespace boyin::episode {
namespace {

/// The bytes of one sentence that are shown, with the way from the source to them.
class Showing {
 public:
  Showing(const Episode& episode, Range source) : text_(episode.document.text) {
    auto skipped = std::lower_bound(
        episode.coverage.ranges.begin(), episode.coverage.ranges.end(), source.begin,
        [](const Skipped& s, std::size_t at) { return s.source.end <= at; });
    std::size_t at = source.begin;
    for (; skipped != episode.coverage.ranges.end() && skipped->source.begin < source.end;
         ++skipped) {
      Keep(at, std::min(source.end, std::max(at, skipped->source.begin)));
      at = std::max(at, skipped->source.end);
    }
    Keep(at, source.end);
    Trim();
  }

  [[nodiscard]] const std::string& shown() const { return shown_; }

  /// Where byte `source` of the document stands in what is shown.
  [[nodiscard]] std::size_t At(std::size_t source) const {
    std::size_t at = 0;
    for (const Kept& kept : kept_) {
      if (source <= kept.source.begin) return Cut(at);
      at = kept.shown + std::min(source, kept.source.end) - kept.source.begin;
      if (source <= kept.source.end) break;
    }
    return Cut(at);
  }

 private:
  struct Kept {
    Range source;
    std::size_t shown = 0;
  };

  void Keep(std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    kept_.push_back({{begin, end}, shown_.size()});
    shown_ += text_.substr(begin, end - begin);
  }

  [[nodiscard]] std::size_t Cut(std::size_t at) const {
    return std::min(shown_.size(), at - std::min(at, trimmed_));
  }

  /// On one line, without blanks at its ends.
  void Trim() {
    for (char& c : shown_) {
      if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    }
    trimmed_ = std::min(shown_.find_first_not_of(' '), shown_.size());
    shown_.erase(0, trimmed_);
    shown_.erase(shown_.find_last_not_of(' ') + 1);
  }

  std::string_view text_;
  std::string shown_;
  std::vector<Kept> kept_;
  std::size_t trimmed_ = 0;
};

std::vector<ShownWord> ShowWords(const Cue& cue, const Showing& showing, int rate_hz) {
  std::vector<ShownWord> words;
  for (const Word& word : cue.words) {
    const Range text{showing.At(word.source.begin), showing.At(word.source.end)};
    if (text.empty()) continue;
    words.push_back(
        {text, Milliseconds(word.begin, rate_hz), Milliseconds(word.end, rate_hz), word.after});
  }
  return words;
}

bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// The block that holds a byte of the source; blocks.size() where none does.
std::size_t BlockAt(const intake::Document& document, std::size_t at) {
  const auto& blocks = document.blocks;
  const auto block = std::partition_point(
      blocks.begin(), blocks.end(), [&](const intake::Block& b) { return b.source.end <= at; });
  const bool holds = block != blocks.end() && block->source.Contains(at);
  return holds ? static_cast<std::size_t>(block - blocks.begin()) : blocks.size();
}

}  // namespace

std::int64_t Milliseconds(std::int64_t samples, int rate_hz) {
  return rate_hz <= 0 ? 0 : (samples * 1000 + rate_hz / 2) / rate_hz;
}

std::int64_t LengthMs(const Episode& episode) {
  return Milliseconds(episode.samples, episode.sample_rate_hz);
}

Transcript::Transcript(const Episode& of) : episode(of), sentences(ShownSentences(of)) {}

std::vector<Shown> ShownSentences(const Episode& episode) {
  std::vector<Shown> sentences;
  const std::size_t blocks = episode.document.blocks.size();
  std::size_t block_before = blocks + 1;  // no block at all
  std::size_t paragraph = 0;
  for (const Cue& cue : episode.cues) {
    Shown shown;
    std::size_t block = blocks;
    if (cue.source.empty() || cue.source.end > episode.document.text.size()) {
      shown.text = cue.written;
    } else {
      const Showing showing(episode, cue.source);
      shown.text = showing.shown();
      shown.words = ShowWords(cue, showing, episode.sample_rate_hz);
      block = BlockAt(episode.document, cue.source.begin);
    }
    if (shown.text.empty()) continue;
    shown.begin_ms = Milliseconds(cue.begin, episode.sample_rate_hz);
    shown.end_ms = Milliseconds(cue.end, episode.sample_rate_hz);
    shown.speaker = cue.speaker.empty() ? episode.voice.title : cue.speaker;
    shown.heading =
        block < blocks && episode.document.blocks[block].kind == intake::BlockKind::kHeading;
    if (block != block_before && !sentences.empty()) ++paragraph;
    block_before = block;
    shown.paragraph = paragraph;
    shown.spaced = !sentences.empty() && sentences.back().paragraph == paragraph &&
                   IsAscii(sentences.back().text.back()) && IsAscii(shown.text.front());
    sentences.push_back(std::move(shown));
  }
  return sentences;
}

std::string SummaryOf(const std::vector<Shown>& sentences, std::size_t bytes) {
  std::string summary;
  for (const Shown& sentence : sentences) {
    if (sentence.heading) continue;
    if (!summary.empty() && summary.size() + sentence.text.size() > bytes) break;
    if (sentence.spaced && !summary.empty()) summary += ' ';
    summary += sentence.text;
    if (summary.size() >= bytes) break;
  }
  return summary;
}

std::vector<std::string> TitlesAbove(const Episode& episode, const std::vector<Shown>& sentences) {
  std::vector<std::string> titles(sentences.size());
  for (const encode::Chapter& chapter : ChaptersOf(episode)) {
    if (chapter.begin_ms == 0) continue;
    const auto at = std::partition_point(
        sentences.begin(), sentences.end(),
        [&](const Shown& sentence) { return sentence.begin_ms < chapter.begin_ms; });
    if (at == sentences.end() || at->heading || at->begin_ms >= chapter.end_ms) continue;
    if (at != sentences.begin() && at->paragraph == std::prev(at)->paragraph) continue;
    titles[static_cast<std::size_t>(at - sentences.begin())] = chapter.title;
  }
  return titles;
}

}  // namespace boyin::episode
