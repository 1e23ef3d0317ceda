#include <csignal>
#include <limits>

#include <doctest/doctest.h>
#include <sys/resource.h>

#include "produce/level.h"
#include "produce/produce.h"
#include "produce/signals.h"

namespace boyin::produce {
namespace {

const Profile kNone = *FindProfile("none");

std::size_t Loudest(const std::vector<float>& x, std::size_t begin, std::size_t end) {
  const auto by_magnitude = [](float a, float b) { return std::abs(a) < std::abs(b); };
  return static_cast<std::size_t>(std::max_element(x.begin() + static_cast<std::ptrdiff_t>(begin),
                                                   x.begin() + static_cast<std::ptrdiff_t>(end),
                                                   by_magnitude) -
                                  x.begin());
}

/// Clicks at known places, as an engine's marks are.
synthesise::Clip Clicks(int rate_hz) {
  synthesise::Clip clip{rate_hz, std::vector<float>(static_cast<std::size_t>(rate_hz) * 3), {}};
  for (std::uint32_t unit = 0; unit < 10; ++unit) {
    const auto at =
        static_cast<std::uint32_t>(1000 + unit * static_cast<std::uint32_t>(rate_hz) / 4);
    clip.samples[at] = 0.5F;
    clip.marks.push_back({unit, at});
  }
  return clip;
}

TEST_CASE("marks move exactly with the sound, whatever the two rates are") {
  for (const int from : {16000, 22050, 24000, 44100, 48000}) {
    for (const int to : {22050, 44100, 48000}) {
      CAPTURE(from);
      CAPTURE(to);
      auto timeline = Timeline::Create({.sample_rate_hz = to});
      const synthesise::Clip clip = Clicks(from);
      signals::Do(timeline->Silence(123));
      const Placed first = timeline->Append(clip, voice::Voice{}).value();
      signals::Do(timeline->Silence(77));
      const Placed second = timeline->Append(clip, voice::Voice{}).value();
      CHECK(second.begin == first.end + 77 * to / 1000);
      const std::vector<float> all = signals::ReadAll(std::move(*timeline).Finish(kNone).value());
      for (const Placed& placed : {first, second}) {
        for (const synthesise::Mark& mark : clip.marks) {
          const auto at = static_cast<std::size_t>(placed.Move(mark.sample));
          const std::size_t loudest = Loudest(all, at - 40, at + 40);
          CHECK(loudest - at <= 1);  // at the mark, or less than one sample after
        }
        CHECK(placed.Move(0) == placed.begin);
        CHECK(placed.Move(std::ssize(clip.samples)) == placed.end);
      }
    }
  }
}

TEST_CASE("the timeline is as long as its parts, to the sample") {
  auto timeline =
      Timeline::Create({.sample_rate_hz = 44100, .lead_in_ms = 250, .lead_out_ms = 500});
  CHECK(timeline->samples() == 11025);
  const Placed placed = timeline->Append(signals::SpeechClip(22050, 1), voice::Voice{}).value();
  CHECK(placed == Placed{11025, 55125, 22050, 44100});
  signals::Do(timeline->Silence(1000));
  CHECK(timeline->samples() == 99225);
  CHECK(std::move(*timeline).Finish(kNone)->samples() == 99225 + 22050);
}

TEST_CASE("joins fade, and silence is digital silence") {
  auto timeline = Timeline::Create({.sample_rate_hz = 44100, .lead_in_ms = 0, .lead_out_ms = 10});
  const synthesise::Clip clip{44100, std::vector<float>(4410, 0.5F), {}};
  timeline->Append(clip, voice::Voice{}).value();
  signals::Do(timeline->Silence(10));
  const std::vector<float> all = signals::ReadAll(std::move(*timeline).Finish(kNone).value());
  CHECK(std::abs(all.front()) < 0.001F);
  CHECK(all[200] == 0.5F);
  for (std::size_t i = 1; i < all.size(); ++i) CHECK(std::abs(all[i] - all[i - 1]) < 0.02F);
  CHECK(std::all_of(all.begin() + 4410, all.end(), [](float x) { return x == 0.0F; }));
}

TEST_CASE("a voice's gain, bass and presence act where they should") {
  const auto level = [](double hz, const voice::Voice& voice) {
    auto timeline = Timeline::Create({.sample_rate_hz = 44100, .lead_in_ms = 0, .lead_out_ms = 0});
    timeline->Append({22050, signals::Sine(hz, 22050, 1, 0.1), {}}, voice).value();
    return ToDb(signals::Rms(signals::ReadAll(std::move(*timeline).Finish(kNone).value())));
  };
  voice::Voice voice;
  voice.gain_db = 6;
  CHECK(level(1000, voice) - level(1000, {}) == doctest::Approx(6).epsilon(0.01));
  voice = {};
  voice.bass_db = -4;
  CHECK(level(40, voice) - level(40, {}) == doctest::Approx(-4).epsilon(0.1));
  CHECK(std::abs(level(2000, voice) - level(2000, {})) < 0.1);
  voice = {};
  voice.presence_db = 5;
  CHECK(level(3000, voice) - level(3000, {}) == doctest::Approx(5).epsilon(0.05));
  CHECK(std::abs(level(200, voice) - level(200, {})) < 0.1);
}

TEST_CASE("what cannot be is refused") {
  CHECK(Timeline::Create({.sample_rate_hz = 100}).error().code == Code::kUsage);
  const auto nowhere = Timeline::Create({.spool_folder = "/nonexistent/folder"});
  CHECK(nowhere.error().code == Code::kOutput);
  CHECK(nowhere.error().where == "/nonexistent/folder");
  auto timeline = Timeline::Create({});
  const synthesise::Clip broken{22050, {0.0F, std::numeric_limits<float>::quiet_NaN()}, {}};
  CHECK(timeline->Append(broken, voice::Voice{}).error().code == Code::kEngine);
  CHECK(timeline->Append({22050, {}, {}}, voice::Voice{})->begin == timeline->samples());
}

TEST_CASE("a spool that cannot grow is an error of the output") {
  struct rlimit before {};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const struct rlimit small { 1U << 20U, before.rlim_max };
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto old = ::signal(SIGXFSZ, SIG_IGN);
  auto timeline = Timeline::Create({});
  Result<void> done{};
  for (int i = 0; i < 20 && done; ++i) done = timeline->Silence(1000);
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, old);
  REQUIRE(!done);
  CHECK(done.error().code == Code::kOutput);
  CHECK(!done.error().what.zh.empty());
}

}  // namespace
}  // namespace boyin::produce
