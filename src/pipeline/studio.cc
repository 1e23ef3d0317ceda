#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/hash.h"
#include "pipeline/coverage.h"
#include "pipeline/ordered.h"
#include "pipeline/pipeline.h"
#include "pipeline/script.h"
#include "pipeline/version.h"

namespace boyin::pipeline {

struct Studio::State {
  normalise::Normaliser normaliser;
  pronounce::Pronouncer pronouncer;
  synthesise::Pool pool;
  std::size_t width = 1;
};

namespace {

constexpr std::string_view kSpokenLabel = "本音频由语音合成。";
constexpr int kToneRateHz = 44100;

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

/// One call of Render: it carries a document from its blocks to the end of the timeline.
class Take {
 public:
  Take(const normalise::Normaliser& normaliser, const pronounce::Pronouncer& pronouncer,
       synthesise::Pool& pool, std::size_t width, const Settings& settings,
       const OnProgress& on_progress, produce::Timeline& timeline, publish::Episode& episode)
      : normaliser_(normaliser),
        pronouncer_(pronouncer),
        settings_(settings),
        on_progress_(on_progress),
        timeline_(timeline),
        episode_(episode),
        work_(width, width * 4,
              [&pool, this](const Line& line) { return pool.Speak(episode_.voice, line.plan); }) {}

  Result<void> Run() {
    const intake::Document& document = episode_.document;
    for (const intake::Dropped& dropped : document.dropped) {
      AddSkipped(document.text, dropped.source, dropped.reason, episode_.coverage);
    }
    Result<void> done = SayLabel();
    for (const bool credits : {false, true}) {
      for (const intake::Block& block : document.blocks) {
        if (done && (block.kind == intake::BlockKind::kCredit) == credits) done = Say(block);
      }
    }
    while (done && !work_.Empty()) done = Place();
    std::sort(episode_.coverage.ranges.begin(), episode_.coverage.ranges.end(),
              [](const publish::Skipped& a, const publish::Skipped& b) {
                return a.source.begin < b.source.begin;
              });
    return done;
  }

  [[nodiscard]] bool said_anything() const { return said_anything_; }

 private:
  Result<void> SayLabel() {
    if (settings_.label == Label::kTone) {
      const Result<produce::Placed> placed =
          timeline_.Append(produce::LabelTone(kToneRateHz), voice::Voice{});
      if (!placed) return tl::unexpected(placed.error());
      return timeline_.Silence(episode_.voice.pauses.paragraph_ms);
    }
    if (settings_.label != Label::kSpoken) return {};
    publish::Coverage none;  // these words are boyin's own, not the source's
    std::vector<publish::Doubt> no_doubts;
    for (Line& line : Write({kSpokenLabel, 0, true}, normaliser_, pronouncer_, episode_.voice, none,
                            no_doubts)) {
      line.cue.source = {};
      if (Result<void> given = Give(std::move(line)); !given) return given;
    }
    return {};
  }

  Result<void> Say(const intake::Block& block) {
    if (block.kind == intake::BlockKind::kCredit && settings_.credit == Credit::kSkip) {
      AddSkipped(episode_.document.text, block.source, "credit line", episode_.coverage);
      return {};
    }
    for (const Stretch& stretch : Stretches(block)) {
      for (Line& line : Write(stretch, normaliser_, pronouncer_, episode_.voice, episode_.coverage,
                              episode_.doubts)) {
        said_anything_ = true;
        if (Result<void> given = Give(std::move(line)); !given) return given;
      }
    }
    return {};
  }

  Result<void> Give(Line line) {
    while (work_.Full()) {
      if (Result<void> placed = Place(); !placed) return placed;
    }
    work_.Give(std::move(line));
    return {};
  }

  Result<void> Place() {
    auto [line, clip] = work_.Take();
    if (!clip) {
      Error error = clip.error();
      if (error.where.empty()) error.where = episode_.document.file;
      error.what.en += fmt::format(" (at “{}”)", line.cue.written);
      error.what.zh += fmt::format("（在“{}”）", line.cue.written);
      return tl::unexpected(std::move(error));
    }
    if (pause_ms_ > 0) {
      if (Result<void> silence = timeline_.Silence(pause_ms_); !silence) return silence;
    }
    pause_ms_ = line.pause_after_ms;
    const Result<produce::Placed> placed = timeline_.Append(*clip, episode_.voice);
    if (!placed) return tl::unexpected(placed.error());
    line.cue.begin = placed->begin;
    line.cue.end = placed->end;
    bytes_done_ = std::max(bytes_done_, line.cue.source.end);
    episode_.cues.push_back(std::move(line.cue));
    if (on_progress_) {
      on_progress_({episode_.cues.size(), bytes_done_, episode_.document.text.size(), false});
    }
    return {};
  }

