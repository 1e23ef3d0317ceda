#include <cmath>

#include <doctest/doctest.h>

#include "produce/level.h"
#include "produce/produce.h"
#include "produce/signals.h"

namespace boyin::produce {
namespace {

Loudness Measure(const Programme& programme, Trim trim = {}) {
  Meter meter(programme.sample_rate_hz(), 1);
  meter.Add(signals::ReadAll(programme, trim));
  return meter.Measured();
}

TEST_CASE("each profile is met as heard, and its true peak kept with room for a codec") {
  for (const char* name : {"podcast", "ebu", "china-tv", "-18/-1.5"}) {
    CAPTURE(name);
    const Profile profile = *FindProfile(name);
    const Programme programme = signals::MakeProgramme(30, profile);
    const Loudness loudness = Measure(programme);
    CHECK(std::abs(loudness.integrated_lufs - profile.loudness_lufs) < 0.1);
    CHECK(loudness.true_peak_dbtp <= profile.true_peak_dbtp - kCodecRoomDb + 0.05);
    CHECK(programme.mastering().loudness_lufs == doctest::Approx(loudness.integrated_lufs));
  }
}

TEST_CASE("programmes of any level and length come out equally loud") {
  for (const double gain_db : {-25.0, -12.0, 0.0}) {
    for (const double seconds : {2.0, 20.0}) {
      auto timeline = Timeline::Create({});
      voice::Voice voice;
      voice.gain_db = gain_db;
      timeline->Append(signals::SpeechClip(22050, seconds), voice).value();
      const Programme programme = std::move(*timeline).Finish(*FindProfile("ebu")).value();
      CHECK(std::abs(Measure(programme).integrated_lufs + 23) < 0.1);
    }
  }
}

TEST_CASE("without mastering the samples of an engine pass as they are") {
  auto timeline = Timeline::Create({.sample_rate_hz = 22050, .lead_in_ms = 0, .lead_out_ms = 0});
  synthesise::Clip clip = signals::SpeechClip(22050, 3);
  for (float& sample : clip.samples) sample = std::round(sample * 32768) / 32768;  // 16 bits
  timeline->Append(clip, voice::Voice{}).value();
  const Programme programme = std::move(*timeline).Finish(*FindProfile("none")).value();
  const std::vector<float> all = signals::ReadAll(programme);
  REQUIRE(all.size() == clip.samples.size());
  CHECK(std::equal(all.begin() + 100, all.end() - 100, clip.samples.begin() + 100));
}

TEST_CASE("a part reads as the same samples as the whole, bit for bit") {
  const Programme programme = signals::MakeProgramme(15, *FindProfile("podcast"));
  const std::vector<float> all = signals::ReadAll(programme);
  REQUIRE(std::ssize(all) == programme.samples());
  CHECK(signals::ReadAll(programme, {}, 0, 77) == all);
  for (const std::int64_t begin : {1, 1024, 100000, 400001}) {
    const std::vector<float> part = signals::ReadAll(programme, {}, begin);
    REQUIRE(std::ssize(part) == programme.samples() - begin);
    CHECK(std::equal(part.begin(), part.end(), all.begin() + begin));
  }
  CHECK(signals::ReadAll(programme, {}, programme.samples()).empty());
}

TEST_CASE("a trim lowers gain and ceiling") {
  const Programme programme = signals::MakeProgramme(10, *FindProfile("podcast"));
  const Loudness plain = Measure(programme);
  const Loudness trimmed = Measure(programme, {.gain_db = -6, .ceiling_db = -3});
  CHECK(trimmed.integrated_lufs < plain.integrated_lufs - 5);
  CHECK(trimmed.true_peak_dbtp < plain.true_peak_dbtp - 2.9);
}

TEST_CASE("an attenuation turns down its place only, the same wherever reading begins") {
  const Programme programme = signals::MakeProgramme(10, *FindProfile("podcast"));
  const std::vector<float> plain = signals::ReadAll(programme);
  const std::int64_t at = 200000;
  const Trim trim{.attenuations = {{1000, 3}, {at, 6}}};
  const std::vector<float> dipped = signals::ReadAll(programme, trim);
  const std::int64_t reach = 44100 * 35 / 1000;
  for (std::int64_t i = at - 3 * reach; i < at + 3 * reach; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const std::int64_t away = std::abs(i - at);
    if (away > reach + 1) CHECK(dipped[n] == plain[n]);
    if (away < 44100 * 15 / 1000) {
      CHECK(dipped[n] == doctest::Approx(plain[n] * FromDb(-6)).epsilon(1e-5));
    }
    CHECK(std::abs(dipped[n]) <= std::abs(plain[n]));
  }
  CHECK(dipped[1000] == doctest::Approx(plain[1000] * FromDb(-3)).epsilon(1e-5));
  const std::vector<float> part = signals::ReadAll(programme, trim, at - 100, 77);
  CHECK(std::equal(part.begin(), part.end(), dipped.begin() + at - 100));
}

TEST_CASE("silence stays silence") {
  auto timeline = Timeline::Create({});
  signals::Do(timeline->Silence(2000));
  const Programme programme = std::move(*timeline).Finish(*FindProfile("podcast")).value();
  CHECK(programme.mastering().source_lufs == -70);
  const std::vector<float> all = signals::ReadAll(programme);
  CHECK(std::all_of(all.begin(), all.end(), [](float x) { return x == 0.0F; }));
}

TEST_CASE("the limiter's work is reported") {
  const Mastering mastering = signals::MakeProgramme(20, *FindProfile("podcast")).mastering();
  CHECK(mastering.compression_db > 0);
  CHECK(mastering.compression_db < 12);
  CHECK(mastering.limiting_db >= 0);
  CHECK(mastering.limited_percent >= 0);
  CHECK(mastering.limited_percent < 60);
}

TEST_CASE("profiles: names, custom ones, and what is neither") {
  CHECK(FindProfile("podcast")->loudness_lufs == -16);
  CHECK(FindProfile("china-tv")->true_peak_dbtp == -2);
  CHECK(!FindProfile("none")->master);
  CHECK(*FindProfile("-20.5/-3") == Profile{"-20.5/-3", true, -20.5, -3});
  for (const char* wrong : {"", "loud", "-16", "/", "-16/", "-16/1", "5/-1", "-16/-1x", "nan/-1"}) {
    CAPTURE(wrong);
    CHECK(FindProfile(wrong).error().code == Code::kUsage);
  }
}

TEST_CASE("the audible label is the rhythm of AI in Morse code") {
  const synthesise::Clip clip = LabelTone(22050);
  const std::size_t dot = clip.samples.size() / 11;
  std::string rhythm;
  for (std::size_t i = 0; i < 11; ++i) {
    rhythm +=
        std::abs(clip.samples[i * dot + dot / 2]) + std::abs(clip.samples[i * dot + dot / 2 + 9]) >
                0.01F
            ? '='
            : ' ';
  }
  CHECK(rhythm == "= ===   = =");
}

}  // namespace
}  // namespace boyin::produce
