#include "produce/true_peak.h"

#include <doctest/doctest.h>

#include "produce/level.h"
#include "produce/naive.h"
#include "produce/signals.h"

namespace boyin::produce {
namespace {

double Fast(const std::vector<float>& x, std::size_t chunk) {
  PeakMeter meter;
  for (std::size_t at = 0; at < x.size(); at += chunk) {
    meter.Add(std::span(x).subspan(at, std::min(chunk, x.size() - at)));
  }
  return static_cast<double>(meter.Peak());
}

TEST_CASE("a sine at a quarter of the rate, 45 degrees off, peaks 3 dB above its samples") {
  const std::vector<float> x = signals::Sine(11025, 44100, 0.2, 0.5, std::numbers::pi / 4);
  CHECK(ToDb(static_cast<double>(LargestSample(x))) == doctest::Approx(-9.03).epsilon(0.001));
  // The sudden ends of the sine ring a little above it.
  CHECK(ToDb(Fast(x, 1000)) == doctest::Approx(ToDb(naive::TruePeak(x))).epsilon(0.03));
}

TEST_CASE("the fast true peak agrees with the naive one within 0.1 dB") {
  for (const double hz : {100.0, 997.0, 5000.0, 12345.0, 17000.0}) {
    std::vector<float> x = signals::Sine(hz, 44100, 0.1, 0.7, 0.3);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double phase = static_cast<double>(i) / static_cast<double>(x.size());
      x[i] *= static_cast<float>(std::sin(std::numbers::pi * phase));
    }
    CAPTURE(hz);
    CHECK(std::abs(ToDb(Fast(x, 777)) - ToDb(naive::TruePeak(x))) < 0.1);
  }
  const std::vector<float> speech = signals::Speech(44100, 0.5);
  CHECK(std::abs(ToDb(Fast(speech, 100)) - ToDb(naive::TruePeak(speech))) < 0.1);
}

TEST_CASE("the peak does not depend on how the samples are cut up") {
  const std::vector<float> speech = signals::Speech(44100, 1.0);
  const double whole = Fast(speech, speech.size());
  for (const std::size_t chunk : {1U, 63U, 64U, 65U, 4096U}) CHECK(Fast(speech, chunk) == whole);
}

TEST_CASE("no signal grows by more than LargestPeakGrowth") {
  std::vector<float> worst(87);
  for (std::size_t i = 0; i < worst.size(); ++i) worst[i] = (i / 2) % 2 == 0 ? 1.0F : -1.0F;
  CHECK(Fast(worst, 87) <= static_cast<double>(LargestPeakGrowth()));
  CHECK(LargestPeakGrowth() > 1.5F);
  CHECK(LargestPeakGrowth() < 4.0F);
}

TEST_CASE("silence and nothing have no peak") {
  CHECK(PeakMeter().Peak() == 0.0F);
  CHECK(Fast(std::vector<float>(1000, 0.0F), 100) == 0.0);
}

}  // namespace
}  // namespace boyin::produce
