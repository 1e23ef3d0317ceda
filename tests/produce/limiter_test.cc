#include "produce/limiter.h"

#include <doctest/doctest.h>

#include "produce/level.h"
#include "produce/naive.h"
#include "produce/signals.h"

namespace boyin::produce {
namespace {

/// The limited signal, its delay taken out.
std::vector<float> Limit(Limiter& limiter, std::vector<float> x) {
  const std::size_t length = x.size();
  x.resize((length + limiter.delay() + Limiter::kBlock) / Limiter::kBlock * Limiter::kBlock, 0.0F);
  std::vector<float> y(x.size());
  for (std::size_t at = 0; at + Limiter::kBlock <= x.size(); at += Limiter::kBlock) {
    limiter.Process(std::span<const float, Limiter::kBlock>(x.data() + at, Limiter::kBlock),
                    std::span<float, Limiter::kBlock>(y.data() + at, Limiter::kBlock));
  }
  y.erase(y.begin(), y.begin() + static_cast<std::ptrdiff_t>(limiter.delay()));
  y.resize(length);
  return y;
}

TEST_CASE("below the ceiling every sample passes untouched") {
  const std::vector<float> x = signals::Speech(44100, 2);
  Limiter limiter(44100, 2.0);
  CHECK(Limit(limiter, x) == x);
  CHECK(limiter.smallest_gain() == 1.0);
  CHECK(limiter.limited_samples() == 0);
}

TEST_CASE("the true peak never passes the ceiling") {
  // A gain that moves by 20 dB within the filter's reach bends the wave between the samples a
  // little.
  const std::vector<std::pair<double, double>> drives = {{6, 0.1}, {9, 0.1}, {20, 0.5}};
  for (const auto& [drive_db, tolerance_db] : drives) {
    std::vector<float> x = signals::Speech(44100, 1);
    for (float& sample : x) sample *= static_cast<float>(FromDb(drive_db));
    Limiter limiter(44100, FromDb(-6));
    const std::vector<float> y = Limit(limiter, x);
    CAPTURE(drive_db);
    CHECK(ToDb(naive::TruePeak(y)) < -6 + tolerance_db);
    CHECK(ToDb(naive::TruePeak(y)) > -6.5);  // and is not lowered in vain
    CHECK(ToDb(static_cast<double>(*std::max_element(y.begin(), y.end()))) <= -6);
    CHECK(limiter.smallest_gain() < 1.0);
  }
}

TEST_CASE("hard cases: a square wave, one impulse, a sudden burst of noise") {
  std::vector<float> square(20000);
  for (std::size_t i = 0; i < square.size(); ++i) square[i] = i / 50 % 2 == 0 ? 1.0F : -1.0F;
  std::vector<float> impulse(20000, 0.0F);
  impulse[10000] = 8.0F;
  std::vector<float> burst(20000, 0.0F);
  signals::Noise noise(3);
  for (std::size_t i = 10000; i < 14000; ++i) burst[i] = 2 * noise();
  for (const std::vector<float>& x : {square, impulse, burst}) {
    Limiter limiter(44100, 0.5);
    const std::vector<float> y = Limit(limiter, x);
    CHECK(*std::max_element(y.begin(), y.end()) <= 0.5F);
    // White noise reaches up to half the sample rate, where no two true-peak filters agree.
    CHECK(ToDb(naive::TruePeak(y)) < ToDb(0.5) + 1);
  }
}

TEST_CASE("the gain moves without jumps and comes back") {
  std::vector<float> x = signals::Sine(200, 44100, 1.5, 0.25);
  x[20000] = 4.0F;
  Limiter limiter(44100, 0.5);
  const std::vector<float> y = Limit(limiter, x);
  float last = 1;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::abs(x[i]) < 0.1F) continue;
    const float gain = y[i] / x[i];
    CHECK(std::abs(gain - last) < 0.15F);
    last = gain;
  }
  CHECK(last == 1.0F);
  CHECK(y[10000] == x[10000]);
  CHECK(ToDb(limiter.smallest_gain()) == doctest::Approx(-18).epsilon(0.1));
}

TEST_CASE("a limiter started a second early gives the same samples, bit for bit") {
  std::vector<float> x = signals::Speech(44100, 4);
  for (float& sample : x) sample *= 4;
  Limiter whole(44100, 0.3);
  const std::vector<float> all = Limit(whole, x);
  const std::size_t from = 54321;
  Limiter late(44100, 0.3);
  const std::vector<float> part =
      Limit(late, std::vector<float>(x.begin() + static_cast<std::ptrdiff_t>(from), x.end()));
  const std::size_t memory = 44100;
  CHECK(std::equal(part.begin() + memory, part.end(),
                   all.begin() + static_cast<std::ptrdiff_t>(from + memory)));
}

}  // namespace
}  // namespace boyin::produce
