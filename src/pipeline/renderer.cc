#include <algorithm>

#include <fmt/format.h>

#include "base/message.h"
#include "pipeline/episode_tags.h"
#include "pipeline/narrate.h"
#include "pipeline/pipeline.h"
#include "pipeline/sequence.h"
#include "pipeline/takes.h"

namespace boyin::pipeline {

namespace {

/// What renderers may share.
struct Texts {
  normalise::Normaliser normaliser;
  pronounce::Pronouncer pronouncer;
};
struct Engines {
  Engines(synthesise::Pool started, std::size_t side_by_side)
      : pool(std::move(started)), width(side_by_side) {}

  synthesise::Pool pool;
  SayableLetters letters{pool};
  std::size_t width;
};

Result<std::shared_ptr<const Texts>> OpenTexts(const RendererOptions& options) {
  Result<normalise::Normaliser> normaliser =
      normalise::Normaliser::Create(options.normalise, options.lexicon);
  if (!normaliser) return tl::unexpected(normaliser.error());
  Result<pronounce::Pronouncer> pronouncer =
      pronounce::Pronouncer::Create(options.pronounce, options.lexicon);
  if (!pronouncer) return tl::unexpected(pronouncer.error());
  return std::make_shared<const Texts>(Texts{std::move(*normaliser), std::move(*pronouncer)});
}

Result<std::shared_ptr<Engines>> StartEngines(const synthesise::PoolOptions& options) {
  Result<synthesise::Pool> pool = synthesise::Pool::Start(options);
  if (!pool) return tl::unexpected(pool.error());
  return std::make_shared<Engines>(std::move(*pool),
                                   static_cast<std::size_t>(std::max(1, options.width)));
}

}  // namespace

struct Renderer::State {
  [[nodiscard]] RenderContext Context() const {
    return {texts->normaliser, texts->pronouncer, engines->pool, engines->letters, engines->width};
  }

  std::shared_ptr<const Texts> texts;
  std::shared_ptr<Engines> engines;
};

namespace {

constexpr int kToneRateHz = 44100;

/// Settings::readings
episode::Cue WithoutReading(episode::Cue cue) {
  return {.source = cue.source,
          .written = std::move(cue.written),
          .begin = cue.begin,
          .end = cue.end,
          .speaker = std::move(cue.speaker),
          .remade = cue.remade,
          .fallback = std::move(cue.fallback)};
}

/// Puts sentences on a timeline as they come.
class TimelineSink {
 public:
  TimelineSink(produce::Timeline& timeline, std::size_t bytes, bool readings,
               const OnProgress& on_progress)
      : timeline_(timeline), bytes_(bytes), readings_(readings), on_progress_(on_progress) {}

  Result<void> Sound(const synthesise::Clip& clip, int pause_after_ms) {
    const Result<produce::Placed> placed = timeline_.Append(clip, voice::Voice{});
    if (!placed) return tl::unexpected(placed.error());
    pause_ms_ = pause_after_ms;
    return {};
  }

  Result<void> Place(SpokenSentence said) {
    pause_ms_ = said.pause_before_ms.value_or(pause_ms_);
    if (pause_ms_ > 0) {
      if (Result<void> silence = timeline_.Silence(pause_ms_); !silence) return silence;
    }
    pause_ms_ = said.pause_after_ms;
    const Result<produce::Placed> placed = Append(timeline_, said);
    if (!placed) return tl::unexpected(placed.error());
    Move(*placed, said.cue);
    bytes_done_ = std::max(bytes_done_, said.cue.source.end);
    cues.push_back(readings_ ? std::move(said.cue) : WithoutReading(std::move(said.cue)));
    if (on_progress_) on_progress_({cues.size(), bytes_done_, bytes_, false});
    return {};
  }

  std::vector<episode::Cue> cues;

