// Slow and obvious: what the fast code is compared with.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace boyin::naive {

/// The true peak by a Hann-windowed sinc over 129 samples, 4 times oversampled (ITU-R BS.1770-4).
inline double TruePeak(const std::vector<float>& x) {
  constexpr int kHalf = 64;
  constexpr int kPhases = 4;
  double peak = 0;
  for (int n = 0; n < static_cast<int>(x.size()); ++n) {
    for (int p = 0; p < kPhases; ++p) {
      double sum = 0;
      for (int k = -kHalf; k <= kHalf; ++k) {
        const int at = n + k;
        if (at < 0 || at >= static_cast<int>(x.size())) continue;
        const double t = static_cast<double>(p) / kPhases - k;
        const double sinc = t == 0 ? 1 : std::sin(std::numbers::pi * t) / (std::numbers::pi * t);
        const double window = 0.5 + 0.5 * std::cos(std::numbers::pi * t / (kHalf + 1));
        sum += static_cast<double>(x[static_cast<std::size_t>(at)]) * sinc * window;
      }
      peak = std::max(peak, std::abs(sum));
    }
  }
  return peak;
}

}  // namespace boyin::naive
