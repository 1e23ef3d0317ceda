// A gentle compressor: it brings the loud and the soft syllables nearer to each other, so that the
// limiter has little left to do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace boyin::produce {

class Compressor {
 public:
  /// Samples come in multiples of this, but for the last.
  static constexpr std::size_t kStep = 32;

  /// `level_db` is the mean level of the programme (RMS, dBFS).
  Compressor(int sample_rate_hz, double level_db);

  void Process(std::span<float> samples);
  /// The deepest reduction so far, positive.
  [[nodiscard]] double deepest_db() const { return deepest_db_; }
  /// The mean reduction where the level was within 20 dB of the programme's.
  [[nodiscard]] double mean_db() const {
    return steps_ == 0 ? 0 : sum_db_ / static_cast<double>(steps_);
  }

 private:
  [[nodiscard]] double ReductionDb(double level_db) const;

  double threshold_db_;
  double attack_;
  double release_;
  double power_ = 0;
  double gain_ = 1;
  double deepest_db_ = 0;
  double sum_db_ = 0;
  std::int64_t steps_ = 0;
};

}  // namespace boyin::produce
