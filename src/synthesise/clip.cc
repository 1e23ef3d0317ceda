#include "synthesise/clip.h"

#include <algorithm>
#include <cmath>

namespace boyin::synthesise {
namespace {

constexpr float kSilence = 0.002F;  // −54 dBFS: below it eSpeak's own noise floor and decay
constexpr float kGate = 0.1F;       // −20 dB under the loudest frame: pauses and closures
constexpr std::size_t kFadePerSecond = 333;  // a fade lasts 3 ms
constexpr std::size_t kFramesPerSecond = 50;
constexpr float kQuiet = 0.02F;  // −34 dB under the level of the speech
constexpr std::size_t kHopsPerSecond = 200;
constexpr std::size_t kBefore = 4;  // hops kept before the first sound
constexpr std::size_t kAfter = 10;  // and after the last: voices decay

std::size_t HopAt(int sample_rate_hz) {
  return static_cast<std::size_t>(sample_rate_hz) / kHopsPerSecond;
}

/// The loudness of every hop.
std::vector<float> Envelope(std::span<const float> samples, std::size_t length) {
  std::vector<float> levels;
  for (std::size_t at = 0; at < samples.size(); at += length) {
    const auto hop = samples.subspan(at, std::min(length, samples.size() - at));
    float power = 0;
    for (const float sample : hop) power += sample * sample;
    levels.push_back(std::sqrt(power / static_cast<float>(hop.size())));
  }
  return levels;
}

bool Audible(float sample) { return std::abs(sample) > kSilence; }

}  // namespace

void TrimAndFade(Clip& clip) {
  std::vector<float>& samples = clip.samples;
  const auto first = std::find_if(samples.begin(), samples.end(), Audible);
  const auto last = std::find_if(samples.rbegin(), samples.rend(), Audible).base();
  if (first >= last) {
    samples.clear();
    for (Mark& mark : clip.marks) mark.sample = 0;
    return;
  }
  const auto cut = static_cast<std::uint32_t>(first - samples.begin());
  samples.erase(last, samples.end());
  samples.erase(samples.begin(), samples.begin() + cut);
  const auto end = static_cast<std::uint32_t>(samples.size() - 1);
  for (Mark& mark : clip.marks) {
    mark.sample = std::min(mark.sample - std::min(mark.sample, cut), end);
  }

  const std::size_t fade =
      std::min(static_cast<std::size_t>(clip.sample_rate_hz) / kFadePerSecond, samples.size() / 2);
  for (std::size_t i = 0; i < fade; ++i) {
    const float gain = static_cast<float>(i) / static_cast<float>(fade);
    samples[i] *= gain;
    samples[samples.size() - 1 - i] *= gain;
  }
}

void TrimQuiet(Clip& clip) {
  const float floor = kQuiet * SpeechLevel(clip.samples, clip.sample_rate_hz);
  const std::size_t hop = HopAt(clip.sample_rate_hz);
  const std::vector<float> levels = Envelope(clip.samples, hop);
  const auto loud = [&](float level) { return level > floor; };
  const auto first = std::find_if(levels.begin(), levels.end(), loud);
  if (first == levels.end()) return;
  const auto last = std::find_if(levels.rbegin(), levels.rend(), loud).base();
  const auto head = static_cast<std::size_t>(first - levels.begin());
  const std::size_t begin = (head - std::min(head, kBefore)) * hop;
  const std::size_t end = std::min(
      clip.samples.size(), (static_cast<std::size_t>(last - levels.begin()) + kAfter) * hop);
  clip.samples.erase(clip.samples.begin() + static_cast<std::ptrdiff_t>(end), clip.samples.end());
  clip.samples.erase(clip.samples.begin(),
                     clip.samples.begin() + static_cast<std::ptrdiff_t>(begin));
  for (Mark& mark : clip.marks) {
    mark.sample -= static_cast<std::uint32_t>(std::min<std::size_t>(mark.sample, begin));
  }
  TrimAndFade(clip);
}

std::size_t Quietest(std::span<const float> samples, int sample_rate_hz, std::size_t begin,
                     std::size_t end) {
  end = std::min(end, samples.size());
  if (begin >= end) return end;
  const std::size_t hop = HopAt(sample_rate_hz);
  const std::vector<float> levels = Envelope(samples.subspan(begin, end - begin), hop);
  const auto least = std::min_element(levels.begin(), levels.end());
  return begin + static_cast<std::size_t>(least - levels.begin()) * hop;
}

void Append(Clip& clip, const Clip& piece) {
  const auto offset = static_cast<std::uint32_t>(clip.samples.size());
  for (const Mark& mark : piece.marks) clip.marks.push_back({mark.unit, mark.sample + offset});
  clip.samples.insert(clip.samples.end(), piece.samples.begin(), piece.samples.end());
}

void AppendSilence(Clip& clip, int length_ms) {
  const auto count = static_cast<std::size_t>(std::max(length_ms, 0)) *
                     static_cast<std::size_t>(clip.sample_rate_hz) / 1000;
  clip.samples.insert(clip.samples.end(), count, 0.0F);
}

float SpeechLevel(std::span<const float> samples, int sample_rate_hz) {
  const std::size_t length = static_cast<std::size_t>(sample_rate_hz) / kFramesPerSecond;
  std::vector<double> powers;
  for (std::size_t at = 0; at + length <= samples.size(); at += length) {
    double power = 0;
    for (float sample : samples.subspan(at, length)) power += static_cast<double>(sample * sample);
    powers.push_back(power / static_cast<double>(length));
  }
  if (powers.empty()) return 0;
  const double floor =
      *std::max_element(powers.begin(), powers.end()) * static_cast<double>(kGate * kGate);
  double sum = 0;
  double count = 0;
  for (double power : powers) {
    if (power < floor) continue;
    sum += power;
    ++count;
  }
  return static_cast<float>(std::sqrt(sum / count));
}

}  // namespace boyin::synthesise
