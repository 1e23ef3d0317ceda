// From the timeline to the programme: the speech evened out and compressed once, the music added,
// then the gain found that meets the loudness.
#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "produce/background_meter.h"
#include "produce/balance.h"
#include "produce/ducking.h"
#include "produce/dynamics.h"
#include "produce/level.h"
#include "produce/limiter.h"
#include "produce/mixer.h"
#include "produce/produce.h"
#include "produce/programme_reader_state.h"
#include "produce/spool.h"
#include "produce/timeline_state.h"

namespace boyin::produce {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 16U;
static_assert(kChunk % Compressor::kStep == 0 && kChunk % Spool::kBlock == 0);

// Music without speech is laid against the level that voices are calibrated to.
constexpr double kCalibratedLufs = -20;
constexpr double kMostGainDb = 40;
constexpr double kCloseEnoughLu = 0.05;
constexpr int kMostPasses = 5;
constexpr double kEvenLu = 0.1;  // voices that differ by less are equally loud

/// Reads the spool chunk by chunk, changes each and writes it back.
template <typename Change>
Result<void> InPlace(Spool& spool, const Change& change) {
  std::vector<float> chunk(kChunk);
  for (std::int64_t at = 0; at < spool.samples(); at += std::ssize(chunk)) {
    chunk.resize(static_cast<std::size_t>(
        std::min<std::int64_t>(spool.samples() - at, std::int64_t{kChunk})));
    if (Result<void> done = spool.ReadAt(at, chunk); !done) return done;
    if (Result<void> done = change(std::span<float>(chunk), at); !done) return done;
    if (Result<void> done = spool.WriteAt(at, chunk); !done) return done;
  }
  return {};
}

/// The speech: voices made equally loud, compressed, and found where music must make way for it.
/// Samples stay as they are where the profile masters nothing.
Result<std::vector<SpeechInterval>> TreatSpeech(Spool& spool, const Balance& voices,
                                                int sample_rate_hz, double level_db,
                                                bool with_music, Mastering& mastering) {
  Balance::Equaliser equaliser(voices);
  Compressor compressor(sample_rate_hz, level_db);
  SpeechFinder finder(sample_rate_hz, level_db);
  BackgroundMeter meter(sample_rate_hz, 1, Meter::Peaks::kNone);
  const bool master = mastering.profile.master;
  Result<void> done = InPlace(spool, [&](std::span<float> chunk, std::int64_t at) -> Result<void> {
    if (master) {
      equaliser.Process(chunk, at);
      compressor.Process(chunk);
    }
    if (with_music) finder.Add(chunk);
    meter.Add(chunk);
    return {};
  });
  if (!done) return tl::unexpected(done.error());
  mastering.compression_db = compressor.deepest_db();
  mastering.compression_mean_db = compressor.mean_db();
  mastering.speech_lufs = mastering.loudness_lufs = meter.Measured().integrated_lufs;
  return finder.intervals();
}

/// A compressor takes more from one voice than from another: evens what it left, and measures
/// again.
Result<void> EvenCompressed(Spool& spool, Balance& voices, int sample_rate_hz,
                            Mastering& mastering) {
  if (Result<void> measured = voices.Measure(spool, mastering.speech_lufs); !measured) {
    return measured;
  }
  const std::vector<VoiceLevel> levels = voices.Levels();
  const auto uneven = [](const VoiceLevel& level) { return std::abs(level.gain_db) > kEvenLu; };
  if (std::none_of(levels.begin(), levels.end(), uneven)) return {};
  Balance::Equaliser equaliser(voices);
  BackgroundMeter meter(sample_rate_hz, 1, Meter::Peaks::kNone);
  Result<void> done = InPlace(spool, [&](std::span<float> chunk, std::int64_t at) -> Result<void> {
    equaliser.Process(chunk, at);
    meter.Add(chunk);
    return {};
  });
  if (!done) return done;
  mastering.speech_lufs = mastering.loudness_lufs = meter.Measured().integrated_lufs;
  for (VoiceLevel& voice : mastering.voices) {
    const auto after = std::find_if(levels.begin(), levels.end(), [&](const VoiceLevel& level) {
      return level.name == voice.name;
    });
    if (after != levels.end()) voice.gain_db += after->gain_db;
  }
  return {};
}

/// Adds the music to the speech, which is `speech_lufs` loud on one channel; the loudness of both.
Result<double> Mix(Spool& spool, const std::vector<Laid>& music,
                   std::span<const SpeechInterval> speech, double speech_lufs, int sample_rate_hz) {
  std::vector<MusicTrack> tracks;
  tracks.reserve(music.size());
  for (const Laid& laid : music) tracks.emplace_back(laid, speech, speech_lufs);
  BackgroundMeter meter(sample_rate_hz, 1, Meter::Peaks::kNone);
  Result<void> done = InPlace(spool, [&](std::span<float> chunk, std::int64_t at) -> Result<void> {
    for (MusicTrack& track : tracks) {
      if (Result<void> added = track.AddTo(chunk, at); !added) return added;
    }
    meter.Add(chunk);
    return {};
  });
  if (!done) return tl::unexpected(done.error());
  return meter.Measured().integrated_lufs;
}

}  // namespace

