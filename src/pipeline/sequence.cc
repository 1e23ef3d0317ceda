#include "pipeline/sequence.h"

#include <algorithm>
#include <utility>

#include "base/message.h"
#include "episode/coverage.h"

namespace boyin::pipeline {
namespace {

constexpr int kBeforeMusicMs = 200;
constexpr int kLeastAloneMs = 400;  // of music, however soon it dies away

/// Adds up what it hears.
class DurationProbe : public SequenceSink {
 public:
  DurationProbe(const BulletinOrder& order, double edges_ms) : order_(order) {
    measured.frame.fixed = edges_ms;
    measured.stories.resize(order.stories.size());
  }

  Result<void> Begin(const Step& /*step*/) override { return {}; }

  Result<void> Music(const Step& step) override {
    Of(step).fixed += MusicOf(order_, step)->seconds() * 1000 - OverlapMs(order_, step);
    return {};
  }

  Result<void> Recording(const Step& step) override {
    Of(step).fixed += RecordingMs(order_.stories[static_cast<std::size_t>(step.story)]);
    return {};
  }

  Result<void> Sentence(SpokenSentence said, const Step& step) override {
    if (said.recording) {
      Of(step).fixed += said.recording->seconds() * 1000;
      return {};
    }
    Of(step).speech +=
        static_cast<double>(said.clip.samples.size()) * 1000 / said.clip.sample_rate_hz;
    return {};
  }

  Result<void> Pause(int length_ms, const Step& step) override {
    Of(step).pauses += length_ms;
    return {};
  }

  SequenceLength measured;

 private:
  Length& Of(const Step& step) {
    if (step.story == kFrame) return measured.frame;
    return measured.stories[static_cast<std::size_t>(step.story)];
  }

  const BulletinOrder& order_;
};

/// Walks through the steps; a pause is owed until something follows it.
class SequencePlayer {
 public:
  SequencePlayer(const Renderer& renderer, const BulletinOrder& order, RunningOrder& running,
                 const PlayOptions& options, SequenceSink& sink)
      : renderer_(renderer),
        order_(order),
        running_(running),
        options_(options),
        sink_(sink),
        preface_(options.preface) {}

  Result<PlayedSequence> Play() {
    // One document serves all steps: their blocks are put into it by turns, so that every range is
    // one of the whole text.
    std::vector<intake::Block> all = std::exchange(running_.document.blocks, {});
    std::vector<intake::Dropped> dropped = running_.document.dropped;
    Result<void> done;
    for (const Step& step : running_.steps) {
      if (!done) break;
      done = step.IsRecording() ? PlayRecording(step) : step.music ? PlayMusic(step) : Say(step);
      if (!step.music) running_.document.dropped.clear();  // they count once
    }
    running_.document.blocks = std::move(all);
    running_.document.dropped = std::move(dropped);
    if (!done) return tl::unexpected(done.error());
    played_.coverage.Sort();
    return std::move(played_);
  }

 private:
  Result<void> PayPause() {
    const int owed = std::exchange(owed_ms_, 0);
    return owed > 0 ? sink_.Pause(owed, *owing_) : Result<void>{};
  }

  Result<void> PlayMusic(const Step& step) {
    // Music comes in on the last word, but a bed is heard first.
    const bool bed = owing_ != nullptr && owing_->over_bed && order_.music.bed;
    if (!bed) owed_ms_ = std::min(owed_ms_, kBeforeMusicMs);
    if (Result<void> paid = PayPause(); !paid) return paid;
    if (Result<void> begun = sink_.Begin(step); !begun) return begun;
    return sink_.Music(step);
  }

  Result<void> PlayRecording(const Step& step) {
    if (Result<void> paid = PayPause(); !paid) return paid;
    if (Result<void> begun = sink_.Begin(step); !begun) return begun;
    for (const intake::Block& block : step.blocks) {
      episode::AddRecorded(block.text, played_.coverage);
    }
    ++played_.recordings;
    owed_ms_ = step.pause_after_ms;
    owing_ = &step;
    return sink_.Recording(step);
  }

