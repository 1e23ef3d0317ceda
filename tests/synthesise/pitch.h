// The melody of a sound, for tests: fundamental frequency by autocorrelation.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace boyin::synthesise {

/// Hertz every 10 ms; 0 where there is no clear period between 60 and 400 Hz.
inline std::vector<double> PitchHz(std::span<const float> sound, int rate_hz) {
  const auto rate = static_cast<double>(rate_hz);
  const auto hop = static_cast<std::size_t>(rate * 0.01);
  const auto window = static_cast<std::size_t>(rate * 0.025);
  const auto shortest = static_cast<std::size_t>(rate / 400);
  const auto longest = static_cast<std::size_t>(rate / 60);
  std::vector<double> contour;
  for (std::size_t at = 0; at + window + longest <= sound.size(); at += hop) {
    const auto likeness = [&](std::size_t lag) {
      double product = 0, left = 0, right = 0;
      for (std::size_t i = at; i < at + window; ++i) {
        product += static_cast<double>(sound[i]) * sound[i + lag];
        left += static_cast<double>(sound[i]) * sound[i];
        right += static_cast<double>(sound[i + lag]) * sound[i + lag];
      }
      return left < 1e-4 || right < 1e-4 ? 0 : product / std::sqrt(left * right);
    };
    std::vector<double> alike(longest + 1);
    for (std::size_t lag = shortest; lag <= longest; ++lag) alike[lag] = likeness(lag);
    const double most = *std::max_element(alike.begin(), alike.end());
    std::size_t period = 0;  // the first peak that is nearly as good as the best: no octave below
    for (std::size_t lag = shortest + 1; lag < longest && period == 0; ++lag) {
      const bool peak = alike[lag] >= alike[lag - 1] && alike[lag] >= alike[lag + 1];
      if (peak && alike[lag] > 0.85 * most) period = lag;
    }
    contour.push_back(most < 0.4 || period == 0 ? 0 : rate / static_cast<double>(period));
  }
  return contour;
}

/// The voiced part of a contour in semitones above `reference_hz`; what is an octave or so away
/// from its middle is an error of the measure and left out.
inline std::vector<double> Melody(const std::vector<double>& contour, double reference_hz) {
  std::vector<double> voiced;
  for (const double hz : contour) {
    if (hz > 0) voiced.push_back(12 * std::log2(hz / reference_hz));
  }
  if (voiced.empty()) return voiced;
  std::vector<double> sorted = voiced;
  std::sort(sorted.begin(), sorted.end());
  const double middle = sorted[sorted.size() / 2];
  std::erase_if(voiced, [middle](double tone) { return std::abs(tone - middle) > 9; });
  return voiced;
}

}  // namespace boyin::synthesise
