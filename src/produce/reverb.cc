#include "produce/reverb.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace boyin::produce {
namespace {

// No two have a common divisor worth hearing.
constexpr std::array<double, 8> kDelaysMs = {29.7, 37.1, 41.1, 43.7, 53.9, 61.3, 67.9, 79.3};
constexpr double kDampingHz = 3500;

}  // namespace

Reverb::Reverb(double sample_rate_hz, double decay_s)
    : damping_(
          static_cast<float>(1 - std::exp(-2 * std::numbers::pi * kDampingHz / sample_rate_hz))) {
  for (std::size_t i = 0; i < kLines; ++i) {
    const double delay_s = kDelaysMs[i] / 1000;
    lines_[i].samples.resize(static_cast<std::size_t>(std::lround(delay_s * sample_rate_hz)));
    lines_[i].feedback = static_cast<float>(std::pow(10.0, -3 * delay_s / decay_s));
  }
}

float Reverb::Next(float sample) {
  std::array<float, kLines> heard{};
  float sum = 0;
  for (std::size_t i = 0; i < kLines; ++i) {
    Line& line = lines_[i];
    line.damped += damping_ * (line.samples[line.at] - line.damped);
    heard[i] = line.feedback * line.damped;
    sum += heard[i];
  }
  // A Householder reflection: it mixes the lines and keeps their energy.
  const float reflected = sum * 2 / static_cast<float>(kLines);
  float out = 0;
  for (std::size_t i = 0; i < kLines; ++i) {
    Line& line = lines_[i];
    line.samples[line.at] = sample + heard[i] - reflected;
    line.at = line.at + 1 == line.samples.size() ? 0 : line.at + 1;
    out += i % 2 == 0 ? heard[i] : -heard[i];
  }
  return out / static_cast<float>(kLines) * 2;
}

}  // namespace boyin::produce
