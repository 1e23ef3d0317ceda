#include "produce/mixer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "base/message.h"
#include "produce/level.h"

namespace boyin::produce {
namespace {

constexpr int kShortestFadeMs = 2;
constexpr int kCrossfadeMs = 2000;
constexpr std::size_t kStep = 32;  // the gain is a straight line over as many samples

tl::unexpected<Error> Impossible(const Music& music, Message what) {
  return Fail(Code::kUsage, music.name(), std::move(what),
              Translated("mend the place of the music"));
}

}  // namespace

Result<Laid> Place(const Music& music, const MusicCue& cue, int sample_rate_hz) {
  if (music.sample_rate_hz() != sample_rate_hz) {
    return Impossible(music, Translated("music of {} Hz in a programme of {} Hz",
                                        music.sample_rate_hz(), sample_rate_hz));
  }
  if (cue.begin < 0 || cue.skip < 0 || cue.skip >= music.samples()) {
    return Impossible(music, Translated("begins before its beginning or after its end"));
  }
  if (cue.loop && cue.end <= cue.begin) {
    return Impossible(music, Translated("a loop needs an end"));
  }
  Laid laid{music, cue};
  const std::int64_t by_itself = cue.begin + music.samples() - cue.skip;
  if (cue.end <= cue.begin || (!cue.loop && cue.end > by_itself)) laid.cue.end = by_itself;
  return laid;
}

MusicTrack::MusicTrack(const Laid& laid, std::span<const SpeechInterval> speech, double speech_lufs)
    : laid_(laid),
      duck_(speech, laid.cue.ducking, laid.music.sample_rate_hz()),
      speech_lufs_(speech_lufs) {
  const MusicCue& cue = laid.cue;
  const int rate = laid.music.sample_rate_hz();
  const auto fade = [&](int ms) {
    const std::int64_t wanted = std::int64_t{std::max(ms, kShortestFadeMs)} * rate / 1000;
    return std::min(wanted, (cue.end - cue.begin) / 2);
  };
  fade_in_ = fade(cue.fade_in_ms);
  fade_out_ = fade(cue.fade_out_ms);
  crossfade_ = laid.music.seamless() && cue.skip == 0
                   ? 0
                   : std::min<std::int64_t>(std::int64_t{kCrossfadeMs} * rate / 1000,
                                            (laid.music.samples() - cue.skip) / 4);
}

/// Samples of the music from `at` on, counted from the cue's beginning; at the seam of a loop the
/// end goes over into the beginning at equal power.
Result<void> MusicTrack::Read(std::int64_t at, std::span<float> out) {
  const MusicCue& cue = laid_.cue;
  if (!cue.loop) return laid_.music.ReadAt(cue.skip + at, out);
  const std::int64_t period = laid_.music.samples() - cue.skip - crossfade_;
  while (!out.empty()) {
    const std::int64_t inside = at % period;
    const bool seam = at >= period && inside < crossfade_;
    const std::int64_t until = seam ? crossfade_ : period;
    const auto part = static_cast<std::size_t>(
        std::min<std::int64_t>(until - inside, static_cast<std::int64_t>(out.size())));
    const std::span<float> piece = out.first(part);
    if (Result<void> done = laid_.music.ReadAt(cue.skip + inside, piece); !done) return done;
    if (seam) {
      tail_.resize(part);
      Result<void> done = laid_.music.ReadAt(cue.skip + period + inside, tail_);
      if (!done) return done;
      for (std::size_t i = 0; i < part; ++i) {
        const double phase = std::numbers::pi / 2 *
                             (static_cast<double>(inside) + static_cast<double>(i)) /
                             static_cast<double>(crossfade_);
        piece[i] = static_cast<float>(std::sin(phase)) * piece[i] +
                   static_cast<float>(std::cos(phase)) * tail_[i];
      }
    }
    at += static_cast<std::int64_t>(part);
    out = out.subspan(part);
  }
  return {};
}

double MusicTrack::GainAt(std::int64_t at) {
  const MusicCue& cue = laid_.cue;
  if (at <= cue.begin || at >= cue.end) return 0;
  const double lu = cue.under_lu + (cue.alone_lu - cue.under_lu) * duck_.Up(at);
  const double in = static_cast<double>(at - cue.begin) / static_cast<double>(fade_in_);
  const double out = static_cast<double>(cue.end - at) / static_cast<double>(fade_out_);
  return FromDb(speech_lufs_ + lu - laid_.music.loudness_lufs()) * RaisedCosine(in) *
         RaisedCosine(out);
}

/// The gain, in steps that are the same wherever a chunk begins.
void MusicTrack::Shape(std::span<float> samples, std::int64_t at) {
  for (std::size_t begin = 0; begin < samples.size(); begin += kStep) {
    const std::span<float> step = samples.subspan(begin, std::min(kStep, samples.size() - begin));
    const std::int64_t first = at + static_cast<std::int64_t>(begin);
    const double from = GainAt(first);
    const double slope =
        (GainAt(first + std::ssize(step)) - from) / static_cast<double>(step.size());
    for (std::size_t i = 0; i < step.size(); ++i) {
      step[i] *= static_cast<float>(from + slope * static_cast<double>(i));
    }
  }
}

Result<void> MusicTrack::AddTo(std::span<float> mix, std::int64_t at) {
  const MusicCue& cue = laid_.cue;
  const std::int64_t begin = std::max(at, cue.begin);
  const std::int64_t end = std::min(at + std::ssize(mix), cue.end);
  if (begin >= end) return {};
  samples_.resize(static_cast<std::size_t>(end - begin));
  if (Result<void> done = Read(begin - cue.begin, samples_); !done) return done;
  Shape(samples_, begin);
  for (std::size_t i = 0; i < samples_.size(); ++i) {
    mix[static_cast<std::size_t>(begin - at) + i] += samples_[i];
  }
  return {};
}

}  // namespace boyin::produce
