// A running order spoken: once to measure it, once for the timeline. Private to pipeline.
#pragma once

#include <vector>

#include "pipeline/running_order.h"
#include "pipeline/slot.h"

namespace boyin::pipeline {

/// What a performance is given to. Everything comes in order.
class SequenceSink {
 public:
  SequenceSink() = default;
  SequenceSink(const SequenceSink&) = delete;
  SequenceSink& operator=(const SequenceSink&) = delete;
  virtual ~SequenceSink() = default;

  /// A step begins.
  [[nodiscard]] virtual Result<void> Begin(const Step& step) = 0;
  [[nodiscard]] virtual Result<void> Music(const Step& step) = 0;
  [[nodiscard]] virtual Result<void> Recording(const Step& step) = 0;
  [[nodiscard]] virtual Result<void> Sentence(SpokenSentence said, const Step& step) = 0;
  /// Silence between two sentences, at the rate of the performance, before it is scaled.
  [[nodiscard]] virtual Result<void> Pause(int length_ms, const Step& step) = 0;
};

/// What is known of the words once they have been spoken.
struct PlayedSequence {
  synthesise::EngineInfo engine;
  episode::Coverage coverage;
  std::vector<episode::Doubt> doubts;
  std::size_t sentences = 0;  ///< of the stories
  std::size_t recordings = 0;
};

struct PlayOptions {
  double rate = 1;
  Credit credit = Credit::kLast;
  std::string preface{};   ///< said before the first words
  bool strict = false;     ///< see Reading
  std::stop_token stop{};  ///< see Settings
};

[[nodiscard]] Result<PlayedSequence> PlaySequence(const Renderer& renderer,
                                                  const BulletinOrder& order, RunningOrder& running,
                                                  const PlayOptions& options, SequenceSink& sink);

/// How long a running order is, the frame and each story apart.
struct SequenceLength {
  Length frame;
  std::vector<Length> stories;  ///< with their headlines and stings

  [[nodiscard]] Length Total() const;
};

/// `edges_ms`: the silence at both ends, and what else is always there.
[[nodiscard]] Result<SequenceLength> MeasureSequence(const Renderer& renderer,
                                                     const BulletinOrder& order,
                                                     RunningOrder& running,
                                                     const PlayOptions& options, double edges_ms);

/// The bulletin without the stories in `left_out`, said as its takes direct.
[[nodiscard]] RunningOrder Arranged(const Renderer& renderer, const BulletinOrder& order,
                                    const std::vector<Take>& takes, const std::set<int>& left_out);

/// What was said, on the timeline: a clip, or a recording.
[[nodiscard]] Result<produce::Placed> Append(produce::Timeline& timeline,
                                             const SpokenSentence& said);

/// How much of the end of a step's music is spoken over: its tail, where speech follows.
[[nodiscard]] int OverlapMs(const BulletinOrder& order, const Step& step);

/// How long the recording of a step is heard.
[[nodiscard]] double RecordingMs(const Story& story);

/// The music of a step; nothing where the rundown has none.
[[nodiscard]] const produce::Music* MusicOf(const BulletinOrder& order, const Step& step);

}  // namespace boyin::pipeline
