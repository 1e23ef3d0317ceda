// From the timeline to the programme: compress once, then find the gain that meets the loudness.
#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "produce/background_meter.h"
#include "produce/dynamics.h"
#include "produce/level.h"
#include "produce/limiter.h"
#include "produce/produce.h"
#include "produce/reader_state.h"
#include "produce/spool.h"
#include "produce/timeline_state.h"

namespace boyin::produce {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 16U;
static_assert(kChunk % Compressor::kStep == 0);

constexpr double kMostGainDb = 40;
constexpr double kCloseEnoughLu = 0.05;
constexpr int kMostPasses = 5;

/// Compresses the spool in place; the loudness of the result.
Result<Loudness> Compress(Spool& spool, int sample_rate_hz, double level_db, double& deepest_db) {
  Compressor compressor(sample_rate_hz, level_db);
  BackgroundMeter meter(sample_rate_hz, 1, Meter::Peaks::kNone);
  std::vector<float> chunk(kChunk);
  for (std::int64_t at = 0; at < spool.samples(); at += std::ssize(chunk)) {
    chunk.resize(static_cast<std::size_t>(
        std::min<std::int64_t>(spool.samples() - at, std::int64_t{kChunk})));
    if (Result<void> done = spool.ReadAt(at, chunk); !done) return tl::unexpected(done.error());
    compressor.Process(chunk);
    meter.Add(chunk);
    if (Result<void> done = spool.WriteAt(at, chunk); !done) return tl::unexpected(done.error());
  }
  deepest_db = compressor.deepest_db();
  return meter.Measured();
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
    mastering_.limiting_db = -ToDb(limiter.smallest_gain());
    mastering_.limited_percent = 100.0 * static_cast<double>(limiter.limited_samples()) /
                                 static_cast<double>(std::max<std::int64_t>(samples_, 1));
    step = mastering_.profile.loudness_lufs - mastering_.loudness_lufs;
    if (std::abs(step) <= kCloseEnoughLu || mastering_.gain_db >= kMostGainDb) break;
  }
  return {};
}

Result<Programme> Timeline::Finish(const Profile& profile) && {
  State& s = *state_;
  const auto lead_out = std::int64_t{s.settings.lead_out_ms} * s.settings.sample_rate_hz / 1000;
  if (Result<void> done = s.AppendSilence(lead_out); !done) return tl::unexpected(done.error());
  if (Result<void> done = s.spool.Flush(); !done) return tl::unexpected(done.error());
  const Loudness source = s.meter.Measured();
  Mastering mastering;
  mastering.profile = profile;
  mastering.source_lufs = mastering.loudness_lufs = source.integrated_lufs;
  const bool master = profile.master && source.integrated_lufs > kSilenceLufs;
  if (master) {
    // Speech measures about the same as K-weighted loudness and as RMS of its active parts.
    const Result<Loudness> compressed = Compress(s.spool, s.settings.sample_rate_hz,
                                                 source.one_channel_lufs, mastering.compression_db);
    if (!compressed) return tl::unexpected(compressed.error());
    mastering.loudness_lufs = compressed->integrated_lufs;
  }
  const std::int64_t samples = s.spool.samples();
  Programme programme(std::make_shared<const Spool>(std::move(s.spool)), s.settings.sample_rate_hz,
                      samples, profile);
  programme.mastering_ = mastering;
  if (master) {
    if (Result<void> done = programme.Adjust(); !done) return tl::unexpected(done.error());
  }
  return programme;
}

}  // namespace boyin::produce
