// A look-ahead limiter for the true peak.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace boyin::produce {

/// Sample by sample the gain is at most ceiling / true peak; it gets there over 5 ms by a smooth
/// ramp that begins before the peak, and comes back at 80 dB a second. Where nothing is near the
/// ceiling samples pass untouched. The gain depends only on the last second of input: a limiter
/// started a second early gives the same samples, bit for bit.
class Limiter {
 public:
  static constexpr std::size_t kBlock = 1024;

  Limiter(int sample_rate_hz, double ceiling);

  /// One block in, one block out, `delay()` samples later.
  void Process(std::span<const float, kBlock> in, std::span<float, kBlock> out);

  [[nodiscard]] std::size_t delay() const { return window_ + kAhead; }
  /// The smallest gain given so far (1: never at work).
  [[nodiscard]] double smallest_gain() const { return smallest_gain_; }
  /// The number of samples lowered by more than 0.1 dB.
  [[nodiscard]] std::int64_t limited_samples() const { return limited_samples_; }
  /// Their mean gain (1: none).
  [[nodiscard]] double mean_gain() const {
    return limited_samples_ == 0 ? 1 : limited_gain_ / static_cast<double>(limited_samples_);
  }

  /// How much input the present gain may depend on.
  static constexpr double kMemorySeconds = 1.0;

 private:
  static constexpr std::size_t kAhead = 12;  // of the interpolating filter

  void Follow(std::span<float, kBlock> wanted);
  void Smooth();
  void Apply(std::span<float, kBlock> out);

  float ceiling_;
  float release_;
  std::size_t window_;
  std::vector<float> input_;  // window_ + 2 × kAhead samples of history, then a block
  std::vector<float>
      wanted_;  // 2 × window_ of history, then a block: the gain each sample asks for
  std::vector<float> least_;
  std::vector<float> gain_;
  float last_peak_ = 0;
  float last_wanted_ = 1;
  std::size_t quiet_;  // how many of the last wanted gains are 1
  double smallest_gain_ = 1;
  std::int64_t limited_samples_ = 0;
  double limited_gain_ = 0;  // the sum of the gains of those
};

}  // namespace boyin::produce
