#include "audit/signal_checks.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "prosody/prosody.h"

namespace boyin::audit {
namespace {

constexpr double kLoudShare = 0.95;
constexpr double kSpeechBelowLoud_db = 32;
constexpr double kAboveAround_db = 6;
constexpr double kMostAround_db = 14;  // below the loud frames: music is never taken for speech

std::vector<std::string> SyllablesIn(const std::string& pinyin) {
  std::istringstream in(pinyin);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(std::move(word));
  return words;
}

bool IsSyllable(const std::string& word) {
  return word.size() > 1 && word.back() >= '1' && word.back() <= '5' &&
         std::islower(static_cast<unsigned char>(word.front())) != 0;
}

std::string Toneless(const std::string& word) {
  return IsSyllable(word) ? word.substr(0, word.size() - 1) : word;
}

}  // namespace

std::vector<Place> Clicks(std::span<const float> samples, int sample_rate_hz, double least_ratio) {
  constexpr double kLeast = 0.03;       // of full scale: what is softer is no crack
  constexpr double kItself_s = 2.5e-3;  // a codec smears it that far
  constexpr double kAround_s = 30e-3;   // a voice's next pulse comes before: 33 Hz
  const auto itself = static_cast<std::size_t>(kItself_s * sample_rate_hz);
  const auto around = static_cast<std::size_t>(kAround_s * sample_rate_hz);
  std::vector<float> bends(samples.size(), 0);  // the second difference: high frequencies
  for (std::size_t i = 1; i + 1 < samples.size(); ++i) {
    bends[i] = std::abs(samples[i - 1] - 2 * samples[i] + samples[i + 1]);
  }
  std::vector<Place> places;
  for (std::size_t i = itself; i + itself < bends.size(); ++i) {
    const auto height = static_cast<double>(bends[i]);
    if (height < kLeast || bends[i] < bends[i - 1] || bends[i] < bends[i + 1]) continue;
    const auto highest = [&](std::size_t begin, std::size_t end) {
      const auto most = std::max_element(bends.begin() + static_cast<std::ptrdiff_t>(begin),
                                         bends.begin() + static_cast<std::ptrdiff_t>(end));
      return begin < end ? static_cast<double>(*most) : 0;
    };
    const double beside =
        std::max({highest(i > around ? i - around : 0, i - itself),
                  highest(i + itself, std::min(bends.size(), i + around)), kLeast / least_ratio});
    if (height < least_ratio * beside) continue;
    const double at = static_cast<double>(i) / sample_rate_hz;
    places.push_back({at, at, height / beside});
  }
  return places;
}

std::vector<Place> Clippings(std::span<const float> samples, int sample_rate_hz) {
  constexpr float kLoud = 0.5F;
  constexpr float kFlat = 2e-4F;
  constexpr std::size_t kLeastRun = 6;
  std::vector<Place> places;
  for (std::size_t i = 0; i < samples.size();) {
    const float height = std::abs(samples[i]);
    std::size_t end = i + 1;
    while (end < samples.size() && height > kLoud &&
           (std::abs(samples[end] - samples[i]) < kFlat * height ||
            (height > 1 && std::abs(samples[end]) > 1))) {
      ++end;
    }
    const bool beyond = height > 1 && end - i >= 3;
    if (beyond || (height > kLoud && end - i >= kLeastRun)) {
      const double at = static_cast<double>(i) / sample_rate_hz;
      if (places.empty() || at - places.back().end_s > 0.1) places.push_back({at, at, 0});
      places.back().end_s = static_cast<double>(end) / sample_rate_hz;
      places.back().value += static_cast<double>(end - i);
    }
    i = end;
  }
  return places;
}

std::vector<bool> SpeechFrames(const Frames& frames, double around_db) {
  const double loud = Quantile({frames.level_db.begin(), frames.level_db.end()}, kLoudShare);
  const double least = std::max(loud - kSpeechBelowLoud_db,
                                std::min(around_db + kAboveAround_db, loud - kMostAround_db));
  std::vector<bool> speech(frames.size());
  for (std::size_t i = 0; i < speech.size(); ++i) {
    speech[i] = static_cast<double>(frames.level_db[i]) > least;
  }
  return speech;
}

Place LongestPause(const std::vector<bool>& speech) {
  Place longest;
  std::size_t last = speech.size();  // none yet
  for (std::size_t i = 0; i < speech.size(); ++i) {
    if (!speech[i]) continue;
    const double length = last < i ? static_cast<double>(i - last - 1) * kHop_s : 0;
    if (length > longest.value) {
      longest = {static_cast<double>(last + 1) * kHop_s, static_cast<double>(i) * kHop_s, length};
    }
    last = i;
  }
  return longest;
}

Place LikestRepeat(const Frames& frames, const std::vector<bool>& speech) {
  constexpr std::size_t kLeastLag = 15;
  constexpr std::size_t kMostLag = 90;
  Place likest{0, 0, 10};
  const std::size_t count = frames.size();
  // How far apart any two frames of the sentence are: the unit.
  double apart = 0;
  std::size_t pairs = 0;
  for (std::size_t i = 0; i + 97 < count; i += 7, ++pairs) {
    apart += static_cast<double>(Distance(frames.shapes[i], frames.shapes[i + 97]));
  }
  if (pairs < 3 || apart <= 0) return likest;
  apart /= static_cast<double>(pairs);
  std::vector<double> sums(count + 1);
  std::vector<std::size_t> spoken(count + 1);
  for (std::size_t lag = kLeastLag; lag <= kMostLag && 2 * lag <= count; ++lag) {
    for (std::size_t i = 0; i + lag < count; ++i) {
      sums[i + 1] =
          sums[i] + static_cast<double>(Distance(frames.shapes[i], frames.shapes[i + lag]));
      spoken[i + 1] = spoken[i] + (speech[i] && speech[i + lag] ? 1U : 0U);
    }
    for (std::size_t i = 0; i + 2 * lag <= count; ++i) {
      if ((spoken[i + lag] - spoken[i]) * 10 < lag * 9) continue;
      const double unlike = (sums[i + lag] - sums[i]) / static_cast<double>(lag) / apart;
      if (unlike < likest.value) {
        likest = {static_cast<double>(i) * kHop_s, static_cast<double>(i + 2 * lag) * kHop_s,
                  unlike};
      }
    }
  }
  return likest;
}

std::size_t SyllablesOf(const std::string& pinyin) {
  std::size_t count = 0;
  for (const std::string& word : SyllablesIn(pinyin)) {
    count += IsSyllable(word) ? 1 : prosody::kForeignSyllables;
  }
  return count;
}

bool HasRepeats(const std::string& pinyin) {
  std::vector<std::string> words = SyllablesIn(pinyin);
  std::ranges::transform(words, words.begin(), Toneless);
  for (std::size_t length = 1; length <= 4; ++length) {
    for (std::size_t i = 0; i + 2 * length <= words.size(); ++i) {
      const auto at = words.begin() + static_cast<std::ptrdiff_t>(i);
      const auto middle = at + static_cast<std::ptrdiff_t>(length);
      if (std::equal(at, middle, middle)) return true;
    }
  }
  return false;
}

}  // namespace boyin::audit