  Result<void> Say(const Step& step) {
    running_.document.blocks = step.blocks;
    const voice::Voice& voice = order_.voices.at(step.role);
    Reading reading{voice, options_.rate, options_.credit, std::exchange(preface_, {})};
    reading.number_safety = step.number_safety;
    reading.strict = options_.strict;
    reading.directions = running_.directions;
    if (const auto other = order_.fallbacks.find(step.role); other != order_.fallbacks.end()) {
      reading.fallback = other->second;
    }
    bool begun = false;
    const Result<Narration> narration =
        renderer_.Narrate(running_.document, reading, [&](SpokenSentence said) -> Result<void> {
          if (options_.stop.stop_requested()) {
            return Fail(Code::kInterrupted, "", Translated("stopped"));
          }
          if (said.pause_before_ms) {
            owed_ms_ = *said.pause_before_ms;
            owing_ = &step;
          }
          if (Result<void> paid = PayPause(); !paid) return paid;
          if (!std::exchange(begun, true)) {
            if (Result<void> heard = sink_.Begin(step); !heard) return heard;
          }
          owed_ms_ = said.pause_after_ms;
          owing_ = &step;
          return sink_.Sentence(std::move(said), step);
        });
    if (!narration) return tl::unexpected(narration.error());
    if (begun) owed_ms_ = std::max(owed_ms_, step.pause_after_ms);
    Note(*narration, step);
    return {};
  }

  void Note(const Narration& narration, const Step& step) {
    if (played_.engine.name.empty()) played_.engine = narration.engine;
    played_.coverage.Add(narration.coverage);
    played_.doubts.insert(played_.doubts.end(), narration.doubts.begin(), narration.doubts.end());
    if (step.story != kFrame) played_.sentences += narration.sentences;
  }

  const Renderer& renderer_;
  const BulletinOrder& order_;
  RunningOrder& running_;
  const PlayOptions& options_;
  SequenceSink& sink_;
  std::string preface_;
  PlayedSequence played_;
  int owed_ms_ = 0;
  const Step* owing_ = nullptr;  // the step that the pause belongs to
};

}  // namespace

Length SequenceLength::Total() const {
  Length total = frame;
  for (const Length& story : stories) total += story;
  return total;
}

int OverlapMs(const BulletinOrder& order, const Step& step) {
  if (step.IsRecording()) return 0;
  const produce::Music* music = MusicOf(order, step);
  if (music == nullptr || !step.speech_follows) return 0;
  const double alone = music->seconds() - music->tail_seconds();
  const double least = std::min(music->seconds(), kLeastAloneMs / 1000.0);
  return static_cast<int>((music->seconds() - std::max(alone, least)) * 1000);
}

double RecordingMs(const Story& story) {
  const double whole = story.recording->seconds() * 1000;
  return (story.to_ms > 0 ? std::min<double>(story.to_ms, whole) : whole) - story.from_ms;
}

RunningOrder Arranged(const Renderer& renderer, const BulletinOrder& order,
                      const std::vector<Take>& takes, const std::set<int>& left_out) {
  RunningOrder running = WriteOut(order, left_out);
  PutTakes(takes, renderer.normaliser(), renderer.pronouncer(), order.voices, running);
  return running;
}

Result<produce::Placed> Append(produce::Timeline& timeline, const SpokenSentence& said) {
  if (said.recording) return timeline.AppendRecording(*said.recording);
  return timeline.Append(said.clip, said.voice);
}

const produce::Music* MusicOf(const BulletinOrder& order, const Step& step) {
  const BulletinMusic& music = order.music;
  if (step.music == Slot::kSting && step.story != kFrame) {
    const Story& story = order.stories[static_cast<std::size_t>(step.story)];
    if (story.sting) return *story.sting ? &**story.sting : nullptr;
  }
  const std::optional<produce::Music>& piece = step.music == Slot::kOpening ? music.opening
                                               : step.music == Slot::kSting ? music.sting
                                                                            : music.closing;
  return piece ? &*piece : nullptr;
}

Result<PlayedSequence> PlaySequence(const Renderer& renderer, const BulletinOrder& order,
                                    RunningOrder& running, const PlayOptions& options,
                                    SequenceSink& sink) {
  return SequencePlayer(renderer, order, running, options, sink).Play();
}

Result<SequenceLength> MeasureSequence(const Renderer& renderer, const BulletinOrder& order,
                                       RunningOrder& running, const PlayOptions& options,
                                       double edges_ms) {
  DurationProbe probe(order, edges_ms);
  const Result<PlayedSequence> played = PlaySequence(renderer, order, running, options, probe);
  if (!played) return tl::unexpected(played.error());
  return std::move(probe.measured);
}

}  // namespace boyin::pipeline
