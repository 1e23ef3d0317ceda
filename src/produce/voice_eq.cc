#include "produce/voice_eq.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "produce/level.h"

namespace boyin::produce {
namespace {

// Under any voice: engines leave a direct current and rumble there that no ear hears and every
// limiter does. Two sections make a Butterworth filter of the fourth order.
constexpr double kRumbleHz = 40;
constexpr double kButterworthQ[] = {0.5412, 1.3066};
constexpr double kShelfHz = 150;
constexpr double kPresenceHz = 3000;
constexpr double kPresenceQ = 0.9;
constexpr double kFadeSeconds = 0.002;

struct Biquad {
  double b0, b1, b2, a1, a2;
};

// The designs are those of R. Bristow-Johnson's Audio EQ Cookbook.
Biquad LowShelf(double hz, double rate_hz, double gain_db) {
  const double a = std::pow(10, gain_db / 40);
  const double w = 2 * std::numbers::pi * hz / rate_hz;
  const double c = std::cos(w);
  const double s = std::sin(w) / std::numbers::sqrt2 * 2 * std::sqrt(a);
  const double a0 = (a + 1) + (a - 1) * c + s;
  return {a * ((a + 1) - (a - 1) * c + s) / a0, 2 * a * ((a - 1) - (a + 1) * c) / a0,
          a * ((a + 1) - (a - 1) * c - s) / a0, -2 * ((a - 1) + (a + 1) * c) / a0,
          ((a + 1) + (a - 1) * c - s) / a0};
}

Biquad Peak(double hz, double rate_hz, double gain_db, double q) {
  const double a = std::pow(10, gain_db / 40);
  const double w = 2 * std::numbers::pi * hz / rate_hz;
  const double alpha = std::sin(w) / (2 * q);
  const double a0 = 1 + alpha / a;
  return {(1 + alpha * a) / a0, -2 * std::cos(w) / a0, (1 - alpha * a) / a0, -2 * std::cos(w) / a0,
          (1 - alpha / a) / a0};
}

Biquad HighPass(double hz, double rate_hz, double q) {
  const double w = 2 * std::numbers::pi * hz / rate_hz;
  const double c = std::cos(w);
  const double alpha = std::sin(w) / (2 * q);
  const double a0 = 1 + alpha;
  return {(1 + c) / 2 / a0, -(1 + c) / a0, (1 + c) / 2 / a0, -2 * c / a0, (1 - alpha) / a0};
}

void Filter(std::span<float> samples, const Biquad& f) {
  double s1 = 0;
  double s2 = 0;
  for (float& sample : samples) {
    const double x = sample;
    const double y = f.b0 * x + s1;
    s1 = f.b1 * x - f.a1 * y + s2;
    s2 = f.b2 * x - f.a2 * y;
    sample = static_cast<float>(y);
  }
}

}  // namespace

void ApplyEq(std::span<float> samples, int sample_rate_hz, const voice::Voice& voice) {
  if (!voice.engine.empty()) {
    for (const double q : kButterworthQ) Filter(samples, HighPass(kRumbleHz, sample_rate_hz, q));
  }
  if (voice.bass_db != 0) Filter(samples, LowShelf(kShelfHz, sample_rate_hz, voice.bass_db));
  if (voice.presence_db != 0 && kPresenceHz * 2 < sample_rate_hz) {
    Filter(samples, Peak(kPresenceHz, sample_rate_hz, voice.presence_db, kPresenceQ));
  }
  if (voice.gain_db != 0) {
    const auto gain = static_cast<float>(FromDb(voice.gain_db));
    for (float& sample : samples) sample *= gain;
  }
}

void FadeEnds(std::span<float> samples, int sample_rate_hz) {
  const auto wanted = static_cast<std::size_t>(std::lround(kFadeSeconds * sample_rate_hz));
  const std::size_t length = std::min(wanted, samples.size() / 2);
  for (std::size_t i = 0; i < length; ++i) {
    const double phase = (static_cast<double>(i) + 0.5) / static_cast<double>(length);
    const auto gain = static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * phase));
    samples[i] *= gain;
    samples[samples.size() - 1 - i] *= gain;
  }
}

}  // namespace boyin::produce
