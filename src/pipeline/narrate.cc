#include "pipeline/narrate.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/hash.h"
#include "pipeline/coverage.h"
#include "pipeline/ordered.h"
#include "pipeline/script.h"
#include "synthesise/rescue.h"

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
        work_(desk.width, desk.width * 4, [this](const Line& line) { return Speak(line); }) {
    narration_.voice = AtRate(reading.voice, reading.rate);
    manner_.number_safety = reading.number_safety;
    if (!synthesise::IsInstant(reading.voice.engine)) manner_.piece = reading.piece;
    if (reading.fallback) fallback_ = AtRate(*reading.fallback, reading.rate);
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
    if (!engine && fallback_) engine = desk_.pool.Describe(*fallback_);
    if (!engine) return tl::unexpected(engine.error());
    narration_.engine = std::move(*engine);
    narration_.piece = manner_.piece;
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
    Manner plain;
    for (Line& line : Write({reading_.preface, 0, true}, desk_.normaliser, desk_.pronouncer,
                            narration_.voice, none, no_doubts, plain)) {
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
      const bool hasty = manner_.piece > 0;
      for (Line& line : Write(stretch, desk_.normaliser, desk_.pronouncer, narration_.voice,
                              narration_.coverage, narration_.doubts, manner_)) {
        ++narration_.sentences;
        // What is heard next comes first: a piece has the machine for itself.
        while (hasty && !work_.Empty()) {
          if (Result<void> handed = Hand(); !handed) return handed;
        }
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

  [[nodiscard]] Result<synthesise::Rescued> Speak(const Line& line) const {
    const voice::Voice voice = AtRate(narration_.voice, line.rate);
    std::optional<voice::Voice> fallback;
    if (fallback_) fallback = AtRate(*fallback_, line.rate);
    return synthesise::SpeakOrRescue(desk_.pool, {voice, fallback ? &*fallback : nullptr},
                                     line.plan);
  }

  /// The oldest sentence to the listener.
  Result<void> Hand() {
    auto [line, said] = work_.Take();
    if (!said) {
      Error error = said.error();
      if (error.where.empty()) error.where = document_.file;
      error.what.en += fmt::format(" (at “{}”)", line.cue.written);
      error.what.zh += fmt::format("（在“{}”）", line.cue.written);
      return tl::unexpected(std::move(error));
    }
    line.cue.end = static_cast<std::int64_t>(said->clip.samples.size());
    line.cue.words = TimedWords(line, said->clip);
    line.cue.remade = said->clip.remade;
    line.cue.fallback = said->why;
    const bool other = !said->why.en.empty();
    if (other) line.cue.speaker = fallback_->title;
    return on_said_({std::move(line.cue), std::move(said->clip), line.pause_after_ms,
                     other ? *fallback_ : narration_.voice});
  }

  const Desk& desk_;
  const intake::Document& document_;
  const Reading& reading_;
  const OnSaid& on_said_;
  Narration narration_;
  Manner manner_;
  std::optional<voice::Voice> fallback_;
  Ordered<Line, Result<synthesise::Rescued>> work_;  // last: its threads end before the rest
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
  Manner manner{reading.number_safety};
  std::string keys = reading.preface;
  for (const bool credits : {false, true}) {
    if (credits && reading.credit == Credit::kSkip) continue;
    for (const intake::Block& block : document.blocks) {
      if ((block.kind == intake::BlockKind::kCredit) != credits) continue;
      for (const Stretch& stretch : Stretches(block)) {
        for (const Line& line :
             Write(stretch, desk.normaliser, desk.pronouncer, voice, none, no_doubts, manner)) {
          keys += synthesise::ClipKey(AtRate(voice, line.rate), line.plan) +
                  fmt::format("{} ", line.pause_after_ms);
        }
      }
    }
  }
  return ContentHash(keys);
}

}  // namespace boyin::pipeline
