#include <cmath>
#include <numbers>

#include "produce/level.h"
#include "produce/produce.h"

namespace boyin::produce {
namespace {

// ITU-R M.1677-1: a dash lasts three dots, one dot of silence inside a letter, three between
// letters. GB 45438-2025, 5.3 c): the rhythm 短长 短短.
constexpr std::string_view kRhythm = "= ===   = =";
constexpr double kDotSeconds = 0.08;
constexpr double kPitchHz = 660;
constexpr double kRampSeconds = 0.008;
constexpr double kLevelDb = -20;

}  // namespace

synthesise::Clip LabelTone(int sample_rate_hz) {
  const auto dot = static_cast<std::size_t>(std::lround(kDotSeconds * sample_rate_hz));
  const auto ramp = static_cast<std::size_t>(std::lround(kRampSeconds * sample_rate_hz));
  synthesise::Clip clip{sample_rate_hz, std::vector<float>(dot * kRhythm.size()), {}};
  for (std::size_t at = 0; at < kRhythm.size();) {
    std::size_t end = kRhythm.find_first_not_of(kRhythm[at], at);
    if (end == std::string_view::npos) end = kRhythm.size();
    const std::size_t length = (end - at) * dot;
    for (std::size_t i = 0; kRhythm[at] == '=' && i < length; ++i) {
      const double edge = std::min(
          1.0, static_cast<double>(std::min(i, length - 1 - i)) / static_cast<double>(ramp));
      const double phase =
          2 * std::numbers::pi * kPitchHz * static_cast<double>(i) / sample_rate_hz;
      clip.samples[at * dot + i] =
          static_cast<float>(FromDb(kLevelDb) * std::numbers::sqrt2 *
                             std::pow(std::sin(edge * std::numbers::pi / 2), 2) * std::sin(phase));
    }
    at = end;
  }
  return clip;
}

}  // namespace boyin::produce
