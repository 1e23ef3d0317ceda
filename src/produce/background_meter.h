// A meter beside the work that makes the samples: two cores for what one would do in turn.
#pragma once

#include <cstddef>
#include <future>
#include <span>
#include <vector>

#include "produce/produce.h"

namespace boyin::produce {

/// Measures as Meter does, on a thread of its own and one batch behind. Where no thread
/// can be had it measures on the caller's. For one thread; it keeps a few seconds of samples.
class BackgroundMeter {
 public:
  BackgroundMeter(int sample_rate_hz, int channels, Meter::Peaks peaks = Meter::Peaks::kTrue);
  BackgroundMeter(const BackgroundMeter&) = delete;
  BackgroundMeter& operator=(const BackgroundMeter&) = delete;
  ~BackgroundMeter();

  void Add(std::span<const float> interleaved);
  /// Of all that was added.
  [[nodiscard]] Loudness Measured();

 private:
  void HandOver();

  Meter meter_;
  std::size_t batch_;           ///< samples
  std::vector<float> waiting_;  ///< not yet handed over
  std::vector<float> measured_;
  std::future<void> running_;
};

}  // namespace boyin::produce