 private:
  produce::Timeline& timeline_;
  std::size_t bytes_;
  bool readings_;
  const OnProgress& on_progress_;
  int pause_ms_ = 0;  // owed before the next sentence
  std::size_t bytes_done_ = 0;
};

/// Masters, encodes, and completes what is known of the episode.
Result<episode::Episode> Finish(produce::Timeline timeline, episode::Episode episode,
                                const Settings& settings, const encode::Settings& encoding) {
  Result<produce::Programme> programme = std::move(timeline).Finish(settings.profile);
  if (!programme) return tl::unexpected(programme.error());
  episode.mastering = programme->mastering();
  episode.sample_rate_hz = programme->sample_rate_hz();
  episode.samples = programme->samples();
  episode.file = settings.output.string();
  Result<encode::Tags> tags = TagsFor(episode, settings);
  if (!tags) return tl::unexpected(tags.error());
  episode.tags = std::move(*tags);
  Result<encode::Certificate> certificate =
      encode::Encode(*programme, encoding, episode.tags, settings.output);
  if (!certificate) return tl::unexpected(certificate.error());
  episode.certificate = *certificate;
  return episode;
}

std::vector<Range> WorthSayingAgain(const std::vector<Unwell>& unwell) {
  std::vector<Range> sentences;
  for (const Unwell& one : unwell) {
    if (!one.always) sentences.push_back(one.source);
  }
  return sentences;
}

std::size_t FindingsIn(Range source, const std::vector<Unwell>& unwell) {
  const auto found = std::ranges::find(unwell, source, &Unwell::source);
  return found == unwell.end() ? 0 : found->findings;
}

bool IsBetter(Range source, const std::vector<Unwell>& before, const std::vector<Unwell>& after) {
  return FindingsIn(source, after) < FindingsIn(source, before);
}

}  // namespace

Renderer::Renderer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;
Renderer::~Renderer() = default;

Result<Renderer> Renderer::Open(const RendererOptions& options) {
  Result<std::shared_ptr<const Texts>> texts = OpenTexts(options);
  if (!texts) return tl::unexpected(texts.error());
  Result<std::shared_ptr<Engines>> engines = StartEngines(options.pool);
  if (!engines) return tl::unexpected(engines.error());
  return Renderer(std::make_unique<State>(State{std::move(*texts), std::move(*engines)}));
}

Result<Renderer> Renderer::WithPool(const synthesise::PoolOptions& options) const {
  Result<std::shared_ptr<Engines>> engines = StartEngines(options);
  if (!engines) return tl::unexpected(engines.error());
  return Renderer(std::make_unique<State>(State{state_->texts, std::move(*engines)}));
}

Result<Renderer> Renderer::WithTables(const RendererOptions& options) const {
  Result<std::shared_ptr<const Texts>> texts = OpenTexts(options);
  if (!texts) return tl::unexpected(texts.error());
  return Renderer(std::make_unique<State>(State{std::move(*texts), state_->engines}));
}

Renderer Renderer::WithEngines(const Renderer& other) const {
  return Renderer(std::make_unique<State>(State{state_->texts, other.state_->engines}));
}

const normalise::Normaliser& Renderer::normaliser() const { return state_->texts->normaliser; }
const pronounce::Pronouncer& Renderer::pronouncer() const { return state_->texts->pronouncer; }
int Renderer::worker_restarts() const { return state_->engines->pool.restarts(); }

void Move(const produce::Placed& placed, episode::Cue& cue) {
  cue.begin = placed.Move(cue.begin);
  cue.end = placed.Move(cue.end);
  for (episode::Word& word : cue.words) {
    word.begin = placed.Move(word.begin);
    word.end = placed.Move(word.end);
  }
}

Result<Narration> Renderer::Narrate(const intake::Document& document, const Reading& reading,
                                    const OnSentence& on_sentence) const {
  return pipeline::Narrate(state_->Context(), document, reading, on_sentence);
}

std::string Renderer::SoundKey(const intake::Document& document, const Reading& reading) const {
  return pipeline::SoundKey(state_->Context(), document, reading);
}

synthesise::Tally Renderer::tally() const { return state_->engines->pool.tally(); }

/// Sentences, by Cue::source, that are not said as at first.
struct Renderer::Afresh {
  std::vector<Range> sentences{};
  synthesise::Kept from = synthesise::Kept::kRenew;
};

Result<episode::Episode> Renderer::Render(const intake::Document& document,
                                          const Settings& settings,
                                          const OnProgress& on_progress) const {
  Result<episode::Episode> episode = RenderOnce(document, settings, {}, on_progress);
  if (!episode || !settings.listen_to) return episode;
  const Result<std::vector<Unwell>> first = settings.listen_to(*episode);
  if (!first) return tl::unexpected(first.error());
  std::vector<Range> again = WorthSayingAgain(*first);
  if (again.empty()) return episode;
  episode = RenderOnce(document, settings, {again}, on_progress);
  if (!episode) return episode;
  const Result<std::vector<Unwell>> second = settings.listen_to(*episode);
  if (!second) return tl::unexpected(second.error());
  const std::size_t tried = again.size();
  std::erase_if(again, [&](Range source) { return !IsBetter(source, *first, *second); });
  // What a server says again is no worse for being the second.
  if (again.size() == tried || synthesise::ReadsText(settings.voice.engine)) return episode;
  episode = RenderOnce(document, settings, {again, synthesise::Kept::kTake}, on_progress);
  if (!episode) return episode;
  if (Result<std::vector<Unwell>> last = settings.listen_to(*episode); !last) {
    return tl::unexpected(last.error());
  }
  return episode;
}

Result<episode::Episode> Renderer::RenderOnce(const intake::Document& original,
                                              const Settings& settings, Afresh afresh,
                                              const OnProgress& on_progress) const {
  Result<encode::Settings> encoding = encode::Resolve(
      settings.encoding, settings.encoding.sample_rate_hz > 0 ? settings.encoding.sample_rate_hz
                                                              : produce::Settings{}.sample_rate_hz);
  if (!encoding) return tl::unexpected(encoding.error());
  Result<produce::Timeline> timeline = produce::Timeline::Create(
      {.sample_rate_hz = encoding->sample_rate_hz, .spool_folder = settings.spool_folder});
  if (!timeline) return tl::unexpected(timeline.error());
  Result<std::vector<Take>> takes =
      TakesAtRate(settings.takes, encoding->sample_rate_hz, settings.spool_folder);
  if (!takes) return tl::unexpected(takes.error());
  DirectedDocument directed =
      PutTakes(original, *takes, {normaliser(), pronouncer(), settings.voice});
  if (settings.strict && !directed.lost.empty())
    return tl::unexpected(LostTakeError(directed.lost.front()));
  const intake::Document& document = directed.document;
  TimelineSink sink(*timeline, document.text.size(), settings.readings, on_progress);
  Reading reading{settings.voice,         settings.rate,    settings.credit, {},
                  settings.number_safety, settings.fallback};
  reading.strict = settings.strict;
  reading.afresh = std::move(afresh.sentences);
  reading.afresh_from = afresh.from;
  reading.directions = std::move(directed.directions);
  if (settings.label == Label::kSpoken) reading.preface = kSpokenLabel;
  if (settings.label == Label::kTone) {
    if (Result<void> tone =
            sink.Sound(produce::LabelTone(kToneRateHz), settings.voice.pauses.paragraph_ms);
        !tone) {
      return tl::unexpected(tone.error());
    }
  }
  Result<Narration> narration =
      Narrate(document, reading, [&](SpokenSentence said) -> Result<void> {
        if (settings.stop.stop_requested()) {
          return Fail(Code::kInterrupted, "", Translated("stopped"));
        }
        return sink.Place(std::move(said));
      });
  if (!narration) return tl::unexpected(narration.error());
  if (narration->sentences == 0) {
    return Fail(Code::kInput, document.file, Translated("holds nothing to read aloud"),
                Translated("put the text to be read into it"));
  }
  episode::Episode episode;
  episode.document = document;
  episode.lost_takes = std::move(directed.lost);
  episode.made_at = settings.made_at;
  episode.voice = std::move(narration->voice);
  episode.engine = std::move(narration->engine);
  episode.worker_restarts = state_->engines->pool.restarts();
  episode.cues = std::move(sink.cues);
  episode.sound_key = std::move(narration->sound_key);
  episode.coverage = std::move(narration->coverage);
  episode.doubts = std::move(narration->doubts);
  if (on_progress) {
    on_progress({episode.cues.size(), document.text.size(), document.text.size(), true});
  }
  return Finish(std::move(*timeline), std::move(episode), settings, *encoding);
}

}  // namespace boyin::pipeline
