#include "audit/signal_checks.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "audit/sounds.h"

using namespace boyin;
using namespace boyin::audit;
using test::kRateHz;

TEST_CASE("a crack is found where it is; a low voice's pulses are none") {
  std::vector<float> samples(kRateHz, 0.0F);
  for (std::size_t i = 0; i < samples.size(); i += kRateHz / 60) samples[i] = 0.3F;
  CHECK(Clicks(samples, kRateHz, 2).empty());
  samples = test::Speech(1, 6);
  CHECK(Clicks(samples, kRateHz, 2).empty());
  samples[7000] += 0.5F;
  const std::vector<Place> clicks = Clicks(samples, kRateHz, 2);
  REQUIRE(clicks.size() == 1);
  CHECK(clicks[0].begin_s == doctest::Approx(7000.0 / kRateHz).epsilon(0.001));
}

TEST_CASE("what is cut off at one height is clipped; a loud tone is not") {
  std::vector<float> samples(kRateHz);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = 0.98F * std::sin(static_cast<float>(i) * 0.05F);
  }
  CHECK(Clippings(samples, kRateHz).empty());
  for (float& sample : samples) sample = std::clamp(sample, -0.7F, 0.7F);
  CHECK_FALSE(Clippings(samples, kRateHz).empty());
}

TEST_CASE("the longest pause lies between speech, not at the ends") {
  std::vector<float> samples(kRateHz / 2, 0.0F);
  test::Append(samples, test::Speech(1, 3));
  const double from_s = static_cast<double>(samples.size()) / kRateHz;
  samples.resize(samples.size() + kRateHz, 0.0F);
  test::Append(samples, test::Speech(5, 3));
  samples.resize(samples.size() + 2 * kRateHz, 0.0F);
  const Frames frames = FramesOf(samples, kRateHz);
  const Place pause = LongestPause(SpeechFrames(frames, -100));
  CHECK(pause.value == doctest::Approx(1.0).epsilon(0.1));
  CHECK(pause.begin_s == doctest::Approx(from_s).epsilon(0.05));
}

TEST_CASE("music under speech is not taken for speech") {
  std::vector<float> samples = test::Speech(1, 3);
  samples.resize(samples.size() + kRateHz, 0.0F);
  test::Append(samples, test::Speech(5, 3));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] += 0.01F * std::sin(static_cast<float>(i) * 0.2F);
  }
  const Frames frames = FramesOf(samples, kRateHz);
  const std::vector<float> music(samples.end() - 2 * kRateHz, samples.end() - kRateHz);
  CHECK(LongestPause(SpeechFrames(frames, -100)).value < 0.2);
  CHECK(LongestPause(SpeechFrames(frames, -45)).value > 0.8);
}

TEST_CASE("a stretch that is heard twice is most like itself") {
  const auto likest = [](const std::vector<float>& samples) {
    const Frames frames = FramesOf(samples, kRateHz);
    return LikestRepeat(frames, SpeechFrames(frames, -100)).value;
  };
  std::vector<float> samples = test::Speech(1, 12);
  const double once = likest(samples);
  std::vector<float> twice = test::Speech(1, 6);
  test::Append(twice, test::Speech(5, 2));
  test::Append(twice, test::Speech(7, 6));
  CHECK(likest(twice) < 0.5 * once);
}

TEST_CASE("syllables are counted, foreign runs as four; repeats are known from the text") {
  CHECK(SyllablesOf("er4 yue4 san1 ri4") == 4);
  CHECK(SyllablesOf("ban4 gong1 shi4 Wi-Fi") == 7);
  CHECK(SyllablesOf("") == 0);
  CHECK(HasRepeats("chang2 chang2 lai2"));
  CHECK(HasRepeats("yan2 jiu1 yan2 jiu5"));
  CHECK_FALSE(HasRepeats("er4 yue4 san1 yue4"));
}
