#include "pipeline/takes.h"

#include <algorithm>
#include <map>
#include <span>

#include <fmt/format.h>

#include "base/message.h"
#include "base/utf8.h"
#include "pipeline/planned_sentence.h"
#include "pipeline/running_order.h"

namespace boyin::pipeline {
namespace {

constexpr std::u32string_view kClosings = U"。！？；…：，、.!?;:,”’」』）)】》";

std::size_t LastBegin(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return at;
}

/// The marks that `text` ends with.
std::string_view ClosingOf(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0) {
    const std::size_t last = LastBegin(text.substr(0, begin));
    if (kClosings.find(utf8::Decode(text, last).value) == std::u32string_view::npos) break;
    begin = last;
  }
  return text.substr(begin);
}

/// The part of `source` that is no blank at its ends.
Range Trimmed(Range source, std::string_view text) {
  while (!source.empty() && rundown::KeyOf(text.substr(source.begin, 1)).empty()) ++source.begin;
  while (!source.empty() && rundown::KeyOf(text.substr(source.end - 1, 1)).empty()) --source.end;
  return source;
}

/// What is shown of a stretch of the document: without what is left out of it. `base`: where `text`
/// begins in the document.
std::string ShownOf(Range source, std::string_view text, std::size_t base,
                    const episode::Coverage& coverage) {
  std::string shown;
  for (std::size_t at = source.begin; at < source.end; ++at) {
    const auto& ranges = coverage.ranges;
    const bool skipped = std::ranges::any_of(
        ranges, [&](const episode::Skipped& range) { return range.source.Contains(at); });
    if (!skipped) shown += text[at - base];
  }
  return shown;
}

/// Goes through the sentences in the order of hearing and knows those that have a take.
class TakeFinder {
 public:
  explicit TakeFinder(const std::vector<Take>& takes) : takes_(takes) {
    for (std::size_t i = 0; i < takes.size(); ++i) {
      by_key_[rundown::KeyOf(takes[i].wish.sentence)].takes.push_back(i);
    }
  }

  void See(std::span<const intake::Block> blocks, const TextStages& stages) {
    for (const bool credits : {false, true}) {
      for (const intake::Block& block : blocks) {
        if ((block.kind == intake::BlockKind::kCredit) == credits) See(block, stages);
      }
    }
  }

  /// In order of the document.
  [[nodiscard]] std::vector<Direction> Found() {
    std::ranges::sort(found_, {}, [](const Direction& one) { return one.source.begin; });
    return std::move(found_);
  }

  [[nodiscard]] std::vector<DirectedSentence> Sentences() {
    std::ranges::sort(sentences_, {}, [](const DirectedSentence& one) { return one.source.begin; });
    return std::move(sentences_);
  }

  [[nodiscard]] std::vector<episode::LostTake> Lost() const {
    std::vector<episode::LostTake> lost;
    for (const Take& take : takes_) {
      const auto same = by_key_.find(rundown::KeyOf(take.wish.sentence));
      if (take.wish.nth <= same->second.seen) continue;
      lost.push_back({take.wish.where, take.wish.sentence});
    }
    return lost;
  }

 private:
  struct Same {
    std::vector<std::size_t> takes;
    int seen = 0;
  };

  void See(const intake::Block& block, const TextStages& stages) {
    std::vector<episode::Doubt> no_doubts;
    PlanOptions plain;
    for (const Chunk& chunk : Chunks(block)) {
      episode::Coverage coverage;
      for (const PlannedSentence& sentence : PlanChunk(chunk, stages.normaliser, stages.pronouncer,
                                                       stages.voice, coverage, no_doubts, plain)) {
        const std::size_t base = block.source.begin;
        const Range in_block{sentence.cue.source.begin - base, sentence.cue.source.end - base};
        const Range trimmed = Trimmed(in_block, block.text);
        const Range source{trimmed.begin + base, trimmed.end + base};
        sentences_.push_back({source, source});
        // Copied from the text, or from what is shown of it.
        if (Match(trimmed.In(block.text), source)) continue;
        Match(ShownOf(source, block.text, base, coverage), source);
      }
    }
  }

  bool Match(std::string_view written, Range source) {
    const auto same = by_key_.find(rundown::KeyOf(written));
    if (same == by_key_.end()) return false;
    ++same->second.seen;
    for (const std::size_t index : same->second.takes) {
      if (takes_[index].wish.nth != same->second.seen) continue;
      found_.push_back({source, takes_[index]});
      sentences_.back().take = index;
    }
    return true;
  }

