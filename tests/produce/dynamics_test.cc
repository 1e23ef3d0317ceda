#include "produce/dynamics.h"

#include <doctest/doctest.h>

#include "produce/level.h"
#include "produce/signals.h"

namespace boyin::produce {
namespace {

double GainDb(double level_db, double mean_db) {
  std::vector<float> x = signals::Sine(500, 44100, 2, std::numbers::sqrt2 * FromDb(level_db));
  Compressor compressor(44100, mean_db);
  std::vector<float> y = x;
  compressor.Process(y);
  const std::vector<float> before(x.begin() + 44100, x.end());
  const std::vector<float> after(y.begin() + 44100, y.end());
  return ToDb(signals::Rms(after) / signals::Rms(before));
}

TEST_CASE("well below the mean nothing changes") { CHECK(GainDb(-40, -20) == 0.0); }

TEST_CASE("above it two decibels become one") {
  CHECK(GainDb(-10, -20) - GainDb(-14, -20) == doctest::Approx(-2).epsilon(0.05));
  CHECK(GainDb(-10, -20) == doctest::Approx(-6).epsilon(0.05));
}

TEST_CASE("the curve is smooth and never turns round") {
  double last = -100;
  for (double level = -32; level < -8; level += 0.5) {
    const double out = level + GainDb(level, -20);
    CHECK(out > last);
    CHECK(out - last < 68.1);
    last = out;
  }
}

TEST_CASE("the result does not depend on how the samples are cut up") {
  const std::vector<float> x = signals::Speech(44100, 1);
  std::vector<float> whole = x;
  Compressor(44100, -20).Process(whole);
  std::vector<float> parts = x;
  Compressor compressor(44100, -20);
  for (std::size_t at = 0; at < parts.size(); at += 96) {
    compressor.Process(std::span(parts).subspan(at, std::min<std::size_t>(96, parts.size() - at)));
  }
  CHECK(parts == whole);
  CHECK(compressor.deepest_db() > 0.5);
}

}  // namespace
}  // namespace boyin::produce
