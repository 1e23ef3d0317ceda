#include "synthesise/kokoro/lengths.h"

#include <algorithm>
#include <cmath>

#include "synthesise/clip.h"
#include "synthesise/kokoro/symbols.h"

namespace boyin::synthesise::kokoro {
namespace {

constexpr std::size_t kStretch = kRateHz / 50;  // 20 ms, a few periods of any voice
constexpr double kNothingDb = -100;

double Db(double ratio) {
  return ratio > 0 ? std::max(kNothingDb, 20 * std::log10(ratio)) : kNothingDb;
}

float PowerOf(std::span<const float> stretch) {
  float power = 0;
  for (const float sample : stretch) power += sample * sample;
  return std::sqrt(power / static_cast<float>(kStretch));
}

/// Without the silence behind it: the network counts the one before a full stop, 400 ms and more,
/// with the last syllable.
std::span<const float> Sounding(std::span<const float> samples, float level) {
  constexpr float kQuiet = 0.01F;  // −40 dB
  while (samples.size() > kStretch && PowerOf(samples.last(kStretch)) < kQuiet * level) {
    samples = samples.first(samples.size() - kStretch);
  }
  return samples;
}

/// Of the loudest stretch: a swallowed syllable has none.
float LoudestIn(std::span<const float> samples) {
  float loudest = 0;
  for (std::size_t at = 0; at < samples.size(); at += kStretch / 2) {
    const auto stretch = samples.subspan(at, std::min(kStretch, samples.size() - at));
    loudest = std::max(loudest, PowerOf(stretch));
  }
  return loudest;
}

/// Where the symbols of the unit that begins at `start` end: at the next unit, or at the comma
/// before it. The last symbol of a part is its mark.
std::size_t EndOf(const Part& part, std::vector<Start>::const_iterator start) {
  const auto next = start + 1;
  std::size_t end = next == part.starts.end() ? part.symbols.size() - 1 : next->symbol;
  for (const Pause& pause : part.pauses) {
    if (pause.begin > start->symbol && pause.begin < end) end = pause.begin;
  }
  static const std::int64_t space = SymbolsOf(" ").at(0);
  while (end > start->symbol + 1 && part.symbols[end - 1] == space) --end;
  return end;
}

}  // namespace

std::vector<std::size_t> PlacesIn(const Part& part, const Utterance& said) {
  if (said.frames.size() != part.symbols.size() + 2) return {};
  std::vector<std::size_t> places;
  std::size_t at = 0;
  for (const std::int64_t frames : said.frames) {
    at += static_cast<std::size_t>(std::max<std::int64_t>(frames, 0)) * kSamplesPerFrame;
    places.push_back(std::min(at, said.samples.size()));
  }
  places.pop_back();  // the silent symbol at the end
  return places;
}

std::vector<Heard> Listen(const Part& part, const Utterance& said, float speed) {
  const std::vector<std::size_t> places = PlacesIn(part, said);
  if (places.empty()) return {};
  const float level = SpeechLevel(said.samples, kRateHz);
  std::vector<Heard> all;
  for (auto start = part.starts.begin(); start != part.starts.end(); ++start) {
    const std::size_t end = EndOf(part, start);
    const std::span<const float> sound = Sounding(
        {said.samples.data() + places[start->symbol], places[end] - places[start->symbol]}, level);
    all.push_back({start->unit, end - start->symbol,
                   1000.0 * static_cast<double>(sound.size()) * speed / kRateHz,
                   Db(level > 0 ? LoudestIn(sound) / level : 0)});
  }
  return all;
}

bool Plausible(const Heard& heard) {
  constexpr double kLeastMs = 15;      // for one symbol: the network's own least is 25 at any speed
  constexpr double kMostMs = 150;      // for one symbol, and
  constexpr double kMostOnceMs = 600;  // once: the last syllable of a phrase is drawn out
  constexpr double kLeastDb = -32;
  const auto symbols = static_cast<double>(heard.symbols);
  return heard.length_ms >= kLeastMs * symbols &&
         heard.length_ms <= kMostOnceMs + kMostMs * symbols && heard.level_db >= kLeastDb;
}

}  // namespace boyin::synthesise::kokoro