  const normalise::Normaliser& normaliser_;
  const pronounce::Pronouncer& pronouncer_;
  const Settings& settings_;
  const OnProgress& on_progress_;
  produce::Timeline& timeline_;
  publish::Episode& episode_;
  Ordered<Line, Result<synthesise::Clip>> work_;
  int pause_ms_ = 0;  // owed before the next sentence
  std::size_t bytes_done_ = 0;
  bool said_anything_ = false;
};

encode::Tags TagsFor(const publish::Episode& episode, const Settings& settings) {
  const intake::Metadata& metadata = episode.document.metadata;
  encode::Tags tags;
  tags.title = settings.title;
  if (tags.title.empty()) tags.title = metadata.title;
  if (tags.title.empty()) tags.title = episode.document.name;
  tags.artist = !metadata.author.empty() ? metadata.author : metadata.source;
  if (tags.artist.empty()) tags.artist = episode.voice.title;
  tags.album = "播音 boyin";
  tags.date = metadata.date.empty() ? settings.date : metadata.date;
  tags.language = metadata.language;
  if (!metadata.source.empty()) tags.comment = "来源：" + metadata.source + "；";
  tags.comment += fmt::format("语音合成：{}（{} {}）", episode.voice.title, episode.engine.name,
                              episode.engine.version);
  if (settings.label != Label::kNone) {
    encode::Aigc aigc;
    aigc.content_producer = fmt::format("boyin {}", kVersion);
    aigc.produce_id = ContentHash(episode.document.text + '\0' + episode.voice.name);
    tags.aigc = aigc;
  }
  return tags;
}

}  // namespace

Studio::Studio(std::unique_ptr<State> state) : state_(std::move(state)) {}
Studio::Studio(Studio&&) noexcept = default;
Studio& Studio::operator=(Studio&&) noexcept = default;
Studio::~Studio() = default;

Result<Studio> Studio::Open(const StudioOptions& options) {
  Result<normalise::Normaliser> normaliser =
      normalise::Normaliser::Create(options.normalise, options.lexicon);
  if (!normaliser) return tl::unexpected(normaliser.error());
  Result<pronounce::Pronouncer> pronouncer =
      pronounce::Pronouncer::Create(options.pronounce, options.lexicon);
  if (!pronouncer) return tl::unexpected(pronouncer.error());
  Result<synthesise::Pool> pool = synthesise::Pool::Start(options.pool);
  if (!pool) return tl::unexpected(pool.error());
  const auto width = static_cast<std::size_t>(std::max(1, options.pool.width));
  return Studio(std::make_unique<State>(
      State{std::move(*normaliser), std::move(*pronouncer), std::move(*pool), width}));
}

Result<publish::Episode> Studio::Render(const intake::Document& document, const Settings& settings,
                                        const OnProgress& on_progress) {
  publish::Episode episode;
  episode.document = document;
  episode.voice = AtRate(settings.voice, settings.rate);
  Result<encode::Settings> encoding = encode::Resolve(
      settings.encoding, settings.encoding.sample_rate_hz > 0 ? settings.encoding.sample_rate_hz
                                                              : produce::Settings{}.sample_rate_hz);
  if (!encoding) return tl::unexpected(encoding.error());
  Result<produce::Timeline> timeline = produce::Timeline::Create(
      {.sample_rate_hz = encoding->sample_rate_hz, .spool_folder = settings.spool_folder});
  if (!timeline) return tl::unexpected(timeline.error());
  {
    Take take(state_->normaliser, state_->pronouncer, state_->pool, state_->width, settings,
              on_progress, *timeline, episode);
    if (Result<void> done = take.Run(); !done) return tl::unexpected(done.error());
    if (!take.said_anything()) {
      return Fail(Code::kInput, document.file, {"holds nothing to read aloud", "没有可朗读的文字"},
                  {"put the text to be read into it", "请写入要朗读的文字"});
    }
  }
  const Result<synthesise::EngineInfo> engine = state_->pool.Describe(episode.voice);
  if (!engine) return tl::unexpected(engine.error());
  episode.engine = *engine;
  episode.worker_restarts = state_->pool.restarts();
  if (on_progress) {
    on_progress({episode.cues.size(), document.text.size(), document.text.size(), true});
  }
  Result<produce::Programme> programme = std::move(*timeline).Finish(settings.profile);
  if (!programme) return tl::unexpected(programme.error());
  episode.mastering = programme->mastering();
  episode.sample_rate_hz = programme->sample_rate_hz();
  episode.samples = programme->samples();
  episode.file = settings.output.string();
  Result<encode::Certificate> certificate =
      encode::Encode(*programme, *encoding, TagsFor(episode, settings), settings.output);
  if (!certificate) return tl::unexpected(certificate.error());
  episode.certificate = *certificate;
  return episode;
}

}  // namespace boyin::pipeline
