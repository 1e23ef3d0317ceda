#include "synthesise/parametric/foreign.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>

#include "synthesise/clip.h"
#include "synthesise/espeak.h"

namespace boyin::synthesise::parametric {
namespace {

constexpr float kMostGain = 4.0F;  // a whisper of a run is not blown up

/// At another rate: each sample by a sinc of 32 under a Hann window.
std::vector<float> Resample(const std::vector<float>& samples, int from_hz, int to_hz) {
  constexpr int kHalf = 16;
  const int common = std::gcd(from_hz, to_hz);
  const std::int64_t up = to_hz / common;
  const std::int64_t down = from_hz / common;
  std::vector<float> taps(static_cast<std::size_t>(up) * 2 * kHalf);
  for (std::int64_t phase = 0; phase < up; ++phase) {
    for (int k = 0; k < 2 * kHalf; ++k) {
      const double x = k - kHalf + 1 - static_cast<double>(phase) / static_cast<double>(up);
      const double turn = std::numbers::pi * x;
      const double sinc = x == 0 ? 1 : std::sin(turn) / turn;
      const double window = std::abs(x) < kHalf ? 0.5 + 0.5 * std::cos(turn / kHalf) : 0;
      taps[static_cast<std::size_t>(phase * 2 * kHalf + k)] = static_cast<float>(sinc * window);
    }
  }
  const auto size = static_cast<std::int64_t>(samples.size());
  std::vector<float> out(static_cast<std::size_t>(size * up / down));
  for (std::size_t n = 0; n < out.size(); ++n) {
    const std::int64_t at = static_cast<std::int64_t>(n) * down;
    const float* tap = taps.data() + at % up * 2 * kHalf;
    const std::int64_t first = at / up - kHalf + 1;
    float sum = 0;
    for (std::int64_t k = 0; k < std::int64_t{2} * kHalf; ++k) {
      const std::int64_t i = first + k;
      if (i >= 0 && i < size) sum += tap[k] * samples[static_cast<std::size_t>(i)];
    }
    out[n] = sum;
  }
  return out;
}

voice::Voice EspeakVoice(const voice::Voice& voice) {
  voice::Voice espeak = voice;
  espeak.engine = "espeak";
  espeak.variant = voice.gender == "male" ? "m3" : "f2";
  if (espeak.foreign.empty()) espeak.foreign = "en-us";
  espeak.pitch = 50;
  espeak.range = 50;
  return espeak;
}

}  // namespace

ForeignSpeaker::ForeignSpeaker(const voice::Voice& voice) : voice_(EspeakVoice(voice)) {}

Result<Clip> ForeignSpeaker::Say(const std::string& as, int sample_rate_hz, float level) {
  if (engine_ == nullptr) {
    Result<std::unique_ptr<Engine>> engine = espeak::Open(voice_, {});
    if (!engine) return tl::unexpected(engine.error());
    engine_ = std::move(*engine);
  }
  prosody::Plan plan;
  plan.units.emplace_back(prosody::ForeignUnit{as, {}});
  plan.contour = prosody::Contour::kContinues;
  Result<Clip> clip = engine_->Speak(plan);
  if (!clip) return clip;
  if (clip->sample_rate_hz != sample_rate_hz) {
    clip->samples = Resample(clip->samples, clip->sample_rate_hz, sample_rate_hz);
    clip->sample_rate_hz = sample_rate_hz;
  }
  clip->marks.clear();
  const float own = SpeechLevel(clip->samples, sample_rate_hz);
  const float gain = own > 0 ? std::min(level / own, kMostGain) : 1.0F;
  for (float& sample : clip->samples) sample = std::clamp(sample * gain, -1.0F, 1.0F);
  return clip;
}

}  // namespace boyin::synthesise::parametric
