#include "produce/spool.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <doctest/doctest.h>

namespace boyin::produce {
namespace {

using Samples = std::vector<float>;

Spool SpoolOf(const Samples& samples, std::size_t part) {
  Spool spool = Spool::Create("/var/tmp").value();
  for (std::size_t at = 0; at < samples.size(); at += part) {
    const std::size_t size = std::min(part, samples.size() - at);
    REQUIRE(spool.Append(std::span(samples).subspan(at, size)));
  }
  REQUIRE(spool.samples() == std::ssize(samples));
  return spool;
}

Samples ReadAt(const Spool& spool, std::int64_t at, std::size_t count) {
  Samples out(count, 7.0F);
  REQUIRE(spool.ReadAt(at, out));
  return out;
}

/// Numbers of 16 bits as engines give them, their greatest and least among them.
Samples Sixteen(std::size_t count) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> number(-32768, 32767);
  Samples samples(count);
  std::generate(samples.begin(), samples.end(),
                [&] { return static_cast<float>(number(random)) / 32768.0F; });
  samples.at(5000) = -1;
  samples.at(5001) = 32767.0F / 32768.0F;
  // Blocks that just fill their range: a power of two, over and under zero.
  for (std::size_t i = 0; i < 512; ++i) samples.at(10'240 + i) = 0.25F;
  for (std::size_t i = 0; i < 512; ++i) samples.at(10'752 + i) = -0.25F;
  for (std::size_t i = 0; i < 1024; ++i) samples.at(11'264 + i) = i % 2 == 0 ? -0.5F : 0;
  return samples;
}

TEST_CASE("samples of 16 bits come back as they were, in whatever parts they go and are read") {
  const Samples samples = Sixteen(200'003);
  for (const std::size_t part : {1009U, 44'100U, 200'003U}) {
    const Spool spool = SpoolOf(samples, part);
    CHECK(ReadAt(spool, 0, samples.size()) == samples);
    for (const std::int64_t at : {1, 1023, 1024, 65'535, 131'000, 199'999}) {
      const auto count = static_cast<std::size_t>(std::min<std::int64_t>(70'000, 200'003 - at));
      const Samples read = ReadAt(spool, at, count);
      CHECK(std::equal(read.begin(), read.end(), samples.begin() + at));
    }
  }
}

TEST_CASE("what lies outside reads as silence") {
  const Samples samples = Sixteen(70'000);
  const Spool spool = SpoolOf(samples, 70'000);
  Samples around(3, 0.0F);
  around.insert(around.end(), samples.begin(), samples.end());
  around.insert(around.end(), 9, 0.0F);
  CHECK(ReadAt(spool, -3, samples.size() + 12) == around);
  CHECK(ReadAt(spool, 90'000, 5) == Samples(5, 0.0F));
  CHECK(ReadAt(spool, -90, 5) == Samples(5, 0.0F));
}

TEST_CASE("any other sample is kept to 2^-15 of the loudest beside it") {
  std::mt19937 random(2);
  std::normal_distribution<float> noise(0, 1);
  const auto block = static_cast<std::size_t>(Spool::kBlock);
  Samples samples(block * 80);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    // From far under what is heard to far over full scale.
    samples[i] = std::ldexp(noise(random), static_cast<int>(i / block) - 50);
  }
  samples[block * 70] = -2.5e38F;
  const Samples read = ReadAt(SpoolOf(samples, samples.size()), 0, samples.size());
  for (std::size_t from = 0; from < samples.size(); from += block) {
    float loudest = 0;
    float off = 0;
    for (std::size_t i = from; i < from + block; ++i) {
      loudest = std::max(loudest, std::abs(samples[i]));
      off = std::max(off, std::abs(read[i] - samples[i]));
    }
    CAPTURE(from);
    CHECK(off <= loudest * std::exp2(-15.0F));
    CHECK(off > 0);
  }
}

TEST_CASE("blocks are replaced, and with them what is not yet a block") {
  Samples samples = Sixteen(100'500);
  Spool spool = SpoolOf(samples, 777);
  const auto turn = [&](std::size_t from, std::size_t end) {
    Samples part(samples.begin() + static_cast<std::ptrdiff_t>(from),
                 samples.begin() + static_cast<std::ptrdiff_t>(end));
    std::reverse(part.begin(), part.end());
    std::copy(part.begin(), part.end(), samples.begin() + static_cast<std::ptrdiff_t>(from));
    REQUIRE(spool.WriteAt(static_cast<std::int64_t>(from), part));
  };
  turn(2048, 4096);
  turn(65'536, samples.size());
  CHECK(ReadAt(spool, 0, samples.size()) == samples);
  REQUIRE(spool.Append(Samples(70'000, 0.5F)));
  samples.resize(samples.size() + 70'000, 0.5F);
  CHECK(ReadAt(spool, 0, samples.size()) == samples);
}

}  // namespace
}  // namespace boyin::produce
