#include "synthesise/parametric/vocoder.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include <kiss_fftr.h>

#include "synthesise/parametric/elementary.h"
#include "synthesise/parametric/widest.h"

namespace boyin::synthesise::parametric {
namespace {

constexpr std::size_t kSize = 1024;  // of a response: 43 ms
constexpr std::size_t kBins = kSize / 2 + 1;
constexpr std::size_t kPadded = 528;  // whole vectors
constexpr float kTurn = 6.28318531F;
constexpr double kNoiseStep = 60;       // samples from one stretch of noise to the next, unvoiced
constexpr double kLongestPeriod = 500;  // samples: 48 Hz
constexpr double kShortestPeriod = 24;  // 1 kHz
constexpr std::size_t kNoiseRows = kNoises + 2;
constexpr float kDbToLog = 0.115129255F;  // ln 10 / 20
constexpr float kLeastDb = -60;           // of noise at 0 Hz; at half the rate all is noise

using Spectrum = std::array<float, kPadded>;

struct Plan {
  explicit Plan(bool inverse)
      : state(kiss_fftr_alloc(static_cast<int>(kSize), inverse ? 1 : 0, nullptr, nullptr)) {}
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  ~Plan() { kiss_fftr_free(state); }
  kiss_fftr_cfg state;
};

/// The same numbers every time: noise of unit power, nearly Gaussian.
class Noise {
 public:
  float Next() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    std::uint64_t bits = state_ * 0x2545F4914F6CDD1DULL;
    std::int32_t sum = 0;
    for (int i = 0; i < 4; ++i, bits >>= 16) sum += static_cast<std::int16_t>(bits & 0xFFFF);
    constexpr float kUnit = 1.0F / 37837.0F;  // four of variance 2^32 / 12
    return static_cast<float>(sum) * kUnit;
  }

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15ULL;
};

/// size = exp(log), with noise's share of it: loops over bins.
BOYIN_WIDEST void Sizes(const float* logs, const float* noise_logs, float pulse, bool voiced,
                        float* pulses, float* noises) {
  for (std::size_t k = 0; k < kPadded; ++k) {
    const float size = Exp(logs[k]);
    const float share = voiced ? Exp(noise_logs[k]) : 1.0F;
    const float rest = 1.0F - share * share;
    pulses[k] = size * std::sqrt(rest > 0 ? rest : 0.0F) * pulse;
    noises[k] = size * share;
  }
}

/// The sum of `count` rows of kPadded, each times its factor.
BOYIN_WIDEST void Mix(const float* rows, const float* factors, std::size_t count, float* out) {
  for (std::size_t k = 0; k < kPadded; ++k) out[k] = 0;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < kPadded; ++k) out[k] += factors[i] * rows[i * kPadded + k];
  }
}

/// (pulse + noise · white) turned by phase − k · delay.
BOYIN_WIDEST void Turn(const float* pulses, const float* noises, const float* phases, float delay,
                       const float* white, float* real, float* imaginary) {
  for (std::size_t k = 0; k < kPadded; ++k) {
    const SineCosine turn = SinCos(phases[k] - static_cast<float>(k) * delay);
    const float r = pulses[k] + noises[k] * white[2 * k];
    const float i = noises[k] * white[2 * k + 1];
    real[k] = r * turn.cosine - i * turn.sine;
    imaginary[k] = r * turn.sine + i * turn.cosine;
  }
}

/// Rows that blend into a curve over the bins: row i is 1 at places[i], 0 at its neighbours'.
std::vector<float> Tents(std::span<const double> places) {
  std::vector<float> rows(places.size() * kPadded);
  for (std::size_t k = 0; k < kBins; ++k) {
    const auto bin = static_cast<double>(k);
    const auto above = std::upper_bound(places.begin() + 1, places.end() - 1, bin);
    const auto high = static_cast<std::size_t>(above - places.begin());
    const double share = (bin - places[high - 1]) / (places[high] - places[high - 1]);
    rows[(high - 1) * kPadded + k] = static_cast<float>(1 - share);
    rows[high * kPadded + k] = static_cast<float>(share);
  }
  return rows;
}

std::vector<double> BandPlaces() {
  constexpr double kHalf = kRateHz / 2.0;
  const double most = 1127 * std::log1p(kHalf / 700);
  std::vector<double> places;
  for (std::size_t i = 0; i < kBands; ++i) {
    const double mel = most * static_cast<double>(i) / (kBands - 1);
    places.push_back(700 * std::expm1(mel / 1127) / kHalf * (kBins - 1));
  }
  return places;
}

}  // namespace

struct Vocoder::Tables {
  Tables();

  /// The least phase of a response of the size exp(logs): logs' cepstrum, folded.
  void LeastPhase(const float* logs, float* phases) const;

  Plan forward{false};
  Plan inverse{true};
  std::vector<float> tents;        ///< a row of kPadded for each band: half of a log power
  std::vector<float> phases;       ///< and the phase that goes with it
  std::vector<float> noise_tents;  ///< for each place of aperiodicity
};

Vocoder::Tables::Tables() {
  tents = Tents(BandPlaces());
  for (float& value : tents) value *= 0.5F;
  phases.resize(tents.size());
  for (std::size_t i = 0; i < kBands; ++i) {
    LeastPhase(tents.data() + i * kPadded, phases.data() + i * kPadded);
  }
  constexpr double kKilohertz = 1000.0 / kRateHz * kSize;
  const std::array<double, kNoiseRows> places = {0, 3 * kKilohertz, 6 * kKilohertz, 9 * kKilohertz,
                                                 kBins - 1};
  noise_tents = Tents(places);
}

