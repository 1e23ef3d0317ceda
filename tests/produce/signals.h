// Sounds for the tests of produce and encode: made by rule, the same on every run.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "produce/produce.h"

namespace boyin::signals {

/// White noise, −1…1, by a linear congruential generator.
class Noise {
 public:
  explicit Noise(std::uint32_t seed) : state_(seed) {}
  float operator()() {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<float>(state_ >> 8U) / 8388608.0F - 1.0F;
  }

 private:
  std::uint32_t state_;
};

inline std::vector<float> Sine(double hz, int rate_hz, double seconds, double amplitude,
                               double phase = 0) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * rate_hz));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(
        amplitude * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz + phase));
  }
  return samples;
}

/// What a limiter has trouble with: syllables of pulses and noise, peaky as eSpeak's, with pauses.
inline std::vector<float> Speech(int rate_hz, double seconds, std::uint32_t seed = 1) {
  Noise noise(seed);
  std::vector<float> samples(static_cast<std::size_t>(seconds * rate_hz));
  const int syllable = rate_hz * 230 / 1000;
  double ring = 0;
  double speed = 0;
  double loud = 0.5;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto at = static_cast<int>(i % static_cast<std::size_t>(syllable));
    const auto number = i / static_cast<std::size_t>(syllable);
    if (at == 0) loud = 0.25 + 0.2 * std::abs(static_cast<double>(noise()));
    const bool pause = number % 17 >= 15;
    const double envelope =
        pause ? 0 : std::pow(std::sin(std::numbers::pi * at / syllable), 0.6) * loud;
    const int period = rate_hz / (110 + static_cast<int>(number * 7 % 60));
    const bool consonant = at < syllable / 4;
    double drive = consonant ? 0.08 * static_cast<double>(noise()) : 0;
    if (!consonant && at % period == 0) drive = 1;
    // A formant at 700 Hz.
    const double w = 2 * std::numbers::pi * 700 / rate_hz;
    speed += drive - w * w * ring - 0.06 * speed;
    ring += speed;
    samples[i] = static_cast<float>(
        envelope * std::clamp(ring * w * 1.2 + (consonant ? drive * 3 : 0), -1.0, 1.0));
  }
  return samples;
}

/// For what cannot fail here.
inline void Do(const Result<void>& done) {
  if (!done) throw std::runtime_error(done.error().what.en);
}

inline double Rms(const std::vector<float>& samples) {
  double sum = 0;
  for (const float sample : samples)
    sum += static_cast<double>(sample) * static_cast<double>(sample);
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(samples.size(), 1)));
}

/// A clip of `seconds` of speech.
inline synthesise::Clip SpeechClip(int rate_hz, double seconds, std::uint32_t seed = 1) {
  return {rate_hz, Speech(rate_hz, seconds, seed), {}};
}

/// A programme of clips of 6 s with pauses between, about `seconds` long.
inline produce::Programme MakeProgramme(double seconds, const produce::Profile& profile,
                                        int rate_hz = 44100, int clip_rate_hz = 22050) {
  auto timeline = produce::Timeline::Create({.sample_rate_hz = rate_hz});
  std::uint32_t seed = 1;
  for (double made = 0; made < seconds; made += 6.5) {
    const double length = std::min(6.0, seconds - made);
    timeline->Append(SpeechClip(clip_rate_hz, length, seed++), voice::Voice{}).value();
    signals::Do(timeline->Silence(500));
  }
  return std::move(*timeline).Finish(profile).value();
}

/// All mastered samples.
inline std::vector<float> ReadAll(const produce::Programme& programme, produce::Trim trim = {},
                                  std::int64_t begin = 0, std::size_t chunk = 5000) {
  produce::Reader reader = programme.Open(trim, begin);
  std::vector<float> all;
  std::vector<float> part(chunk);
  while (const std::size_t got = reader.Read(part).value()) {
    all.insert(all.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(got));
  }
  return all;
}

}  // namespace boyin::signals
