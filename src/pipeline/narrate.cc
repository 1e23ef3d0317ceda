#include "pipeline/narrate.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/hash.h"
#include "pipeline/coverage.h"
#include "pipeline/ordered.h"
#include "pipeline/script.h"

namespace boyin::pipeline {
namespace {

voice::Voice AtRate(voice::Voice voice, double rate) {
  const auto scaled = [&](int ms) { return static_cast<int>(std::lround(ms / rate)); };
  voice.rate = static_cast<int>(std::lround(voice.rate * rate));
  voice::Pauses& p = voice.pauses;
  for (int* ms : {&p.enumeration_ms, &p.comma_ms, &p.clause_ms, &p.sentence_ms, &p.paragraph_ms,
                  &p.phrase_ms}) {
    *ms = scaled(*ms);
  }
  return voice;
}

/// One reading: it carries a document from its blocks to its last sentence.
class Reader {
 public:
  Reader(const Desk& desk, const intake::Document& document, const Reading& reading,
         const OnSaid& on_said)
      : desk_(desk),
        document_(document),
        reading_(reading),
        on_said_(on_said),
        work_(desk.width, desk.width * 4, [this](const Line& line) {
          if (line.rate == 1) return desk_.pool.Speak(narration_.voice, line.plan);
          return desk_.pool.Speak(AtRate(narration_.voice, line.rate), line.plan);
        }) {
    narration_.voice = AtRate(reading.voice, reading.rate);
  }

  Result<Narration> Run() {
    for (const intake::Dropped& dropped : document_.dropped) {
      AddSkipped(document_.text, dropped.source, dropped.reason, narration_.coverage);
    }
    Result<void> done = SayPreface();
    for (const bool credits : {false, true}) {
      for (const intake::Block& block : document_.blocks) {
        if (done && (block.kind == intake::BlockKind::kCredit) == credits) done = Say(block);
      }
    }
    while (done && !work_.Empty()) done = Hand();
    if (!done) return tl::unexpected(done.error());
    Result<synthesise::EngineInfo> engine = desk_.pool.Describe(narration_.voice);
    if (!engine) return tl::unexpected(engine.error());
    narration_.engine = std::move(*engine);
    std::sort(narration_.coverage.ranges.begin(), narration_.coverage.ranges.end(),
              [](const publish::Skipped& a, const publish::Skipped& b) {
                return a.source.begin < b.source.begin;
              });
    return std::move(narration_);
  }

 private:
  Result<void> SayPreface() {
    if (reading_.preface.empty()) return {};
    publish::Coverage none;  // these words are not the document's
    std::vector<publish::Doubt> no_doubts;
    for (Line& line : Write({reading_.preface, 0, true}, desk_.normaliser, desk_.pronouncer,
                            narration_.voice, none, no_doubts)) {
      line.cue.source = {};
      line.words.clear();
      if (Result<void> given = Give(std::move(line)); !given) return given;
    }
    return {};
  }

  Result<void> Say(const intake::Block& block) {
    if (block.kind == intake::BlockKind::kCredit && reading_.credit == Credit::kSkip) {
      AddSkipped(document_.text, block.source, "credit line", narration_.coverage);
      return {};
    }
    for (const Stretch& stretch : Stretches(block)) {
      for (Line& line : Write(stretch, desk_.normaliser, desk_.pronouncer, narration_.voice,
                              narration_.coverage, narration_.doubts, reading_.number_safety)) {
        ++narration_.sentences;
        if (Result<void> given = Give(std::move(line)); !given) return given;
      }
    }
    return {};
  }

  Result<void> Give(Line line) {
    while (work_.Full() || work_.Ready()) {
      if (Result<void> handed = Hand(); !handed) return handed;
    }
    work_.Give(std::move(line));
    return {};
  }

  /// The oldest sentence to the listener.
  Result<void> Hand() {
    auto [line, clip] = work_.Take();
    if (!clip) {
      Error error = clip.error();
      if (error.where.empty()) error.where = document_.file;
      error.what.en += fmt::format(" (at “{}”)", line.cue.written);
      error.what.zh += fmt::format("（在“{}”）", line.cue.written);
      return tl::unexpected(std::move(error));
    }
    line.cue.end = static_cast<std::int64_t>(clip->samples.size());
    line.cue.words = TimedWords(line, *clip);
    return on_said_({std::move(line.cue), std::move(*clip), line.pause_after_ms});
  }

  const Desk& desk_;
  const intake::Document& document_;
  const Reading& reading_;
  const OnSaid& on_said_;
  Narration narration_;
  Ordered<Line, Result<synthesise::Clip>> work_;  // last: its threads end before the rest
};

}  // namespace

Result<Narration> Narrate(const Desk& desk, const intake::Document& document,
                          const Reading& reading, const OnSaid& on_said) {
  return Reader(desk, document, reading, on_said).Run();
}

std::string SoundKey(const Desk& desk, const intake::Document& document, const Reading& reading) {
  const voice::Voice voice = AtRate(reading.voice, reading.rate);
  publish::Coverage none;
  std::vector<publish::Doubt> no_doubts;
  std::string keys = reading.preface;
  for (const bool credits : {false, true}) {
    if (credits && reading.credit == Credit::kSkip) continue;
    for (const intake::Block& block : document.blocks) {
      if ((block.kind == intake::BlockKind::kCredit) != credits) continue;
      for (const Stretch& stretch : Stretches(block)) {
        for (const Line& line : Write(stretch, desk.normaliser, desk.pronouncer, voice, none,
                                      no_doubts, reading.number_safety)) {
          keys += synthesise::ClipKey(AtRate(voice, line.rate), line.plan) +
                  fmt::format("{} ", line.pause_after_ms);
        }
      }
    }
  }
  return ContentHash(keys);
}

}  // namespace boyin::pipeline
