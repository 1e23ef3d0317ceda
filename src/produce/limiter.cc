#include "produce/limiter.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "produce/level.h"
#include "produce/true_peak.h"

namespace boyin::produce {
namespace {

constexpr double kLookAheadSeconds = 0.005;
constexpr double kReleaseDbPerSecond = 80;
constexpr float kNoticed = 0.98855F;  // −0.1 dB
constexpr std::int64_t kOne = std::int64_t{1} << 30;

/// values[i] = min(values[i] … values[i + length - 1]), for as many as have them all; by doubling.
void SlidingMinimum(std::vector<float>& values, std::size_t length) {
  std::size_t have = 1;
  while (have < length) {
    const std::size_t step = std::min(have, length - have);
    const std::size_t count = values.size() - (have + step - 1);
    for (std::size_t i = 0; i < count; ++i) {
      values[i] = values[i + step] < values[i] ? values[i + step] : values[i];
    }
    have += step;
  }
}

}  // namespace

Limiter::Limiter(int sample_rate_hz, double ceiling)
    : ceiling_(static_cast<float>(ceiling)),
      release_(static_cast<float>(FromDb(kReleaseDbPerSecond / sample_rate_hz))),
      window_(std::max<std::size_t>(
          4, static_cast<std::size_t>(std::lround(kLookAheadSeconds * sample_rate_hz)) / 2 * 2)),
      input_(window_ + 2 * kAhead + kBlock, 0.0F),
      wanted_(2 * window_ + kBlock, 1.0F),
      gain_(kBlock, 1.0F),
      quiet_(wanted_.size()) {}

void Limiter::Process(std::span<const float, kBlock> in, std::span<float, kBlock> out) {
  std::copy(input_.begin() + kBlock, input_.end(), input_.begin());
  std::copy(in.begin(), in.end(), input_.end() - kBlock);
  std::copy(wanted_.begin() + kBlock, wanted_.end(), wanted_.begin());
  Follow(std::span<float, kBlock>(wanted_.data() + 2 * window_, kBlock));
  // The sample that leaves is window_ behind the newest wanted gain.
  if (quiet_ >= wanted_.size()) {
    std::copy_n(input_.begin() + kAhead, kBlock, out.begin());
    return;
  }
  Smooth();
  Apply(out);
}

/// The gain that each sample asks for, with the linear (in dB) way back.
void Limiter::Follow(std::span<float, kBlock> wanted) {
  // input_ ends kAhead samples after the newest sample whose peak can be known.
  const float* newest = input_.data() + input_.size() - kBlock - kAhead;
  std::array<float, kPeakBlock> peaks{};
  for (std::size_t at = 0; at < kBlock; at += kPeakBlock) {
    const std::span<const float, kPeakBefore + kPeakBlock + kPeakAfter> x(
        newest + at - kPeakBefore, kPeakBefore + kPeakBlock + kPeakAfter);
    if (LargestSample(x) * LargestPeakGrowth() <= ceiling_) {
      peaks.fill(0);
      if (last_wanted_ == 1 && last_peak_ <= ceiling_) {
        std::fill_n(wanted.data() + at, kPeakBlock, 1.0F);
        quiet_ += kPeakBlock;
        last_peak_ = 0;
        continue;
      }
    } else {
      PeaksBetween(x, peaks);
    }
    for (std::size_t i = 0; i < kPeakBlock; ++i) {
      // A peak between two samples is the business of both.
      const float peak = std::max(last_peak_, peaks[i]);
      last_peak_ = peaks[i];
      const float asked = peak > ceiling_ ? ceiling_ / peak : 1.0F;
      last_wanted_ = std::min(asked, std::min(1.0F, last_wanted_ * release_));
      wanted[at + i] = last_wanted_;
      quiet_ = last_wanted_ == 1 ? quiet_ + 1 : 0;
    }
  }
}

/// The least gain wanted within the look-ahead, averaged over as long: every average is over values
/// that are each at most what the sample wanted, so it is too. Integers, so that the running sums
/// are exact wherever they began.
void Limiter::Smooth() {
  least_ = wanted_;
  SlidingMinimum(least_, window_ + 1);
  const std::size_t half = window_ / 2;
  std::vector<std::int64_t> fixed(window_ + kBlock);
  for (std::size_t i = 0; i < fixed.size(); ++i) {
    fixed[i] = static_cast<std::int64_t>(least_[i] * static_cast<float>(kOne));
  }
  std::vector<std::int64_t> once(half + kBlock);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < half; ++i) sum += fixed[i];
  for (std::size_t i = 0; i < once.size(); ++i) {
    sum += fixed[i + half] - fixed[i];
    once[i] = sum;
  }
  sum = 0;
  for (std::size_t i = 0; i < half; ++i) sum += once[i];
  const double scale = 1.0 / static_cast<double>(kOne * static_cast<std::int64_t>(half * half));
  for (std::size_t i = 0; i < kBlock; ++i) {
    sum += once[i + half] - once[i];
    gain_[i] = static_cast<float>(static_cast<double>(sum) * scale);
  }
}

void Limiter::Apply(std::span<float, kBlock> out) {
  float smallest = 1;
  std::int64_t limited = 0;
  float sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    out[i] = input_[kAhead + i] * gain_[i];
    smallest = gain_[i] < smallest ? gain_[i] : smallest;
    limited += gain_[i] < kNoticed ? 1 : 0;
    sum += gain_[i] < kNoticed ? gain_[i] : 0;
  }
  smallest_gain_ = std::min(smallest_gain_, static_cast<double>(smallest));
  limited_samples_ += limited;
  limited_gain_ += static_cast<double>(sum);
}

}  // namespace boyin::produce
