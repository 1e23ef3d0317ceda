#include "audit/sound_features.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include <kiss_fftr.h>

namespace boyin::audit {
namespace {

constexpr std::size_t kBands = 26;
constexpr double kLowest_hz = 100;
constexpr double kHighest_hz = 6500;
constexpr float kFloor = 1e-3F;  // of a loud frame's bands: what is softer says nothing

double Mel(double hz) { return 2595 * std::log10(1 + hz / 700); }
double Hz(double mel) { return 700 * (std::pow(10.0, mel / 2595) - 1); }

struct FreeTransform {
  void operator()(kiss_fftr_cfg state) const { kiss_fftr_free(state); }
};
using Transform = std::unique_ptr<std::remove_pointer_t<kiss_fftr_cfg>, FreeTransform>;

/// Triangles, evenly laid out as ears have it.
class MelBank {
 public:
  MelBank(int rate_hz, std::size_t size) {
    std::array<double, kBands + 2> edges{};
    const double low = Mel(kLowest_hz);
    const double high = Mel(std::min(kHighest_hz, rate_hz * 0.45));
    for (std::size_t i = 0; i < edges.size(); ++i) {
      edges[i] = Hz(low + (high - low) * static_cast<double>(i) / (kBands + 1));
    }
    for (std::size_t band = 0; band < kBands; ++band) {
      for (std::size_t bin = 1; bin < size / 2; ++bin) {
        const double hz = static_cast<double>(bin) * rate_hz / static_cast<double>(size);
        const double up = (hz - edges[band]) / (edges[band + 1] - edges[band]);
        const double down = (edges[band + 2] - hz) / (edges[band + 2] - edges[band + 1]);
        const double weight = std::min(up, down);
        if (weight > 0) weights_.push_back({band, bin, static_cast<float>(weight)});
      }
    }
  }

  [[nodiscard]] std::array<float, kBands> Of(const std::vector<kiss_fft_cpx>& bins) const {
    std::array<float, kBands> bands{};
    for (const Weight& w : weights_) {
      const kiss_fft_cpx& c = bins[w.bin];
      bands[w.band] += w.weight * (c.r * c.r + c.i * c.i);
    }
    return bands;
  }

 private:
  struct Weight {
    std::size_t band;
    std::size_t bin;
    float weight;
  };
  std::vector<Weight> weights_;
};

float Sum(const std::array<float, kBands>& bands) {
  float sum = 0;
  for (const float band : bands) sum += band;
  return sum;
}

Shape Cepstrum(const std::array<float, kBands>& bands, float floor) {
  std::array<float, kBands> logs{};
  for (std::size_t b = 0; b < kBands; ++b) logs[b] = std::log(bands[b] + floor);
  Shape shape{};
  for (std::size_t k = 0; k < kCoefficients; ++k) {
    double sum = 0;
    for (std::size_t b = 0; b < kBands; ++b) {
      sum += static_cast<double>(logs[b]) *
             std::cos(std::numbers::pi * static_cast<double>(k + 1) *
                      (static_cast<double>(b) + 0.5) / static_cast<double>(kBands));
    }
    shape[k] = static_cast<float>(sum * std::sqrt(2.0 / kBands));
  }
  return shape;
}

}  // namespace

float Distance(const Shape& a, const Shape& b) {
  float sum = 0;
  for (std::size_t k = 0; k < kCoefficients; ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return std::sqrt(sum / static_cast<float>(kCoefficients));
}

Frames FramesOf(std::span<const float> samples, int sample_rate_hz) {
  const auto window = static_cast<std::size_t>(kWindow_s * sample_rate_hz);
  const auto hop = static_cast<std::size_t>(kHop_s * sample_rate_hz);
  Frames frames;
  if (hop == 0 || samples.size() < window) return frames;
  std::size_t size = 64;
  while (size < window) size *= 2;
  const Transform transform(kiss_fftr_alloc(static_cast<int>(size), 0, nullptr, nullptr));
  const MelBank bank(sample_rate_hz, size);
  std::vector<float> hann(window);
  double power = 0;
  for (std::size_t i = 0; i < window; ++i) {
    hann[i] =
        static_cast<float>(0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) /
                                                static_cast<double>(window)));
    power += static_cast<double>(hann[i]) * static_cast<double>(hann[i]);
  }
  const double full = power * static_cast<double>(size) / 2;  // a sum of bins for RMS 1
  std::vector<float> padded(size);
  std::vector<kiss_fft_cpx> bins(size / 2 + 1);
  std::vector<std::array<float, kBands>> bands;
  std::vector<double> sums;
  for (std::size_t at = 0; at + window <= samples.size(); at += hop) {
    for (std::size_t i = 0; i < window; ++i) padded[i] = samples[at + i] * hann[i];
    kiss_fftr(transform.get(), padded.data(), bins.data());
    bands.push_back(bank.Of(bins));
    sums.push_back(static_cast<double>(Sum(bands.back())));
    frames.level_db.push_back(static_cast<float>(10 * std::log10(sums.back() / full + 1e-12)));
  }
  const auto floor = static_cast<float>(Quantile(std::move(sums), 0.95) / kBands) * kFloor + 1e-9F;
  frames.shapes.reserve(bands.size());
  for (const auto& one : bands) frames.shapes.push_back(Cepstrum(one, floor));
  return frames;
}

double Quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

}  // namespace boyin::audit
