#include "pipeline/narrate.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/hash.h"
#include "episode/coverage.h"
#include "pipeline/ordered.h"
#include "pipeline/planned_sentence.h"
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
  Reader(const RenderContext& context, const intake::Document& document, const Reading& reading,
         const OnSentence& on_sentence)
      : context_(context),
        document_(document),
        reading_(reading),
        on_sentence_(on_sentence),
        work_(context.width, context.width * 4,
              [this](const PlannedSentence& sentence) { return Speak(sentence); }) {
    narration_.voice = AtRate(reading.voice, reading.rate);
    plan_options_.number_safety = reading.number_safety;
    if (!synthesise::IsInstant(reading.voice.engine)) plan_options_.piece = reading.piece;
    if (reading.fallback) fallback_ = AtRate(*reading.fallback, reading.rate);
  }

  Result<Narration> Run() {
    for (const intake::Dropped& dropped : document_.dropped) {
      episode::AddSkipped(document_.text, dropped.source, dropped.reason, narration_.coverage);
    }
    Result<void> done = SayPreface();
    for (const bool credits : {false, true}) {
      for (const intake::Block& block : document_.blocks) {
        if (done && (block.kind == intake::BlockKind::kCredit) == credits) done = Say(block);
      }
    }
    while (done && !work_.Empty()) done = Hand();
    if (!done) return tl::unexpected(done.error());
    Result<synthesise::EngineInfo> engine = context_.pool.Describe(narration_.voice);
    if (!engine && fallback_) engine = context_.pool.Describe(*fallback_);
    if (!engine) return tl::unexpected(engine.error());
    narration_.engine = std::move(*engine);
    narration_.piece = plan_options_.piece;
    std::sort(narration_.coverage.ranges.begin(), narration_.coverage.ranges.end(),
              [](const episode::Skipped& a, const episode::Skipped& b) {
                return a.source.begin < b.source.begin;
              });
    return std::move(narration_);
  }

 private:
  Result<void> SayPreface() {
    if (reading_.preface.empty()) return {};
    episode::Coverage none;  // these words are not the document's
    std::vector<episode::Doubt> no_doubts;
    PlanOptions plain;
    for (PlannedSentence& sentence :
         PlanChunk({reading_.preface, 0, true}, context_.normaliser, context_.pronouncer,
                   narration_.voice, none, no_doubts, plain)) {
      sentence.cue.source = {};
      sentence.words.clear();
      if (Result<void> given = Give(std::move(sentence)); !given) return given;
    }
    return {};
  }

  Result<void> Say(const intake::Block& block) {
    if (block.kind == intake::BlockKind::kCredit && reading_.credit == Credit::kSkip) {
      episode::AddSkipped(document_.text, block.source, "credit line", narration_.coverage);
      return {};
    }
    for (const Chunk& chunk : Chunks(block)) {
      const bool hasty = plan_options_.piece > 0;
      for (PlannedSentence& sentence :
           PlanChunk(chunk, context_.normaliser, context_.pronouncer, narration_.voice,
                     narration_.coverage, narration_.doubts, plan_options_)) {
        ++narration_.sentences;
        // What is heard next comes first: a piece has the machine for itself.
        while (hasty && !work_.Empty()) {
          if (Result<void> handed = Hand(); !handed) return handed;
        }
        if (Result<void> given = Give(std::move(sentence)); !given) return given;
      }
    }
    return {};
  }

  Result<void> Give(PlannedSentence sentence) {
    while (work_.Full() || work_.Ready()) {
      if (Result<void> handed = Hand(); !handed) return handed;
    }
    work_.Give(std::move(sentence));
    return {};
  }

  [[nodiscard]] Result<synthesise::Rescued> Speak(const PlannedSentence& sentence) const {
    const voice::Voice voice = AtRate(narration_.voice, sentence.rate);
    std::optional<voice::Voice> fallback;
    if (fallback_) fallback = AtRate(*fallback_, sentence.rate);
    return synthesise::SpeakOrRescue(context_.pool, {voice, fallback ? &*fallback : nullptr},
                                     sentence.plan);
  }

  /// The oldest sentence to the listener.
  Result<void> Hand() {
    auto [sentence, said] = work_.Take();
    if (!said) {
      Error error = said.error();
      if (error.where.empty()) error.where = document_.file;
      error.what.en += fmt::format(" (at “{}”)", sentence.cue.written);
      error.what.zh += fmt::format("（在“{}”）", sentence.cue.written);
      return tl::unexpected(std::move(error));
    }
    sentence.cue.end = static_cast<std::int64_t>(said->clip.samples.size());
    sentence.cue.words = TimedWords(sentence, said->clip);
    sentence.cue.remade = said->clip.remade;
    sentence.cue.fallback = said->why;
    const bool other = !said->why.en.empty();
    if (other) sentence.cue.speaker = fallback_->title;
    return on_sentence_({std::move(sentence.cue), std::move(said->clip), sentence.pause_after_ms,
                         other ? *fallback_ : narration_.voice});
  }

  const RenderContext& context_;
  const intake::Document& document_;
  const Reading& reading_;
  const OnSentence& on_sentence_;
  Narration narration_;
  PlanOptions plan_options_;
  std::optional<voice::Voice> fallback_;
  Ordered<PlannedSentence, Result<synthesise::Rescued>>
      work_;  // last: its threads end before the rest
};

}  // namespace

Result<Narration> Narrate(const RenderContext& context, const intake::Document& document,
                          const Reading& reading, const OnSentence& on_sentence) {
  return Reader(context, document, reading, on_sentence).Run();
}

std::string SoundKey(const RenderContext& context, const intake::Document& document,
                     const Reading& reading) {
  const voice::Voice voice = AtRate(reading.voice, reading.rate);
  episode::Coverage none;
  std::vector<episode::Doubt> no_doubts;
  PlanOptions options{reading.number_safety};
  std::string keys = reading.preface;
  for (const bool credits : {false, true}) {
    if (credits && reading.credit == Credit::kSkip) continue;
    for (const intake::Block& block : document.blocks) {
      if ((block.kind == intake::BlockKind::kCredit) != credits) continue;
      for (const Chunk& chunk : Chunks(block)) {
        for (const PlannedSentence& sentence : PlanChunk(
                 chunk, context.normaliser, context.pronouncer, voice, none, no_doubts, options)) {
          keys += synthesise::ClipKey(AtRate(voice, sentence.rate), sentence.plan) +
                  fmt::format("{} ", sentence.pause_after_ms);
        }
      }
    }
  }
  return ContentHash(keys);
}

}  // namespace boyin::pipeline
