#include "pipeline/document_plan.h"

#include <utility>

#include <fmt/format.h>

#include "base/hash.h"
#include "episode/coverage.h"

namespace boyin::pipeline {

DocumentPlan::DocumentPlan(const RenderContext& context, const Reading& reading)
    : context_(context), reading_(reading), voice_(AtRate(reading.voice, reading.rate)) {
  options_.number_safety = reading.number_safety;
  options_.directions = &reading.directions;
  options_.rate = reading.rate;
  if (!synthesise::IsInstant(reading.voice.engine)) options_.piece = reading.piece;
}

Result<void> DocumentPlan::Walk(const intake::Document& document, const OnPlanned& on_planned) {
  for (const intake::Dropped& dropped : document.dropped) {
    episode::AddSkipped(document.text, dropped.source, dropped.reason, coverage);
  }
  if (Result<void> given = GivePreface(on_planned); !given) return given;
  for (const bool credits : {false, true}) {
    for (const intake::Block& block : document.blocks) {
      if ((block.kind == intake::BlockKind::kCredit) != credits) continue;
      if (credits && reading_.credit == Credit::kSkip) {
        episode::AddSkipped(document.text, block.source, "credit line", coverage);
        continue;
      }
      if (Result<void> given = GiveBlock(block, on_planned); !given) return given;
    }
  }
  return {};
}

std::string DocumentPlan::SoundKey() const { return ContentHash(keys_); }

std::string DocumentPlan::KeyOf(const PlannedSentence& sentence) const {
  const voice::Voice voice = AtRate(VoiceOf(sentence.take, voice_, reading_.rate), sentence.rate);
  std::string key = synthesise::ClipKey(voice, sentence.plan);
  key += fmt::format("{} ", sentence.pause_after_ms);
  if (sentence.pause_before_ms) key += fmt::format("before {} ", *sentence.pause_before_ms);
  if (sentence.take != nullptr && sentence.take->recording) {
    const produce::Music& recording = *sentence.take->recording;
    key +=
        fmt::format("{} {} {} ", recording.name(), recording.samples(), recording.loudness_lufs());
  }
  return key;
}

Result<void> DocumentPlan::GivePreface(const OnPlanned& on_planned) {
  if (reading_.preface.empty()) return {};
  episode::Coverage none;  // these words are not the document's
  std::vector<episode::Doubt> no_doubts;
  PlanOptions plain;
  for (PlannedSentence& sentence : PlanChunk({reading_.preface, 0, true}, context_.normaliser,
                                             context_.pronouncer, voice_, none, no_doubts, plain)) {
    sentence.cue.source = {};
    sentence.words.clear();
    if (Result<void> given = on_planned(std::move(sentence)); !given) return given;
  }
  return {};
}

Result<void> DocumentPlan::GiveBlock(const intake::Block& block, const OnPlanned& on_planned) {
  for (const Chunk& chunk : Chunks(block)) {
    hasty_ = options_.piece > 0;
    for (PlannedSentence& sentence : PlanChunk(chunk, context_.normaliser, context_.pronouncer,
                                               voice_, coverage, doubts, options_)) {
      keys_ += KeyOf(sentence);
      if (Result<void> given = on_planned(std::move(sentence)); !given) return given;
    }
  }
  return {};
}

}  // namespace boyin::pipeline
