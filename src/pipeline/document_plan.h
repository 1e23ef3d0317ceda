// The one walk through a document: its blocks in the order in which they are heard (credit lines
// last), chunk by chunk, each planned into sentences. Private to pipeline.
//
//   DocumentPlan plan(context, reading);
//   Result<void> walked = plan.Walk(document, [&](PlannedSentence sentence) { … });
//   plan.coverage;  plan.doubts;  plan.SoundKey();
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/narrate.h"
#include "pipeline/planned_sentence.h"

namespace boyin::pipeline {

class DocumentPlan {
 public:
  using OnPlanned = std::function<Result<void>(PlannedSentence)>;

  /// `context` and `reading` must outlive it.
  DocumentPlan(const RenderContext& context, const Reading& reading);

  /// Gives every sentence in order, first those of the preface, whose source is empty. An error of
  /// `on_planned` ends the walk and is the result.
  [[nodiscard]] Result<void> Walk(const intake::Document& document, const OnPlanned& on_planned);

  /// The reading's voice, with the rate applied.
  [[nodiscard]] const voice::Voice& voice() const { return voice_; }
  /// See Reading::piece; changes on the way.
  [[nodiscard]] std::size_t piece() const { return options_.piece; }
  /// Whether the sentence given is a piece that somebody waits for.
  [[nodiscard]] bool hasty() const { return hasty_; }
  /// A name for how everything walked through so far is heard, the preface aside.
  [[nodiscard]] std::string SoundKey() const;

  episode::Coverage coverage;
  std::vector<episode::Doubt> doubts;

 private:
  [[nodiscard]] std::string KeyOf(const PlannedSentence& sentence) const;
  [[nodiscard]] Result<void> GivePreface(const OnPlanned& on_planned);
  [[nodiscard]] Result<void> GiveBlock(const intake::Block& block, const OnPlanned& on_planned);

  const RenderContext& context_;
  const Reading& reading_;
  voice::Voice voice_;
  PlanOptions options_;
  bool hasty_ = false;
  std::string keys_;
};

}  // namespace boyin::pipeline
