#include "produce/instrument.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>

#include "produce/level.h"
#include "produce/reverb.h"

namespace boyin::produce {
namespace {

constexpr double kTwoPi = 2 * std::numbers::pi;
constexpr double kHighest = 0.33;  // of the sample rate
constexpr double kStrikeSeconds = 0.004;
constexpr double kEdgeSeconds = 0.005;
constexpr double kLastFadeSeconds = 1.0;
constexpr std::size_t kTable = 4096;

double Hz(int key) { return 440 * std::pow(2.0, (key - 69) / 12.0); }

/// One period of a bowed string, muffled: partial n at n^-2, so that speech stays clear above it.
const std::vector<float>& Period() {
  static const std::vector<float> kPeriod = [] {
    std::vector<float> period(kTable + 1);
    for (std::size_t i = 0; i <= kTable; ++i) {
      double sum = 0;
      for (int n = 1; n <= 7; ++n) {
        sum += std::sin(kTwoPi * n * static_cast<double>(i) / kTable) / (n * n);
      }
      period[i] = static_cast<float>(sum);
    }
    return period;
  }();
  return kPeriod;
}

}  // namespace

Canvas::Canvas(int sample_rate_hz, double seconds, Shape shape)
    : rate_(sample_rate_hz),
      ring_(shape == Shape::kRing),
      samples_(static_cast<std::size_t>(std::lround(seconds * sample_rate_hz))) {}

void Canvas::Add(std::size_t at, float value) {
  if (at >= samples_.size()) {
    if (!ring_) return;
    at %= samples_.size();
  }
  samples_[at] += value;
}

void Canvas::Strike(const Note& note, std::span<const Partial> partials) {
  const auto begin = static_cast<std::size_t>(std::lround(note.at_s * rate_));
  for (const Partial& partial : partials) {
    const double hz = Hz(note.key) * partial.ratio;
    if (hz > kHighest * rate_) continue;
    const auto length = static_cast<std::size_t>(partial.decay_s * 1.3 * rate_);
    const double fall = std::pow(10.0, -3.0 / (partial.decay_s * rate_));
    const std::complex<double> turn = std::polar(fall, kTwoPi * hz / rate_);
    std::complex<double> pointer(note.level * partial.level, 0);
    const double attack = kStrikeSeconds * rate_;
    for (std::size_t i = 0; i < length; ++i) {
      const auto now = static_cast<double>(i);
      const double rise = now < attack ? RaisedCosine(now / attack) : 1.0;
      Add(begin + i, static_cast<float>(rise * pointer.imag()));
      pointer *= turn;
    }
  }
}

void Canvas::PlayString(const Swell& swell, double cents, double phase) {
  const std::vector<float>& period = Period();
  const auto begin = static_cast<std::size_t>(std::lround(swell.at_s * rate_));
  const auto length = static_cast<std::size_t>(swell.length_s * rate_);
  const double step = Hz(swell.key) * std::pow(2.0, cents / 1200) / rate_;
  for (std::size_t i = 0; i < length; ++i) {
    const double now_s = static_cast<double>(i) / rate_;
    const double envelope = RaisedCosine(now_s / swell.attack_s) *
                            RaisedCosine((swell.length_s - now_s) / swell.release_s);
    const double place = phase * kTable;
    const auto index = static_cast<std::size_t>(place);
    const auto part = static_cast<float>(place - static_cast<double>(index));
    const float value = period[index] + part * (period[index + 1] - period[index]);
    Add(begin + i, static_cast<float>(swell.level * envelope) * value);
    phase += step;
    phase -= std::floor(phase);
  }
}

void Canvas::Play(const Swell& swell) {
  // The phases differ from key to key, so that no two strings begin alike.
  const double phase = std::fmod(0.37 * swell.key, 1.0);
  PlayString(swell, -6, phase);
  PlayString(swell, 0, std::fmod(phase + 0.41, 1.0));
  PlayString(swell, 5, std::fmod(phase + 0.77, 1.0));
}

void Canvas::Tone(double hz, double at_s, double length_s, double level) {
  const auto begin = static_cast<std::size_t>(std::lround(at_s * rate_));
  const auto length = static_cast<std::size_t>(std::lround(length_s * rate_));
  for (std::size_t i = 0; i < length; ++i) {
    const double now_s = static_cast<double>(i) / rate_;
    const double edge = std::min(now_s, length_s - now_s) / kEdgeSeconds;
    Add(begin + i, static_cast<float>(level * RaisedCosine(edge) * std::sin(kTwoPi * hz * now_s)));
  }
}

void Canvas::Reverberate(double decay_s, double level) {
  Reverb reverb(rate_, decay_s);
  // On a ring the room has heard the music before: once around without listening.
  if (ring_) {
    for (const float sample : samples_) static_cast<void>(reverb.Next(sample));
  }
  for (float& sample : samples_) sample += static_cast<float>(level) * reverb.Next(sample);
  const auto fade = static_cast<std::size_t>(kLastFadeSeconds * rate_);
  for (std::size_t i = 0; !ring_ && i < std::min(fade, samples_.size()); ++i) {
    samples_[samples_.size() - 1 - i] *=
        static_cast<float>(RaisedCosine(static_cast<double>(i) / static_cast<double>(fade)));
  }
}

void Canvas::Normalise(float peak) {
  float largest = 0;
  for (const float sample : samples_) largest = std::max(largest, std::abs(sample));
  if (largest == 0) return;
  for (float& sample : samples_) sample *= peak / largest;
}

}  // namespace boyin::produce
