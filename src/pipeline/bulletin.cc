#include "pipeline/bulletin.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/message.h"
#include "pipeline/episode_tags.h"
#include "pipeline/running_order.h"
#include "pipeline/sequence.h"
#include "pipeline/slot.h"
#include "pipeline/takes.h"

namespace boyin::pipeline {
namespace {

constexpr int kMostTrials = 5;      // of a rate
constexpr double kAimShortMs = 20;  // the last milliseconds are filled with silence, to the sample
constexpr int kBedTailMs = 2600;    // the bed goes on after the last headline, or
constexpr int kBedUnderMs = 700;    // so far under the music that follows; it fades for
constexpr int kBedFadeMs = 1200;

std::string Clock(double milliseconds) {
  const auto seconds = std::llround(milliseconds / 1000);
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

/// What is to be spoken, and how, so that it fits.
struct Arrangement {
  RunningOrder running;
  Tempo tempo;
  double natural_ms = 0;  // with all stories
};

/// Finds the arrangement: measures, leaves out, measures again.
class SlotFitter {
 public:
  SlotFitter(const Renderer& renderer, const BulletinOrder& order, const std::vector<Take>& takes,
             PlayOptions options, double edges_ms)
      : renderer_(renderer),
        order_(order),
        takes_(takes),
        options_(std::move(options)),
        edges_ms_(edges_ms),
        slot_ms_(order.rundown.length_ms) {}

  Result<Arrangement> Arrange() {
    Arrangement arrangement;
    arrangement.running = Arranged(renderer_, order_, takes_, left_out);
    if (slot_ms_ == 0) return arrangement;
    while (true) {
      Result<SequenceLength> measured = MeasureAt(arrangement.running, 1);
      if (!measured) return tl::unexpected(measured.error());
      if (left_out.empty()) arrangement.natural_ms = measured->Total().Total();
      const Fit fit = Fitted(measured->Total());
      if (fit.fitting == Fitting::kFits) {
        arrangement.tempo = fit.tempo;
        Result<void> settled = SettleOn(measured->Total(), arrangement);
        if (!settled) return tl::unexpected(settled.error());
        return arrangement;
      }
      if (fit.fitting == Fitting::kTooShort || !LeaveOut(*measured)) return Refuse(fit);
      arrangement.running = Arranged(renderer_, order_, takes_, left_out);
    }
  }

  std::set<int> left_out;

 private:
  Result<SequenceLength> MeasureAt(RunningOrder& running, double rate) {
    PlayOptions options = options_;
    options.rate = rate;
    return MeasureSequence(renderer_, order_, running, options, edges_ms_);
  }

  [[nodiscard]] Fit Fitted(const Length& natural) const {
    return FitTo(natural, slot_ms_ - kAimShortMs, order_.rundown.limits,
                 order_.music.fill.has_value());
  }

  /// Leaves out stories in the order that the rundown states until the rest should fit. False where
  /// none is left that may go.
  bool LeaveOut(const SequenceLength& measured) {
    Length rest = measured.Total();
    bool any = false;
    while (Fitted(rest).fitting == Fitting::kTooLong) {
      int next = kFrame;
      for (int i = 0; i < static_cast<int>(order_.stories.size()); ++i) {
        const int drop = Drop(i);
        // Of those with the same number the last one goes first.
        if (drop > 0 && left_out.count(i) == 0 && (next == kFrame || drop <= Drop(next))) next = i;
      }
      if (next == kFrame) return any;
      left_out.insert(next);
      any = true;
      const Length& gone = measured.stories[static_cast<std::size_t>(next)];
      rest += {-gone.speech, -gone.pauses, -gone.fixed};
    }
    return any;
  }

  [[nodiscard]] int Drop(int story) const {
    return order_.stories[static_cast<std::size_t>(story)].drop;
  }

  /// Speech is only nearly inverse to its rate: measures at the rate and corrects it until the
  /// pauses that meet the slot are within their limits.
  Result<void> SettleOn(const Length& natural, Arrangement& arrangement) {
    const rundown::Limits& limits = order_.rundown.limits;
    Tempo& tempo = arrangement.tempo;
    Length spoken = natural;
    const double aim = slot_ms_ - kAimShortMs;
    for (int trial = 0; tempo.rate != 1 && trial < kMostTrials; ++trial) {
      if (trial > 0) {
        const double goal = aim - tempo.fill_ms - spoken.fixed;
        tempo.rate *= (spoken.speech + spoken.pauses * tempo.pauses) / goal;
        tempo.rate = std::clamp(tempo.rate, limits.rate_least, limits.rate_most);
      }
      Result<SequenceLength> measured = MeasureAt(arrangement.running, tempo.rate);
      if (!measured) return tl::unexpected(measured.error());
      spoken = measured->Total();
      if (Within(Settle(spoken, aim, tempo), limits)) break;
    }
    tempo = Settle(spoken, aim, tempo);
    if (Within(tempo, limits)) return {};
    const double over = spoken.Total() + tempo.fill_ms - aim;
    return Refuse({over > 0 ? Fitting::kTooLong : Fitting::kTooShort, tempo, std::abs(over)});
  }

  [[nodiscard]] tl::unexpected<Error> Refuse(const Fit& fit) const {
    const rundown::Rundown& rundown = order_.rundown;
    const rundown::Limits& limits = rundown.limits;
    const bool by_flag = rundown.length_place.line == 0;
    const std::string where = by_flag ? "--length" : At(rundown, rundown.length_place);
    const std::string slot = Clock(slot_ms_);
    const std::string nearest =
        Clock(slot_ms_ + (fit.fitting == Fitting::kTooLong ? fit.off_ms : -fit.off_ms));
    if (fit.fitting == Fitting::kTooLong) {
      return Fail(
          Code::kUsage, where,
          Translated("does not fit into {}: {} with pauses × {}, rate × {} and everything left out "
                     "that may be",
                     slot, nearest, limits.pauses_least, limits.rate_most),
          Translated("mark more items with drop = 1, 2 …, widen [fit], or give it more time"));
    }
    return Fail(
        Code::kUsage, where,
        order_.music.fill
            ? Translated(
                  "does not fill {}: {} with pauses × {}, rate × {} and the music at the end", slot,
                  nearest, limits.pauses_most, limits.rate_least)
            : Translated("does not fill {}: {} with pauses × {}, rate × {}", slot, nearest,
                         limits.pauses_most, limits.rate_least),
        Translated("name music with fill in [music], allow more of it with fill_most in [fit], or "
                   "add an item"));
  }

  const Renderer& renderer_;
  const BulletinOrder& order_;
  const std::vector<Take>& takes_;
  PlayOptions options_;
  double edges_ms_;
  double slot_ms_;
};

/// Puts a sequence on the timeline, with its music.
class TimelineSink : public SequenceSink {
 public:
  TimelineSink(const BulletinOrder& order, produce::Timeline& timeline, int rate_hz,
               const Tempo& tempo, std::size_t bytes, const OnProgress& on_progress)
      : order_(order),
        timeline_(timeline),
        rate_hz_(rate_hz),
        tempo_(tempo),
        bytes_(bytes),
        on_progress_(on_progress) {}

  Result<void> Begin(const Step& step) override {
    if (!step.chapter.empty()) {
      chapters.push_back({step.chapter, chapters.empty() ? 0 : Milliseconds(timeline_.samples())});
    }
    // The bed comes up under the tail of the music before it.
    if (step.over_bed && bed_begin_ < 0) bed_begin_ = timeline_.samples() - Samples(overlap_ms_);
    return {};
  }

  Result<void> Music(const Step& step) override {
    produce::MusicCue cue = produce::ForegroundCue();
    cue.alone_lu = order_.rundown.music.alone_lu;
    cue.under_lu = std::min(cue.under_lu, cue.alone_lu);
    if (bed_begin_ >= 0 && bed_stop_ < 0) bed_stop_ = timeline_.samples() + Samples(kBedUnderMs);
    overlap_ms_ = OverlapMs(order_, step);
    const Result<produce::Placed> placed =
        timeline_.Play(*MusicOf(order_, step), cue, 0, overlap_ms_);
    if (!placed) return tl::unexpected(placed.error());
    return {};
  }

  /// What is said in a recording is shown while it is heard, its paragraphs by their lengths.
  Result<void> Recording(const Step& step) override {
    const Story& story = order_.stories[static_cast<std::size_t>(step.story)];
    const auto at = [&](int ms) { return std::int64_t{ms} * rate_hz_ / 1000; };
    const Result<produce::Placed> placed =
        timeline_.AppendRecording(*story.recording, at(story.from_ms), at(story.to_ms));
    if (!placed) return tl::unexpected(placed.error());
    words_end_ = timeline_.samples();
    std::size_t all = 0;
    for (const intake::Block& block : step.blocks) all += block.text.size();
    std::size_t before = 0;
    const auto moment = [&] {
      return placed->begin +
             static_cast<std::int64_t>(static_cast<double>(before) / static_cast<double>(all) *
                                       static_cast<double>(placed->end - placed->begin));
    };
    for (const intake::Block& block : step.blocks) {
      episode::Cue cue;
      cue.source = block.source;
      cue.written = cue.spoken = block.text;
      cue.speaker = ChapterOf(story);
      cue.begin = moment();
      before += block.text.size();
      cue.end = moment();
      cues.push_back(std::move(cue));
    }
    return {};
  }

  Result<void> Sentence(SpokenSentence said, const Step& step) override {
    const Result<produce::Placed> placed = Append(timeline_, said);
    if (!placed) return tl::unexpected(placed.error());
    Move(*placed, said.cue);
    said.cue.speaker = said.voice.title;  // the fallback, where that spoke
    words_end_ = timeline_.samples();
    if (step.over_bed) bed_end_ = words_end_;
    cues.push_back(std::move(said.cue));
    if (on_progress_) on_progress_({cues.size(), cues.back().source.end, bytes_, false});
    return {};
  }

  Result<void> Pause(int length_ms, const Step& /*step*/) override {
    owed_ms_ += length_ms * tempo_.pauses;
    const int whole = static_cast<int>(owed_ms_);  // what is cut off is owed to the next
    owed_ms_ -= whole;
    return timeline_.Silence(whole);
  }

  /// The bed, the music at the end, and silence to the very end of the slot.
  Result<void> Close() {
    if (order_.music.bed && bed_begin_ >= 0) {
      const std::int64_t stop = bed_stop_ >= 0 ? bed_stop_ : bed_end_ + Samples(kBedTailMs);
      Result<void> laid = LayBed(*order_.music.bed, bed_begin_, stop, kBedFadeMs);
      if (!laid) return laid;
    }
    if (order_.rundown.length_ms == 0) return {};
    const std::int64_t end = std::int64_t{order_.rundown.length_ms} * rate_hz_ / 1000;
    if (Result<void> filled = timeline_.FillTo(end); !filled) return filled;
    if (order_.music.fill && tempo_.fill_ms > 0) {
      return LayBed(*order_.music.fill, words_end_, end, produce::BedCue().fade_out_ms);
    }
    return {};
  }

  std::vector<episode::Cue> cues;
  std::vector<encode::Chapter> chapters;

 private:
  [[nodiscard]] std::int64_t Milliseconds(std::int64_t samples) const {
    return samples * 1000 / rate_hz_;
  }

  [[nodiscard]] std::int64_t Samples(int ms) const { return std::int64_t{ms} * rate_hz_ / 1000; }

  Result<void> LayBed(const produce::Music& music, std::int64_t begin, std::int64_t end,
                      int fade_out_ms) {
    produce::MusicCue cue = produce::BedCue();
    cue.fade_out_ms = fade_out_ms;
    cue.begin = begin;
    cue.end = end;
    cue.loop = true;
    cue.under_lu = order_.rundown.music.bed_under_lu;
    cue.alone_lu = std::max(order_.rundown.music.bed_alone_lu, cue.under_lu);
    const Result<std::int64_t> laid = timeline_.Lay(music, cue);
    if (!laid) return tl::unexpected(laid.error());
    return {};
  }

  const BulletinOrder& order_;
  produce::Timeline& timeline_;
  int rate_hz_;
  const Tempo& tempo_;
  std::size_t bytes_;
  const OnProgress& on_progress_;
  double owed_ms_ = 0;  // part of a millisecond
  std::int64_t bed_begin_ = -1;
  std::int64_t bed_end_ = 0;
  std::int64_t bed_stop_ = -1;  // under the music that follows
  int overlap_ms_ = 0;          // of the last music
  std::int64_t words_end_ = 0;
};

Result<encode::Settings> ResolvedEncoding(const Settings& settings) {
  const int asked = settings.encoding.sample_rate_hz;
  return encode::Resolve(settings.encoding, asked > 0 ? asked : produce::Settings{}.sample_rate_hz);
}

/// The music at the rate of the programme.
Result<BulletinMusic> MusicAtRate(const BulletinMusic& music, int sample_rate_hz,
                                  const std::filesystem::path& spool_folder) {
  BulletinMusic converted = music;
  for (std::optional<produce::Music>* piece : {&converted.opening, &converted.bed, &converted.sting,
                                               &converted.closing, &converted.fill}) {
    if (!*piece) continue;
    Result<produce::Music> at_rate = produce::AtRate(**piece, sample_rate_hz, spool_folder);
    if (!at_rate) return tl::unexpected(at_rate.error());
    *piece = std::move(*at_rate);
  }
  return converted;
}

/// What the stories bring with them, likewise.
Result<std::vector<Story>> StoriesAtRate(std::vector<Story> stories, int sample_rate_hz,
                                         const std::filesystem::path& spool_folder) {
  const auto convert = [&](std::optional<produce::Music>& music) -> Result<void> {
    if (!music) return {};
    Result<produce::Music> at_rate = produce::AtRate(*music, sample_rate_hz, spool_folder);
    if (!at_rate) return tl::unexpected(at_rate.error());
    music = std::move(*at_rate);
    return {};
  };
  for (Story& story : stories) {
    Result<void> done = convert(story.recording);
    if (done && story.sting) done = convert(*story.sting);
    if (!done) return tl::unexpected(done.error());
  }
  return stories;
}

/// Makes one bulletin.
class BulletinRenderer {
 public:
  BulletinRenderer(const Renderer& renderer, const BulletinOrder& order, const Settings& settings,
                   const encode::Settings& encoding, const OnProgress& on_progress)
      : renderer_(renderer),
        order_(order),
        settings_(settings),
        encoding_(encoding),
        on_progress_(on_progress) {}

  Result<Bulletin> Make() {
    PlayOptions options{1, settings_.credit, {}, settings_.strict, settings_.stop};
    if (settings_.label == Label::kSpoken) options.preface = kSpokenLabel;
    SlotFitter fitter(renderer_, order_, settings_.takes, options, EdgesMs());
    Result<Arrangement> arrangement = fitter.Arrange();
    if (!arrangement) return tl::unexpected(arrangement.error());
    const std::vector<episode::LostTake>& lost = arrangement->running.lost_takes;
    if (settings_.strict && !lost.empty()) return tl::unexpected(LostTakeError(lost.front()));
    options.rate = arrangement->tempo.rate;
    Result<Bulletin> bulletin = Play(*arrangement, options);
    if (!bulletin) return bulletin;
    for (const int story : fitter.left_out) {
      bulletin->left_out.push_back(ChapterOf(order_.stories[static_cast<std::size_t>(story)]));
    }
    return bulletin;
  }

 private:
  [[nodiscard]] synthesise::Clip Tone() const {
    return produce::LabelTone(encoding_.sample_rate_hz);
  }
  [[nodiscard]] int TonePauseMs() const { return FirstVoice().pauses.paragraph_ms; }
  [[nodiscard]] const voice::Voice& FirstVoice() const {
    return order_.voices.at(order_.rundown.announcers.front());
  }

  /// What is always there: silence at both ends, the audible label.
  [[nodiscard]] double EdgesMs() const {
    const produce::Settings timeline;
    double edges = timeline.lead_in_ms + timeline.lead_out_ms;
    if (settings_.label == Label::kTone) {
      const synthesise::Clip tone = Tone();
      edges +=
          static_cast<double>(tone.samples.size()) * 1000 / tone.sample_rate_hz + TonePauseMs();
    }
    return edges;
  }

  Result<Bulletin> Play(Arrangement& arrangement, const PlayOptions& options) {
    Result<produce::Timeline> timeline = produce::Timeline::Create(
        {.sample_rate_hz = encoding_.sample_rate_hz, .spool_folder = settings_.spool_folder});
    if (!timeline) return tl::unexpected(timeline.error());
    if (settings_.label == Label::kTone) {
      const Result<produce::Placed> tone = timeline->Append(Tone(), voice::Voice{});
      if (!tone) return tl::unexpected(tone.error());
      if (Result<void> pause = timeline->Silence(TonePauseMs()); !pause) {
        return tl::unexpected(pause.error());
      }
    }
    RunningOrder& running = arrangement.running;
    TimelineSink sink(order_, *timeline, encoding_.sample_rate_hz, arrangement.tempo,
                      running.document.text.size(), on_progress_);
    Result<PlayedSequence> played = PlaySequence(renderer_, order_, running, options, sink);
    if (!played) return tl::unexpected(played.error());
    if (played->sentences == 0 && played->recordings == 0) {
      return Fail(Code::kInput, order_.rundown.file,
                  Translated("its stories hold nothing to read aloud"),
                  Translated("put the text to be read into them"));
    }
    if (Result<void> closed = sink.Close(); !closed) {
      return tl::unexpected(closed.error());
    }
    Bulletin bulletin;
    Note(arrangement, *played, sink, bulletin);
    Result<void> finished =
        Finish(std::move(*timeline), std::move(sink.chapters), bulletin.episode);
    if (!finished) return tl::unexpected(finished.error());
    return bulletin;
  }

  void Note(Arrangement& arrangement, PlayedSequence& played, TimelineSink& sink,
            Bulletin& bulletin) {
    bulletin.natural_s = arrangement.natural_ms / 1000;
    bulletin.pauses = arrangement.tempo.pauses;
    bulletin.rate = arrangement.tempo.rate;
    bulletin.fill_s = arrangement.tempo.fill_ms / 1000;
    episode::Episode& episode = bulletin.episode;
    episode.document = std::move(arrangement.running.document);
    episode.made_at = settings_.made_at;
    episode.voice = FirstVoice();
    episode.engine = std::move(played.engine);
    episode.cues = std::move(sink.cues);
    for (episode::Cue& cue : episode.cues) {
      if (cue.speaker == episode.voice.title) cue.speaker.clear();
    }
    episode.coverage = std::move(played.coverage);
    episode.doubts = std::move(played.doubts);
    episode.lost_takes = std::move(arrangement.running.lost_takes);
  }

  Result<void> Finish(produce::Timeline timeline, std::vector<encode::Chapter> chapters,
                      episode::Episode& episode) {
    if (on_progress_) {
      const std::size_t bytes = episode.document.text.size();
      on_progress_({episode.cues.size(), bytes, bytes, true});
    }
    Result<produce::Programme> programme = std::move(timeline).Finish(settings_.profile);
    if (!programme) return tl::unexpected(programme.error());
    episode.mastering = programme->mastering();
    episode.sample_rate_hz = programme->sample_rate_hz();
    episode.samples = programme->samples();
    episode.file = settings_.output.string();
    Settings tagging = settings_;
    tagging.chapters = false;  // they are ours
    Result<encode::Tags> tags = TagsFor(episode, tagging);
    if (!tags) return tl::unexpected(tags.error());
    tags->album = order_.rundown.title;
    tags->artist = order_.rundown.title;
    chapters.resize(std::min(chapters.size(), encode::MostChapters(encoding_.format)));
    tags->chapters = std::move(chapters);
    episode.tags = std::move(*tags);
    Result<encode::Certificate> certificate =
        encode::Encode(*programme, encoding_, episode.tags, settings_.output);
    if (!certificate) return tl::unexpected(certificate.error());
    episode.certificate = *certificate;
    return {};
  }

  const Renderer& renderer_;
  const BulletinOrder& order_;
  const Settings& settings_;
  const encode::Settings& encoding_;
  const OnProgress& on_progress_;
};

}  // namespace

Result<Bulletin> MakeBulletin(const Renderer& renderer, const BulletinOrder& order,
                              const Settings& settings, const OnProgress& on_progress) {
  Result<encode::Settings> encoding = ResolvedEncoding(settings);
  if (!encoding) return tl::unexpected(encoding.error());
  Result<BulletinMusic> music =
      MusicAtRate(order.music, encoding->sample_rate_hz, settings.spool_folder);
  if (!music) return tl::unexpected(music.error());
  Result<std::vector<Story>> stories =
      StoriesAtRate(order.stories, encoding->sample_rate_hz, settings.spool_folder);
  if (!stories) return tl::unexpected(stories.error());
  Result<std::vector<Take>> takes =
      TakesAtRate(settings.takes, encoding->sample_rate_hz, settings.spool_folder);
  if (!takes) return tl::unexpected(takes.error());
  BulletinOrder at_rate = order;
  at_rate.stories = std::move(*stories);
  at_rate.music = std::move(*music);
  Settings directed = settings;
  directed.takes = std::move(*takes);
  return BulletinRenderer(renderer, at_rate, directed, *encoding, on_progress).Make();
}

}  // namespace boyin::pipeline
