#include "produce/dynamics.h"

#include <algorithm>
#include <cmath>

#include "produce/level.h"

namespace boyin::produce {
namespace {

// Figures for speech: a ratio of 2 over a wide knee is not heard to work, and a release longer than
// a syllable (about 200 ms at news speed) does not lift the breath between words.
constexpr double kRatio = 2.0;
constexpr double kKneeDb = 8.0;
constexpr double kBelowMeanDb = 1.0;
constexpr double kSpeechDb = 19;  // under the threshold: softer than that is a pause
constexpr double kAttackSeconds = 0.005;
constexpr double kReleaseSeconds = 0.150;

double Coefficient(double seconds, int sample_rate_hz) {
  return 1 - std::exp(-static_cast<double>(Compressor::kStep) / (seconds * sample_rate_hz));
}

}  // namespace

Compressor::Compressor(int sample_rate_hz, double level_db)
    : threshold_db_(level_db - kBelowMeanDb),
      attack_(Coefficient(kAttackSeconds, sample_rate_hz)),
      release_(Coefficient(kReleaseSeconds, sample_rate_hz)) {}

double Compressor::ReductionDb(double level_db) const {
  const double over = level_db - threshold_db_;
  constexpr double kSlope = 1 - 1 / kRatio;
  if (over <= -kKneeDb / 2) return 0;
  if (over >= kKneeDb / 2) return kSlope * over;
  return kSlope * (over + kKneeDb / 2) * (over + kKneeDb / 2) / (2 * kKneeDb);
}

void Compressor::Process(std::span<float> samples) {
  for (std::size_t at = 0; at < samples.size(); at += kStep) {
    const std::span<float> step = samples.subspan(at, std::min(kStep, samples.size() - at));
    float sum = 0;
    for (const float sample : step) sum += sample * sample;
    const double power = static_cast<double>(sum) / static_cast<double>(step.size());
    power_ += (power > power_ ? attack_ : release_) * (power - power_);
    const double level_db = 10 * std::log10(power_ + 1e-20);
    const double reduction_db = ReductionDb(level_db);
    deepest_db_ = std::max(deepest_db_, reduction_db);
    if (level_db > threshold_db_ - kSpeechDb) {
      sum_db_ += reduction_db;
      ++steps_;
    }
    const double to = reduction_db == 0 ? 1.0 : FromDb(-reduction_db);
    if (to == 1.0 && gain_ == 1.0) continue;
    const auto from = static_cast<float>(gain_);
    const float slope = static_cast<float>(to - gain_) / static_cast<float>(kStep);
    for (std::size_t i = 0; i < step.size(); ++i) {
      step[i] *= from + slope * static_cast<float>(i + 1);
    }
    gain_ = to;
  }
}

}  // namespace boyin::produce
