#include "audit/heard.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace boyin::audit {
namespace {

double MeanLevel(const Frames& frames, const std::vector<bool>& speech) {
  double power = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (!speech[i]) continue;
    power += std::pow(10.0, static_cast<double>(frames.level_db[i]) / 10);
    ++count;
  }
  return count == 0 ? -100 : 10 * std::log10(power / static_cast<double>(count) + 1e-10);
}

/// Of the last 30 ms.
double EndLevel(const Frames& frames) {
  double level = -100;
  for (std::size_t i = frames.size() - std::min<std::size_t>(3, frames.size()); i < frames.size();
       ++i) {
    level = std::max(level, static_cast<double>(frames.level_db[i]));
  }
  return level;
}

double MedianLevel(const Frames& before, const Frames& after) {
  std::vector<double> levels(before.level_db.begin(), before.level_db.end());
  levels.insert(levels.end(), after.level_db.begin(), after.level_db.end());
  return levels.empty() ? -100 : Quantile(std::move(levels), 0.5);
}

std::vector<Place> Moved(std::vector<Place> places, double by_s) {
  for (Place& place : places) {
    place.begin_s += by_s;
    place.end_s += by_s;
  }
  return places;
}

}  // namespace

Heard Listen(const SoundWindow& sound, const Sentence& sentence, double before_s, double after_s,
             const Limits& limits) {
  Heard heard;
  heard.begin_s = sentence.begin_s;
  heard.length_s = std::min(sentence.end_s - sentence.begin_s, kMostSeconds);
  heard.syllables = SyllablesOf(sentence.pinyin);
  heard.repeats = HasRepeats(sentence.pinyin);
  const double end_s = sentence.begin_s + heard.length_s;
  const std::span<const float> own = sound.Between(sentence.begin_s, end_s);
  heard.whole = static_cast<double>(own.size()) > (heard.length_s - 0.05) * sound.rate_hz;
  const Frames frames = FramesOf(own, sound.rate_hz);
  const double around = MedianLevel(
      FramesOf(sound.Between(sentence.begin_s - before_s, sentence.begin_s), sound.rate_hz),
      FramesOf(sound.Between(end_s + 0.02, end_s + after_s), sound.rate_hz));
  const std::vector<bool> speech = SpeechFrames(frames, around);
  heard.own = SpeechOf(frames, speech);
  heard.speech_s = static_cast<double>(heard.own.size()) * kHop_s;
  heard.level_db = MeanLevel(frames, speech);
  heard.end_db = EndLevel(frames);
  heard.pause = LongestPause(speech);
  heard.repeat = LikestRepeat(frames, speech);
  const double from_s = std::max(0.0, sentence.begin_s - before_s);
  const std::span<const float> wide = sound.Between(from_s, end_s + after_s);
  heard.clicks = Moved(Clicks(wide, sound.rate_hz, limits.click_beside_ratio), from_s);
  heard.clippings = Moved(Clippings(own, sound.rate_hz), sentence.begin_s);
  return heard;
}

void TakeReference(Reference reference, const Limits& limits, Heard& heard) {
  const Frames frames = FramesOf(reference.samples, reference.sample_rate_hz);
  const std::vector<bool> speech = SpeechFrames(frames, -100);
  heard.reference = SpeechOf(frames, speech);
  heard.reference_end_db = EndLevel(frames) - MeanLevel(frames, speech);
  heard.reference_clicks =
      Clicks(reference.samples, reference.sample_rate_hz, limits.own_click_ratio);
  heard.words = std::move(reference.words);
}

bool CracksItself(const Heard& heard, const Alignment& alignment, const Place& click) {
  constexpr double kNear_s = 0.06;
  const auto frame =
      static_cast<std::size_t>(std::max(0.0, click.begin_s - heard.begin_s) / kHop_s);
  const auto own = std::ranges::lower_bound(heard.own.frames, frame) - heard.own.frames.begin();
  const std::size_t nearest = std::min(static_cast<std::size_t>(own), heard.own.size() - 1);
  const double at_s =
      static_cast<double>(heard.reference.frames[alignment.reference_of[nearest]]) * kHop_s;
  return std::ranges::any_of(heard.reference_clicks, [&](const Place& one) {
    return std::abs(one.begin_s - at_s) < kNear_s;
  });
}

}  // namespace boyin::audit
