// Two announcers in one programme, equally loud.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "produce/level.h"
#include "produce/produce.h"
#include "produce/spool.h"

namespace boyin::produce {

/// Knows who speaks where, and how loud each voice is by itself.
class Balance {
 public:
  explicit Balance(int sample_rate_hz) : sample_rate_hz_(sample_rate_hz) {}

  /// So many samples of the voice `name` lie from `begin` on; in order. A voice without a name is
  /// no voice.
  void Add(const std::string& name, std::int64_t begin, std::int64_t samples);

  /// Measures each voice in the whole speech, which is `together_lufs` loud: what a single voice
  /// is.
  [[nodiscard]] Result<void> Measure(const Spool& speech, double together_lufs);

  /// After Measure: the voices in order of appearance, each with the gain that makes it as loud as
  /// the one that speaks longest: at most 6 dB, and none for a voice that spoke less than two
  /// seconds.
  [[nodiscard]] std::vector<VoiceLevel> Levels() const;

  /// Applies those gains to the samples from `at` on; chunks in rising order.
  class Equaliser {
   public:
    explicit Equaliser(const Balance& balance);
    void Process(std::span<float> samples, std::int64_t at);

   private:
    const Balance& balance_;
    std::vector<float> gains_;
    std::size_t turn_ = 0;
  };

 private:
  struct Speaker {
    std::string name;
    std::int64_t samples = 0;
    double lufs = kSilenceLufs;
  };
  /// From `begin` up to the next turn one voice speaks, or nobody.
  struct Turn {
    std::int64_t begin;
    std::size_t speaker;
  };

  int sample_rate_hz_;
  std::vector<Speaker> speakers_;
  std::vector<Turn> turns_;
};

}  // namespace boyin::produce
