#include "produce/ducking.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "produce/level.h"

namespace boyin::produce {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max() / 4;
// The weakest consonants lie about 25 dB under the mean level of speech.
constexpr double kBelowMeanDb = 26;

std::int64_t Samples(int ms, int sample_rate_hz) {
  return std::int64_t{std::max(ms, 0)} * sample_rate_hz / 1000;
}

}  // namespace

SpeechFinder::SpeechFinder(int sample_rate_hz, double level_db)
    : frame_(std::max(1, sample_rate_hz / 100)),
      nearest_(Samples(200, sample_rate_hz)),
      threshold_(static_cast<float>(std::pow(10.0, (level_db - kBelowMeanDb) / 10))) {}

void SpeechFinder::Add(std::span<const float> samples) {
  for (const float sample : samples) {
    power_ += sample * sample;
    if (++filled_ == frame_) Close();
  }
}

/// A frame is full.
void SpeechFinder::Close() {
  const bool speech = power_ > threshold_ * static_cast<float>(frame_);
  if (speech && (intervals_.empty() || at_ - intervals_.back().end > nearest_)) {
    intervals_.push_back({at_, at_ + frame_});
  } else if (speech) {
    intervals_.back().end = at_ + frame_;
  }
  at_ += frame_;
  filled_ = 0;
  power_ = 0;
}

Duck::Duck(std::span<const SpeechInterval> speech, const Ducking& ducking, int sample_rate_hz)
    : rest_(speech),
      attack_(static_cast<double>(
          std::max<std::int64_t>(1, Samples(ducking.attack_ms, sample_rate_hz)))),
      release_(static_cast<double>(
          std::max<std::int64_t>(1, Samples(ducking.release_ms, sample_rate_hz)))),
      gap_(Samples(ducking.gap_ms, sample_rate_hz)),
      before_{-kNever, -kNever},
      now_{-kNever, -kNever} {
  Advance();
}

/// The next interval, with all that follow it within the gap.
void Duck::Advance() {
  before_ = now_;
  if (rest_.empty()) {
    now_ = {kNever, kNever};
    return;
  }
  now_ = rest_.front();
  rest_ = rest_.subspan(1);
  while (!rest_.empty() && rest_.front().begin - now_.end < gap_) {
    now_.end = rest_.front().end;
    rest_ = rest_.subspan(1);
  }
}

double Duck::Up(std::int64_t at) {
  while (at >= now_.end) Advance();
  if (at >= now_.begin) return 0;
  const double from_end = static_cast<double>(at - before_.end) / release_;
  const double to_begin = static_cast<double>(now_.begin - at) / attack_;
  const double part = std::min({from_end, to_begin, 1.0});
  return 0.5 - 0.5 * std::cos(std::numbers::pi * part);
}

}  // namespace boyin::produce
