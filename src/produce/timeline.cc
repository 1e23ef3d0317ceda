#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/message.h"
#include "produce/level.h"
#include "produce/produce.h"
#include "produce/resample.h"
#include "produce/timeline_state.h"
#include "produce/voice_eq.h"

namespace boyin::produce {
namespace {

constexpr int kLowestRateHz = 8000;
constexpr int kHighestRateHz = 192000;
constexpr double kUsualSpeechLufs = -23;  // of one channel, as engines give it
constexpr std::int64_t kRecordingPart = 1 << 16;
constexpr int kRecordingFadeMs = 20;
constexpr int kCutFadeMs = 250;

/// The ends of a recording, faded.
struct Fades {
  std::int64_t samples;
  std::int64_t in;
  std::int64_t out;

  [[nodiscard]] float At(std::int64_t at) const {
    if (at >= in && samples - at >= out) return 1;
    const double up = static_cast<double>(at) / static_cast<double>(in);
    const double down = static_cast<double>(samples - at) / static_cast<double>(out);
    return static_cast<float>(RaisedCosine(up) * RaisedCosine(down));
  }
};

}  // namespace

std::int64_t Placed::Move(std::int64_t at) const {
  if (clip_rate_hz <= 0) return begin;
  // Rounded down, so that the mark of a sound is never behind its beginning.
  return std::min(end, begin + at * rate_hz / clip_rate_hz);
}

Result<void> Timeline::State::Append(std::span<const float> samples) {
  meter.Add(samples);
  return spool.Append(samples);
}

Result<void> Timeline::State::AppendSilence(std::int64_t samples) {
  static constexpr std::array<float, 4096> kSilence{};
  while (samples > 0) {
    const auto part = std::min<std::int64_t>(samples, std::ssize(kSilence));
    Result<void> done = Append(std::span(kSilence).first(static_cast<std::size_t>(part)));
    if (!done) return done;
    samples -= part;
  }
  return {};
}

Timeline::Timeline(std::unique_ptr<State> state) : state_(std::move(state)) {}
Timeline::Timeline(Timeline&&) noexcept = default;
Timeline& Timeline::operator=(Timeline&&) noexcept = default;
Timeline::~Timeline() = default;

Result<Timeline> Timeline::Create(const Settings& settings) {
  if (settings.sample_rate_hz < kLowestRateHz || settings.sample_rate_hz > kHighestRateHz) {
    return Fail(Code::kUsage, "",
                Translated("a sample rate of {} Hz is not possible", settings.sample_rate_hz),
                Translated("use {} to {}", kLowestRateHz, kHighestRateHz));
  }
  Result<Spool> spool = Spool::Create(settings.spool_folder);
  if (!spool) return tl::unexpected(spool.error());
  Timeline timeline(std::make_unique<State>(settings, std::move(*spool)));
  if (Result<void> done = timeline.Silence(settings.lead_in_ms); !done) {
    return tl::unexpected(done.error());
  }
  return timeline;
}

Result<Placed> Timeline::Append(const synthesise::Clip& clip, const voice::Voice& voice) {
  if (!std::all_of(clip.samples.begin(), clip.samples.end(),
                   [](float sample) { return std::isfinite(sample); })) {
    return Fail(Code::kEngine, voice.name,
                Translated("the engine gave samples that are no numbers"));
  }
  const int rate = state_->settings.sample_rate_hz;
  std::vector<float> equalised = clip.samples;
  ApplyEq(equalised, clip.sample_rate_hz, voice);
  Result<std::vector<float>> samples = Resample(equalised, clip.sample_rate_hz, rate);
  if (!samples) return tl::unexpected(samples.error());
  FadeEnds(*samples, rate);
  const std::int64_t begin = this->samples();
  state_->voices.Add(voice.name, begin, std::ssize(*samples));
  if (Result<void> done = state_->Append(*samples); !done) return tl::unexpected(done.error());
  return Placed{begin, begin + std::ssize(*samples), clip.sample_rate_hz, rate};
}

Result<Placed> Timeline::AppendRecording(const Music& recording, std::int64_t from,
                                         std::int64_t to) {
  const int rate = state_->settings.sample_rate_hz;
  if (to == 0) to = recording.samples();
  to = std::min(to, recording.samples());
  if (recording.sample_rate_hz() != rate || from < 0 || from >= to) {
    return Fail(Code::kUsage, recording.name(),
                Translated("lasts only {:.1f} s", recording.seconds()),
                Translated("begin earlier"));
  }
  const auto samples = [rate](int ms) { return std::int64_t{ms} * rate / 1000; };
  const std::int64_t half = std::max<std::int64_t>(1, (to - from) / 2);
  const Fades fades{
      to - from, std::min(samples(from > 0 ? kCutFadeMs : kRecordingFadeMs), half),
      std::min(samples(to < recording.samples() ? kCutFadeMs : kRecordingFadeMs), half)};
  // Near the level of the voices at once, because the compressor measures all speech together;
  // Balance does the rest.
  const double speech = state_->meter.Measured().one_channel_lufs;
  const double level = speech > kSilenceLufs ? speech : kUsualSpeechLufs;
  const auto gain = static_cast<float>(FromDb(level - recording.loudness_lufs()));
  const std::int64_t begin = this->samples();
  state_->voices.Add(recording.name(), begin, to - from);
  std::vector<float> part;
  for (std::int64_t at = 0; at < fades.samples; at += kRecordingPart) {
    part.resize(static_cast<std::size_t>(std::min(kRecordingPart, fades.samples - at)));
    if (Result<void> read = recording.ReadAt(from + at, part); !read) {
      return tl::unexpected(read.error());
    }
    for (std::size_t i = 0; i < part.size(); ++i) {
      part[i] *= gain * fades.At(at + static_cast<std::int64_t>(i));
    }
    if (Result<void> done = state_->Append(part); !done) return tl::unexpected(done.error());
  }
  return Placed{begin, begin + fades.samples, rate, rate};
}

Result<void> Timeline::Silence(int length_ms) {
  return state_->AppendSilence(std::int64_t{std::max(length_ms, 0)} *
                               state_->settings.sample_rate_hz / 1000);
}

Result<std::int64_t> Timeline::Lay(const Music& music, const MusicCue& cue) {
  Result<Laid> laid = Place(music, cue, state_->settings.sample_rate_hz);
  if (!laid) return tl::unexpected(laid.error());
  const std::int64_t end = laid->cue.end;
  state_->music.push_back(std::move(*laid));
  return end;
}

Result<Placed> Timeline::Play(const Music& music, MusicCue cue, int length_ms, int overlap_ms) {
  const int rate = state_->settings.sample_rate_hz;
  cue.begin = samples();
  cue.end = length_ms <= 0 ? 0 : cue.begin + std::int64_t{length_ms} * rate / 1000;
  const Result<std::int64_t> end = Lay(music, cue);
  if (!end) return tl::unexpected(end.error());
  const std::int64_t overlap = std::int64_t{std::max(overlap_ms, 0)} * rate / 1000;
  const std::int64_t moved = std::max<std::int64_t>(0, *end - cue.begin - overlap);
  if (Result<void> done = state_->AppendSilence(moved); !done) return tl::unexpected(done.error());
  return Placed{cue.begin, *end, rate, rate};
}

Result<void> Timeline::FillTo(std::int64_t programme_samples) {
  const std::int64_t missing = programme_samples - samples_if_finished();
  if (missing >= 0) return state_->AppendSilence(missing);
  const double rate = state_->settings.sample_rate_hz;
  const double over_s = static_cast<double>(-missing) / rate;
  return Fail(Code::kUsage, "",
              Translated("the programme is {:.3f} s longer than its slot", over_s),
              Translated("shorten the pauses, speak faster, or leave something out"));
}

std::int64_t Timeline::samples_if_finished() const { return samples() + state_->lead_out(); }

std::int64_t Timeline::samples() const { return state_->spool.samples(); }

}  // namespace boyin::produce
