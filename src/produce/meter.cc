// ITU-R BS.1770-4 and EBU Tech 3341/3342. libebur128 is the reference that the tests compare with;
// this meter keeps the last three seconds as tenths, and of all windows how often each level came.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include "produce/level.h"
#include "produce/produce.h"
#include "produce/true_peak.h"

namespace boyin::produce {
namespace {

struct Section {
  double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
};

// The two sections of BS.1770-4 Annex 1, from their analogue prototypes, so that any rate will do.
Section HighShelf(double rate_hz) {
  const double k = std::tan(std::numbers::pi * 1681.974450955533 / rate_hz);
  const double q = 0.7071752369554196;
  const double high = std::pow(10.0, 3.999843853973347 / 20);
  const double band = std::pow(high, 0.4996667741545416);
  const double a0 = 1 + k / q + k * k;
  return {(high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0,
          (high - band * k / q + k * k) / a0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0};
}

Section HighPass(double rate_hz) {
  const double k = std::tan(std::numbers::pi * 38.13547087602444 / rate_hz);
  const double q = 0.5003270373238773;
  const double a0 = 1 + k / q + k * k;
  return {1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0};
}

/// Of one channel.
struct Memory {
  double s1 = 0, s2 = 0, s3 = 0, s4 = 0;  ///< of the two sections
  double energy = 0;                      ///< of the tenth of a second that is not full yet
};

double Weight(int channel, int channels) {
  // Annex 1, table 3; the order of channels is that of libavcodec (L R C LFE Ls Rs).
  if (channels == 6 && channel == 3) return 0;
  if ((channels == 5 && channel >= 3) || (channels == 6 && channel >= 4)) return 1.41;
  return 1;
}

constexpr std::size_t kMomentary = 4;  // tenths of a second
constexpr std::size_t kShortTerm = 30;

constexpr double kOffset = -0.691;
constexpr double kAbsoluteGate = kSilenceLufs;

double Lufs(double power) {
  return power > 0 ? std::max(kSilenceLufs, kOffset + 10 * std::log10(power)) : kSilenceLufs;
}

/// How often each level came, in steps of 0.02 LU. Powers under the absolute gate only raise the
/// maximum.
class Histogram {
 public:
  void Add(double power) {
    largest_ = std::max(largest_, power);
    const double steps = (kOffset + 10 * std::log10(power) - kAbsoluteGate) / kStepLu;
    if (!(steps >= 0)) return;
    Bin& bin = bins_[static_cast<std::size_t>(std::min(steps, static_cast<double>(kBins - 1)))];
    bin.sum += power;
    ++bin.count;
  }

  /// Of all that was added.
  [[nodiscard]] double largest() const { return largest_; }

  /// The mean of the powers above the absolute gate and above `gate`; 0 where there are none.
  [[nodiscard]] double MeanAbove(double gate) const {
    Bin above;
    for (const Bin& bin : bins_) {
      if (!bin.IsAbove(gate)) continue;
      above.sum += bin.sum;
      above.count += bin.count;
    }
    return above.Mean();
  }

  /// The powers at these parts of what lies above the gates, in order of level; 0 and 0 where there
  /// is nothing.
  [[nodiscard]] std::pair<double, double> At(double low, double high, double gate) const {
    std::int64_t total = 0;
    for (const Bin& bin : bins_) total += bin.IsAbove(gate) ? bin.count : 0;
    const auto place = [&](double part) {
      return std::lround(part * static_cast<double>(total - 1));
    };
    std::pair<double, double> found;
    std::int64_t before = 0;
    for (const Bin& bin : bins_) {
      if (!bin.IsAbove(gate)) continue;
      if (place(low) >= before && place(low) < before + bin.count) found.first = bin.Mean();
      if (place(high) >= before && place(high) < before + bin.count) found.second = bin.Mean();
      before += bin.count;
    }
    return found;
  }

 private:
  static constexpr double kStepLu = 0.02;
  static constexpr std::size_t kBins = 5000;  // −70 to 30 LUFS; louder counts as that

  struct Bin {
    double sum = 0;
    std::int64_t count = 0;
    [[nodiscard]] double Mean() const { return count == 0 ? 0 : sum / static_cast<double>(count); }
    [[nodiscard]] bool IsAbove(double gate) const { return count > 0 && Mean() >= gate; }
  };

  double largest_ = 0;
  std::vector<Bin> bins_ = std::vector<Bin>(kBins);
};

double Integrated(const Histogram& momentary) {
  return Lufs(momentary.MeanAbove(momentary.MeanAbove(0) / 10));  // −10 LU
}

/// EBU Tech 3342: from the 10th to the 95th percentile above the gates −70 LUFS and −20 LU.
double Range(const Histogram& short_term) {
  const auto [low, high] = short_term.At(0.10, 0.95, short_term.MeanAbove(0) / 100);
  return Lufs(high) - Lufs(low);
}

}  // namespace

struct Meter::State {
  State(int rate, int count)
      : channels(count),
        tenth((rate + 5) / 10),
        shelf(HighShelf(rate)),
        pass(HighPass(rate)),
        memory(static_cast<std::size_t>(count)) {}

