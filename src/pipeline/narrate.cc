#include "pipeline/narrate.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/message.h"
#include "base/utf8.h"
#include "episode/coverage.h"
#include "pipeline/document_plan.h"
#include "pipeline/ordered.h"

namespace boyin::pipeline {
namespace {

/// One reading: it carries a document from its plan to its last sentence.
class Narrator {
 public:
  Narrator(const RenderContext& context, const intake::Document& document, const Reading& reading,
           const OnSentence& on_sentence)
      : context_(context),
        document_(document),
        reading_(reading),
        on_sentence_(on_sentence),
        plan_(context, reading),
        work_(context.width, context.width * 4,
              [this](const PlannedSentence& sentence) { return Speak(sentence); }) {
    if (reading.fallback) fallback_ = AtRate(*reading.fallback, reading.rate);
  }

  Result<Narration> Run() {
    Result<void> done = plan_.Walk(
        document_, [this](PlannedSentence sentence) { return Give(std::move(sentence)); });
    while (done && !work_.Empty()) done = Hand();
    if (!done) return tl::unexpected(done.error());
    plan_.coverage.Sort();
    if (reading_.strict && plan_.coverage.not_said > 0) return Refuse();
    Result<synthesise::EngineInfo> engine = context_.pool.Describe(plan_.voice());
    if (!engine && fallback_) engine = context_.pool.Describe(*fallback_);
    if (!engine) return tl::unexpected(engine.error());
    return Narration{.voice = plan_.voice(),
                     .engine = std::move(*engine),
                     .coverage = std::move(plan_.coverage),
                     .doubts = std::move(plan_.doubts),
                     .sentences = sentences_,
                     .piece = plan_.piece(),
                     .sound_key = plan_.SoundKey()};
  }

 private:
  Result<void> Give(PlannedSentence sentence) {
    // What is heard next comes first: a piece has the machine for itself.
    while (plan_.hasty() ? !work_.Empty() : work_.Full() || work_.Ready()) {
      if (Result<void> handed = Hand(); !handed) return handed;
    }
    work_.Give(std::move(sentence));
    return {};
  }

  [[nodiscard]] Result<SpokenPlan> Speak(const PlannedSentence& sentence) const {
    const Take* take = sentence.take;
    if (take != nullptr && take->recording) return SpokenPlan{};
    const voice::Voice voice = AtRate(VoiceOf(take, plan_.voice(), reading_.rate), sentence.rate);
    std::optional<voice::Voice> fallback = FallbackOf(take);
    if (fallback) fallback = AtRate(*fallback, sentence.rate);
    const bool locked = take != nullptr && take->wish.locked;
    std::optional<synthesise::Kept> afresh;
    if (!locked && std::ranges::find(reading_.afresh, sentence.cue.source) != reading_.afresh.end())
      afresh = reading_.afresh_from;
    return SpeakWhatCanBe(context_.pool, context_.letters,
                          {voice, fallback ? &*fallback : nullptr, afresh}, sentence.plan);
  }

  /// Who says what the voice of a sentence cannot, as fast as it would have.
  [[nodiscard]] std::optional<voice::Voice> FallbackOf(const Take* take) const {
    if (take == nullptr) return fallback_;
    if (!take->voice)
      return fallback_ ? std::optional(AtRate(*fallback_, take->wish.rate)) : std::nullopt;
    if (!take->fallback) return std::nullopt;
    return AtRate(*take->fallback, reading_.rate * take->wish.rate);
  }

  /// A sentence that somebody has recorded.
  Result<void> HandRecording(PlannedSentence& sentence) {
    const Take& take = *sentence.take;
    if (!sentence.cue.source.empty()) ++sentences_;
    sentence.cue.end = take.recording->samples();
    sentence.cue.words = SharedWords(sentence, sentence.cue.end);
    sentence.cue.pinyin.clear();  // nobody knows how it was read
    sentence.cue.speaker = take.recording->name();
    SpokenSentence said{std::move(sentence.cue), {}, sentence.pause_after_ms};
    said.voice.title = said.cue.speaker;
    said.pause_before_ms = sentence.pause_before_ms;
    said.recording = take.recording;
    return on_sentence_(std::move(said));
  }