void Vocoder::Tables::LeastPhase(const float* logs, float* result) const {
  std::vector<kiss_fft_cpx> bins(kBins);
  std::vector<float> cepstrum(kSize);
  for (std::size_t k = 0; k < kBins; ++k) bins[k] = {logs[k], 0};
  kiss_fftri(inverse.state, bins.data(), cepstrum.data());
  for (std::size_t i = 0; i < kSize; ++i) {
    const float fold = i == 0 || i == kSize / 2 ? 1.0F : (i < kSize / 2 ? 2.0F : 0.0F);
    cepstrum[i] *= fold / static_cast<float>(kSize);
  }
  kiss_fftr(forward.state, cepstrum.data(), bins.data());
  for (std::size_t k = 0; k < kBins; ++k) result[k] = bins[k].i;
}

namespace {

/// One sentence through the filters.
class Speaker {
 public:
  Speaker(std::span<const float> tents, std::span<const float> phases,
          std::span<const float> noise_tents, kiss_fftr_cfg forward, kiss_fftr_cfg inverse)
      : tents_(tents),
        phase_rows_(phases),
        noise_tents_(noise_tents),
        forward_(forward),
        inverse_(inverse) {}

  std::vector<float> Run(std::span<const Frame> frames) {
    const std::size_t count = frames.size() * kHop;
    out_.assign(count + kSize, 0);
    double at = 0;
    while (at < static_cast<double>(count)) {
      Blend(frames, at / static_cast<double>(kHop));
      // Whatever the network or a voice's settings make of the pitch.
      const double period = now_.voiced()
                                ? std::clamp(kRateHz / static_cast<double>(Exp(now_.pitch())),
                                             kShortestPeriod, kLongestPeriod)
                                : kNoiseStep;
      Pulse(at, period);
      at += period;
    }
    out_.resize(count);
    return std::move(out_);
  }

 private:
  /// The frame between frames.
  void Blend(std::span<const Frame> frames, double place) {
    const auto low = std::min(static_cast<std::size_t>(place), frames.size() - 1);
    const std::size_t high = std::min(low + 1, frames.size() - 1);
    const auto share = static_cast<float>(place - static_cast<double>(low));
    for (std::size_t i = 0; i < kFrameValues; ++i) {
      const float a = frames[low].values.at(i);
      now_.values.at(i) = a + share * (frames[high].values.at(i) - a);
    }
  }

  /// Adds the response to one pulse, and the noise up to the next.
  void Pulse(double at, double period) {
    const auto begin = static_cast<std::size_t>(at);
    const auto noise = static_cast<std::size_t>(at + period) - begin;
    Whiten(noise);
    Mix(tents_.data(), now_.bands().data(), kBands, logs_.data());
    Mix(phase_rows_.data(), now_.bands().data(), kBands, phases_.data());
    std::array<float, kNoiseRows> rough{kLeastDb * kDbToLog};
    for (std::size_t i = 0; i < kNoises; ++i) {
      rough.at(i + 1) = std::clamp(now_.noises()[i], kLeastDb, 0.0F) * kDbToLog;
    }
    Mix(noise_tents_.data(), rough.data(), kNoiseRows, noise_logs_.data());
    Sizes(logs_.data(), noise_logs_.data(), std::sqrt(static_cast<float>(period)), now_.voiced(),
          pulses_.data(), noises_.data());
    const auto delay =
        static_cast<float>(at - static_cast<double>(begin)) * (kTurn / static_cast<float>(kSize));
    Turn(pulses_.data(), noises_.data(), phases_.data(), delay, white_.data(), real_.data(),
         imaginary_.data());
    std::array<kiss_fft_cpx, kBins> bins;
    for (std::size_t k = 0; k < kBins; ++k) bins.at(k) = {real_.at(k), imaginary_.at(k)};
    bins.front() = {0, 0};  // nothing stands still
    bins.back().i = 0;
    kiss_fftri(inverse_, bins.data(), response_.data());
    for (std::size_t i = 0; i < kSize; ++i) {
      out_[begin + i] += response_.at(i) * (1.0F / static_cast<float>(kSize));
    }
  }

  /// The spectrum of `count` samples of noise without a mean.
  void Whiten(std::size_t count) {
    std::array<float, kSize> samples{};
    float mean = 0;
    for (std::size_t i = 0; i < count; ++i) mean += samples.at(i) = noise_.Next();
    mean /= static_cast<float>(count);
    for (std::size_t i = 0; i < count; ++i) samples.at(i) -= mean;
    std::array<kiss_fft_cpx, kBins> bins;
    kiss_fftr(forward_, samples.data(), bins.data());
    std::memcpy(white_.data(), bins.data(), sizeof bins);
  }

  std::span<const float> tents_;
  std::span<const float> phase_rows_;
  std::span<const float> noise_tents_;
  kiss_fftr_cfg forward_;
  kiss_fftr_cfg inverse_;
  Noise noise_;
  Frame now_;
  Spectrum logs_{};
  Spectrum phases_{};
  Spectrum noise_logs_{};
  Spectrum pulses_{};
  Spectrum noises_{};
  Spectrum real_{};
  Spectrum imaginary_{};
  std::array<float, 2 * kPadded> white_{};
  std::array<float, kSize> response_{};
  std::vector<float> out_;
};

}  // namespace

Vocoder::Vocoder() : tables_(std::make_unique<const Tables>()) {}
Vocoder::Vocoder(Vocoder&&) noexcept = default;
Vocoder& Vocoder::operator=(Vocoder&&) noexcept = default;
Vocoder::~Vocoder() = default;

std::vector<float> Vocoder::Synthesise(std::span<const Frame> frames) const {
  if (frames.empty()) return {};
  return Speaker(tables_->tents, tables_->phases, tables_->noise_tents, tables_->forward.state,
                 tables_->inverse.state)
      .Run(frames);
}

}  // namespace boyin::synthesise::parametric