  int channels;
  int tenth;  ///< frames in 100 ms
  Section shelf;
  Section pass;
  std::vector<Memory> memory;
  std::vector<PeakMeter> peaks;  ///< empty: not asked for
  std::vector<float> scratch;
  int filled = 0;
  std::array<double, kShortTerm> tenths{};  ///< the last ones, in a ring
  std::size_t finished = 0;                 ///< tenths so far
  Histogram momentary;
  Histogram short_term;

  void Weigh(const float* samples, std::size_t frames, std::size_t channel);
  void FinishTenth();
  [[nodiscard]] double MeanOfLast(std::size_t length) const;
};

/// Adds the squares of one channel, weighted for the ear. One by one, so that it is no matter in
/// what pieces the samples come.
void Meter::State::Weigh(const float* samples, std::size_t frames, std::size_t channel) {
  const auto stride = static_cast<std::size_t>(channels);
  Memory m = memory[channel];
  for (std::size_t i = 0; i < frames; ++i) {
    const double x = static_cast<double>(samples[i * stride + channel]);
    const double y = shelf.b0 * x + m.s1;
    m.s1 = shelf.b1 * x - shelf.a1 * y + m.s2;
    m.s2 = shelf.b2 * x - shelf.a2 * y;
    const double z = y + m.s3;
    m.s3 = -2 * y - pass.a1 * z + m.s4;
    m.s4 = y - pass.a2 * z;
    m.energy += z * z;
  }
  // In silence the filter would go on with denormal numbers, a hundred times slower.
  for (double* s : {&m.s1, &m.s2, &m.s3, &m.s4}) {
    if (std::abs(*s) < 1e-30) *s = 0;
  }
  memory[channel] = m;
}

void Meter::State::FinishTenth() {
  double power = 0;
  for (std::size_t c = 0; c < memory.size(); ++c) {
    power += Weight(static_cast<int>(c), channels) * std::exchange(memory[c].energy, 0);
  }
  tenths[finished++ % kShortTerm] = power / tenth;
  filled = 0;
  if (finished >= kMomentary) momentary.Add(MeanOfLast(kMomentary));
  if (finished >= kShortTerm) short_term.Add(MeanOfLast(kShortTerm));
}

double Meter::State::MeanOfLast(std::size_t length) const {
  double sum = 0;
  for (std::size_t i = finished - length; i < finished; ++i) sum += tenths[i % kShortTerm];
  return sum / static_cast<double>(length);
}

Meter::Meter(int sample_rate_hz, int channels, Peaks peaks)
    : state_(std::make_unique<State>(sample_rate_hz, channels)) {
  if (peaks == Peaks::kTrue) state_->peaks.resize(static_cast<std::size_t>(channels));
}
Meter::Meter(Meter&&) noexcept = default;
Meter& Meter::operator=(Meter&&) noexcept = default;
Meter::~Meter() = default;

void Meter::Add(std::span<const float> interleaved) {
  State& s = *state_;
  const auto channels = static_cast<std::size_t>(s.channels);
  const std::size_t frames = interleaved.size() / channels;
  for (std::size_t c = 0; c < s.peaks.size(); ++c) {
    s.scratch.resize(frames);
    for (std::size_t i = 0; i < frames; ++i) s.scratch[i] = interleaved[i * channels + c];
    s.peaks[c].Add(s.scratch);
  }
  for (std::size_t at = 0; at < frames;) {
    const std::size_t part = std::min(frames - at, static_cast<std::size_t>(s.tenth - s.filled));
    for (std::size_t c = 0; c < channels; ++c) {
      if (Weight(static_cast<int>(c), s.channels) > 0) {
        s.Weigh(&interleaved[at * channels], part, c);
      }
    }
    at += part;
    s.filled += static_cast<int>(part);
    if (s.filled == s.tenth) s.FinishTenth();
  }
}

Loudness Meter::Measured() const {
  const State& s = *state_;
  const double heard = s.channels == 1 ? kDualMonoDb : 0;
  const auto louder = [&](double lufs) { return lufs <= kSilenceLufs ? lufs : lufs + heard; };
  Loudness loudness;
  loudness.one_channel_lufs = Integrated(s.momentary);
  loudness.integrated_lufs = louder(loudness.one_channel_lufs);
  loudness.momentary_max_lufs = louder(Lufs(s.momentary.largest()));
  loudness.short_term_max_lufs = louder(Lufs(s.short_term.largest()));
  loudness.range_lu = Range(s.short_term);
  float peak = 0;
  for (const PeakMeter& meter : s.peaks) peak = std::max(peak, meter.Peak());
  loudness.true_peak_dbtp = ToDb(static_cast<double>(peak));
  return loudness;
}

}  // namespace boyin::produce
