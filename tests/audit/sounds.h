// Sounds like speech enough to be audited: syllables of harmonics through moving resonances.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

namespace boyin::test {

inline constexpr int kRateHz = 16000;

/// A syllable of its own for each number: 0.16 s to 0.24 s, `pitch_hz` its harmonics' distance.
inline std::vector<float> Syllable(int number, double pitch_hz = 120) {
  const auto pick = [&](int salt, double low, double high) {
    const auto hash = static_cast<std::uint32_t>(number * 7919 + salt * 104729) * 2654435761U;
    return low + (high - low) * static_cast<double>(hash >> 8U) / 16777216.0;
  };
  const double length_s = pick(1, 0.16, 0.24);
  const double first = pick(2, 300, 900);
  const double second = pick(3, 1000, 2600);
  const double glide = pick(4, -0.4, 0.4);
  std::vector<float> samples(static_cast<std::size_t>(length_s * kRateHz));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / kRateHz;
    const double way = t / length_s;
    double sum = 0;
    for (int h = 1; h * pitch_hz < 4000; ++h) {
      const double hz = h * pitch_hz;
      const auto bump = [&](double centre) {
        const double off = (hz - centre * (1 + glide * way)) / 150;
        return 1 / (1 + off * off);
      };
      sum += (bump(first) + 0.5 * bump(second)) * std::cos(2 * std::numbers::pi * hz * t);
    }
    samples[i] = static_cast<float>(0.1 * sum * std::sin(std::numbers::pi * way));
  }
  return samples;
}

inline void Append(std::vector<float>& samples, const std::vector<float>& more) {
  samples.insert(samples.end(), more.begin(), more.end());
}

/// Syllables `first`, `first` + 1 … one after the other.
inline std::vector<float> Speech(int first, int count, double pitch_hz = 120) {
  std::vector<float> samples;
  for (int i = 0; i < count; ++i) Append(samples, Syllable(first + i, pitch_hz));
  return samples;
}

}  // namespace boyin::test