  const std::vector<Take>& takes_;
  std::map<std::string, Same> by_key_;
  std::vector<Direction> found_;
  std::vector<DirectedSentence> sentences_;
};

/// Words in place of words, all at once: knows where everything else comes to stand.
class Rewriting {
 public:
  Rewriting(const std::vector<Direction>& directions, std::string_view text) {
    for (const Direction& direction : directions) {
      if (direction.take.wish.say.empty()) continue;
      std::string words = direction.take.wish.say;
      std::ranges::replace(words, '\n', ' ');  // a block is one line
      if (ClosingOf(words).empty()) words += ClosingOf(direction.source.In(text));
      changes_.push_back({direction.source, std::move(words)});
    }
  }

  [[nodiscard]] std::string Text(std::string_view text, std::size_t text_begin) const {
    std::string out;
    std::size_t at = 0;
    for (const Change& change : changes_) {
      if (change.source.begin < text_begin || change.source.end > text_begin + text.size())
        continue;
      const std::size_t begin = change.source.begin - text_begin;
      out += text.substr(at, begin - at);
      out += change.words;
      at = change.source.end - text_begin;
    }
    out += text.substr(at);
    return out;
  }

  /// No range of the document begins or ends inside a sentence that is replaced.
  [[nodiscard]] Range Moved(Range range) const { return {Moved(range.begin), Moved(range.end)}; }

  void Apply(intake::Block& block) const {
    block.text = Text(block.text, block.source.begin);
    block.source = Moved(block.source);
  }

  void Apply(intake::Document& document) const {
    document.text = Text(document.text, 0);
    for (intake::Block& block : document.blocks) Apply(block);
    for (intake::Dropped& dropped : document.dropped) dropped.source = Moved(dropped.source);
  }

 private:
  struct Change {
    Range source;
    std::string words;
  };

  [[nodiscard]] std::size_t Moved(std::size_t at) const {
    std::size_t moved = at;
    for (const Change& change : changes_) {
      if (change.source.end > at) break;
      moved += change.words.size();
      moved -= change.source.size();
    }
    return moved;
  }

  std::vector<Change> changes_;
};

template <typename Part>
void Apply(const Rewriting& rewriting, std::vector<Part>& parts) {
  for (Part& part : parts) part.source = rewriting.Moved(part.source);
}

}  // namespace

DirectedDocument PutTakes(const intake::Document& document, const std::vector<Take>& takes,
                          const TextStages& stages) {
  DirectedDocument directed{document, {}};
  if (takes.empty()) return directed;
  TakeFinder finder(takes);
  finder.See(document.blocks, stages);
  directed.lost = finder.Lost();
  directed.directions = finder.Found();
  directed.sentences = finder.Sentences();
  const Rewriting rewriting(directed.directions, document.text);
  rewriting.Apply(directed.document);
  Apply(rewriting, directed.directions);
  Apply(rewriting, directed.sentences);
  return directed;
}

std::vector<DirectedSentence> SentencesOf(const intake::Document& document,
                                          const TextStages& stages) {
  const std::vector<Take> none;
  TakeFinder finder(none);
  finder.See(document.blocks, stages);
  return finder.Sentences();
}

void PutTakes(const std::vector<Take>& takes, const normalise::Normaliser& normaliser,
              const pronounce::Pronouncer& pronouncer,
              const std::map<std::string, voice::Voice>& voices, RunningOrder& running) {
  if (takes.empty()) return;
  TakeFinder finder(takes);
  for (const Step& step : running.steps) {
    if (step.music) continue;
    finder.See(step.blocks, {normaliser, pronouncer, voices.at(step.role)});
  }
  running.lost_takes = finder.Lost();
  running.directions = finder.Found();
  const Rewriting rewriting(running.directions, running.document.text);
  for (Step& step : running.steps) {
    for (intake::Block& block : step.blocks) rewriting.Apply(block);
  }
  rewriting.Apply(running.document);
  Apply(rewriting, running.directions);
}

Result<std::vector<Take>> TakesAtRate(std::vector<Take> takes, int sample_rate_hz,
                                      const std::filesystem::path& spool_folder) {
  for (Take& take : takes) {
    if (!take.recording) continue;
    Result<produce::Music> at_rate = produce::AtRate(*take.recording, sample_rate_hz, spool_folder);
    if (!at_rate) return tl::unexpected(at_rate.error());
    take.recording = std::move(*at_rate);
  }
  return takes;
}

Error LostTakeError(const episode::LostTake& lost) {
  return {Code::kInput, lost.where,
          Translated("no sentence reads “{}”; this take is not heard", lost.sentence),
          Translated("correct “sentence”, or take the [[take]] out")};
}

}  // namespace boyin::pipeline