Programme::Programme(std::shared_ptr<const Spool> spool, int sample_rate_hz, std::int64_t samples,
                     const Profile& profile)
    : spool_(std::move(spool)), sample_rate_hz_(sample_rate_hz), samples_(samples) {
  mastering_.profile = profile;
}

/// Measures the limited sound at the present gain and mends the gain, until the loudness is met.
/// What the limiter takes away grows with the gain, hence more than one pass.
Result<void> Programme::Adjust() {
  double step = mastering_.profile.loudness_lufs - mastering_.loudness_lufs;
  for (int pass = 0; pass < kMostPasses; ++pass) {
    mastering_.gain_db = std::min(kMostGainDb, mastering_.gain_db + step);
    Reader reader = Open();
    BackgroundMeter meter(sample_rate_hz_, 1, Meter::Peaks::kNone);
    for (;;) {
      Result<std::span<const float>> chunk = reader.state_->Next();
      if (!chunk) return tl::unexpected(chunk.error());
      if (chunk->empty()) break;
      meter.Add(*chunk);
    }
    const Limiter& limiter = *reader.state_->limiter;
    mastering_.loudness_lufs = meter.Measured().integrated_lufs;
    mastering_.limiting_db = std::max(0.0, -ToDb(limiter.smallest_gain()));
    mastering_.limiting_mean_db = std::max(0.0, -ToDb(limiter.mean_gain()));
    mastering_.limited_percent = 100.0 * static_cast<double>(limiter.limited_samples()) /
                                 static_cast<double>(std::max<std::int64_t>(samples_, 1));
    step = mastering_.profile.loudness_lufs - mastering_.loudness_lufs;
    if (std::abs(step) <= kCloseEnoughLu || mastering_.gain_db >= kMostGainDb) break;
  }
  return {};
}

/// Speech and music into one sound in the spool, not yet at its gain.
Result<void> Timeline::State::Combine(Mastering& mastering) {
  const Loudness speech = meter.Measured();
  mastering.source_lufs = mastering.speech_lufs = mastering.loudness_lufs = speech.integrated_lufs;
  if (Result<void> measured = voices.Measure(spool, speech.integrated_lufs); !measured) {
    return measured;
  }
  mastering.voices = voices.Levels();
  std::erase_if(mastering.voices, [](const VoiceLevel& voice) { return voice.name.empty(); });
  std::vector<SpeechInterval> spoken;
  const bool spoke = speech.integrated_lufs > kSilenceLufs;
  if (spoke && (mastering.profile.master || !music.empty())) {
    // Speech measures about the same as K-weighted loudness and as RMS of its active parts.
    Result<std::vector<SpeechInterval>> found = TreatSpeech(
        spool, voices, settings.sample_rate_hz, speech.one_channel_lufs, !music.empty(), mastering);
    if (!found) return tl::unexpected(found.error());
    spoken = std::move(*found);
    if (mastering.profile.master && mastering.voices.size() > 1) {
      Result<void> evened = EvenCompressed(spool, voices, settings.sample_rate_hz, mastering);
      if (!evened) return evened;
    }
  }
  if (music.empty()) return {};
  const double level_lufs = spoke ? mastering.speech_lufs - kDualMonoDb : kCalibratedLufs;
  const Result<double> mixed = Mix(spool, music, spoken, level_lufs, settings.sample_rate_hz);
  if (!mixed) return tl::unexpected(mixed.error());
  mastering.loudness_lufs = *mixed;
  if (!spoke) mastering.source_lufs = *mixed;
  return {};
}

Result<Programme> Timeline::Finish(const Profile& profile) && {
  State& s = *state_;
  if (Result<void> done = s.AppendSilence(s.lead_out()); !done) {
    return tl::unexpected(done.error());
  }
  Mastering mastering;
  mastering.profile = profile;
  if (Result<void> done = s.Combine(mastering); !done) return tl::unexpected(done.error());
  const std::int64_t samples = s.spool.samples();
  Programme programme(std::make_shared<const Spool>(std::move(s.spool)), s.settings.sample_rate_hz,
                      samples, profile);
  programme.mastering_ = mastering;
  if (profile.master && mastering.loudness_lufs > kSilenceLufs) {
    if (Result<void> done = programme.Adjust(); !done) return tl::unexpected(done.error());
  }
  return programme;
}

}  // namespace boyin::produce
