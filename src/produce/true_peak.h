// The peaks between the samples, 4 times oversampled as in ITU-R BS.1770-4, Annex 2.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace boyin::produce {

/// How many samples before and after are needed to know what lies between sample n and n + 1.
inline constexpr std::size_t kPeakBefore = 11;
inline constexpr std::size_t kPeakAfter = 12;
inline constexpr std::size_t kPeakBlock = 64;

/// No signal between samples is larger than the largest sample around it times this.
[[nodiscard]] float LargestPeakGrowth();

/// peaks[i] becomes the largest magnitude from sample i (x[kPeakBefore + i]) up to sample i + 1,
/// for kPeakBlock of them. `x` has kPeakBefore samples before the first and kPeakAfter after the
/// last.
void PeaksBetween(std::span<const float, kPeakBefore + kPeakBlock + kPeakAfter> x,
                  std::span<float, kPeakBlock> peaks);

/// The largest magnitude of `x`.
[[nodiscard]] float LargestSample(std::span<const float> x);

/// Follows the true peak of one channel.
class PeakMeter {
 public:
  PeakMeter() : window_(kPeakBefore, 0.0F) {}
  void Add(std::span<const float> samples);
  /// Linear; the samples still in the filter are counted as if silence followed.
  [[nodiscard]] float Peak() const;

 private:
  float peak_ = 0;
  std::vector<float> window_;  // kPeakBefore samples of history, then what waits for a whole block
};

}  // namespace boyin::produce
