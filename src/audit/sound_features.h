// What is looked at in sound: its level and the shape of its spectrum, a hundred times a second.
// Private to audit.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace boyin::audit {

constexpr double kHop_s = 0.010;
constexpr double kWindow_s = 0.025;
constexpr std::size_t kCoefficients = 12;

/// Mel-frequency cepstrum without the level: coefficients 1 to 12.
using Shape = std::array<float, kCoefficients>;

/// Root of the mean square of the coefficients' differences.
[[nodiscard]] float Distance(const Shape& a, const Shape& b);

struct Frames {
  std::vector<float> level_db;  ///< of the band of speech, dBFS; frame i begins at i · kHop_s
  std::vector<Shape> shapes;

  [[nodiscard]] std::size_t size() const { return level_db.size(); }
};

[[nodiscard]] Frames FramesOf(std::span<const float> samples, int sample_rate_hz);

/// The value below which `share` of the values lie; 0 for none.
[[nodiscard]] double Quantile(std::vector<double> values, double share);

}  // namespace boyin::audit