  /// The oldest sentence to the listener.
  Result<void> Hand() {
    auto [sentence, spoken] = work_.Take();
    if (!spoken) {
      Error error = spoken.error();
      if (error.where.empty()) error.where = document_.file;
      error.what = Translated("{} (at “{}”)", error.what, sentence.cue.written);
      return tl::unexpected(std::move(error));
    }
    const Take* take = sentence.take;
    if (take != nullptr && take->recording) return HandRecording(sentence);
    for (const UnsaidUnit& unsaid : spoken->unsaid) NoteUnsaid(sentence, unsaid);
    synthesise::Attempted& said = spoken->said;
    if (said.clip.samples.empty()) return {};
    if (!sentence.cue.source.empty()) ++sentences_;
    sentence.cue.end = static_cast<std::int64_t>(said.clip.samples.size());
    sentence.cue.words = TimedWords(sentence, said.clip);
    sentence.cue.remade = said.clip.remade;
    sentence.cue.fallback = said.why;
    const bool other = !said.why.en.empty();
    const voice::Voice& own = take != nullptr && take->voice ? *take->voice : plan_.voice();
    voice::Voice voice = other ? *FallbackOf(take) : own;
    if (voice.name != plan_.voice().name) sentence.cue.speaker = voice.title;
    return on_sentence_({std::move(sentence.cue), std::move(said.clip), sentence.pause_after_ms,
                         std::move(voice), sentence.pause_before_ms});
  }

  /// Where the letters of a unit stand in the source. Said again, a sentence is noted once.
  void NoteUnsaid(const PlannedSentence& sentence, const UnsaidUnit& unsaid) {
    const auto word =
        std::find_if(sentence.words.rbegin(), sentence.words.rend(),
                     [&](const WordStart& start) { return start.unit <= unsaid.unit; });
    if (word == sentence.words.rend()) return;
    const std::string_view written = word->source.In(document_.text);
    for (std::size_t at = 0; at < written.size();) {
      const std::size_t length = utf8::Decode(written, at).length;
      const std::size_t begin = word->source.begin + at;
      const bool lost = unsaid.letters.find(written.substr(at, length)) != std::string::npos;
      if (lost && noted_.insert(begin).second) {
        episode::MarkUnsaid({begin, begin + length}, episode::kNoSound, plan_.coverage);
      }
      at += length;
    }
  }

  [[nodiscard]] tl::unexpected<Error> Refuse() const {
    const std::string first(plan_.coverage.unsaid.front().source.In(document_.text));
    const std::size_t count = plan_.coverage.not_said;
    return Fail(Code::kInput, document_.file,
                Translated("{} characters cannot be said, the first of them “{}”", count, first),
                Translated("give them a reading in a lexicon, or leave --strict away"));
  }

  const RenderContext& context_;
  const intake::Document& document_;
  const Reading& reading_;
  const OnSentence& on_sentence_;
  DocumentPlan plan_;
  std::optional<voice::Voice> fallback_;
  std::set<std::size_t> noted_;  // bytes of the source
  std::size_t sentences_ = 0;
  Ordered<PlannedSentence, Result<SpokenPlan>> work_;  // last: its threads end before the rest
};

}  // namespace

Result<Narration> Narrate(const RenderContext& context, const intake::Document& document,
                          const Reading& reading, const OnSentence& on_sentence) {
  return Narrator(context, document, reading, on_sentence).Run();
}

std::string SoundKey(const RenderContext& context, const intake::Document& document,
                     const Reading& reading) {
  DocumentPlan plan(context, reading);
  (void)plan.Walk(document, [](const PlannedSentence&) -> Result<void> { return {}; });
  return plan.SoundKey();
}

}  // namespace boyin::pipeline
