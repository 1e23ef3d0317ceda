#include <memory>

#include <doctest/doctest.h>
#include <ebur128.h>

#include "produce/background_meter.h"
#include "produce/produce.h"
#include "produce/signals.h"

namespace boyin::produce {
namespace {

struct Close {
  void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};

/// libebur128's opinion.
Loudness Reference(const std::vector<float>& interleaved, int rate, int channels, bool dual_mono) {
  const std::unique_ptr<ebur128_state, Close> state(
      ebur128_init(static_cast<unsigned>(channels), static_cast<unsigned long>(rate),
                   EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK));
  if (dual_mono) ebur128_set_channel(state.get(), 0, EBUR128_DUAL_MONO);
  Loudness loudness;
  const auto step = static_cast<std::size_t>(rate / 10 * channels);
  for (std::size_t at = 0; at < interleaved.size(); at += step) {
    const std::size_t part = std::min(step, interleaved.size() - at);
    ebur128_add_frames_float(state.get(), &interleaved[at],
                             part / static_cast<std::size_t>(channels));
    double value = 0;
    if (ebur128_loudness_momentary(state.get(), &value) == EBUR128_SUCCESS) {
      loudness.momentary_max_lufs = std::max(loudness.momentary_max_lufs, value);
    }
    if (at / step >= 29 && ebur128_loudness_shortterm(state.get(), &value) == EBUR128_SUCCESS) {
      loudness.short_term_max_lufs = std::max(loudness.short_term_max_lufs, value);
    }
  }
  ebur128_loudness_global(state.get(), &loudness.integrated_lufs);
  ebur128_loudness_range(state.get(), &loudness.range_lu);
  for (unsigned c = 0; c < static_cast<unsigned>(channels); ++c) {
    double peak = 0;
    ebur128_true_peak(state.get(), c, &peak);
    loudness.true_peak_dbtp = std::max(loudness.true_peak_dbtp, 20 * std::log10(peak));
  }
  return loudness;
}

Loudness Ours(const std::vector<float>& interleaved, int rate, int channels) {
  Meter meter(rate, channels);
  const auto step = static_cast<std::size_t>(1237 * channels);
  for (std::size_t at = 0; at < interleaved.size(); at += step) {
    meter.Add(std::span(interleaved).subspan(at, std::min(step, interleaved.size() - at)));
  }
  return meter.Measured();
}

void Compare(const Loudness& ours, const Loudness& reference) {
  CHECK(std::abs(ours.integrated_lufs - reference.integrated_lufs) < 0.02);
  CHECK(std::abs(ours.momentary_max_lufs - reference.momentary_max_lufs) < 0.05);
  CHECK(std::abs(ours.short_term_max_lufs - reference.short_term_max_lufs) < 0.05);
  CHECK(std::abs(ours.range_lu - reference.range_lu) < 1.0);  // other hops are allowed
  CHECK(std::abs(ours.true_peak_dbtp - reference.true_peak_dbtp) < 0.25);
}

TEST_CASE("EBU Tech 3341, case 1: a stereo sine of 1 kHz at -23 dBFS measures -23 LUFS") {
  const std::vector<float> mono = signals::Sine(1000, 48000, 20, std::pow(10, -23.0 / 20));
  std::vector<float> stereo;
  for (const float sample : mono) stereo.insert(stereo.end(), {sample, sample});
  const Loudness loudness = Ours(stereo, 48000, 2);
  CHECK(std::abs(loudness.integrated_lufs + 23) < 0.1);
  CHECK(std::abs(loudness.momentary_max_lufs + 23) < 0.1);
  CHECK(std::abs(loudness.short_term_max_lufs + 23) < 0.1);
  CHECK(std::abs(loudness.true_peak_dbtp + 23) < 0.1);
  CHECK(loudness.one_channel_lufs == loudness.integrated_lufs);
  // The same in one channel is as loud as heard, and 3 LU less on a one-channel meter.
  const Loudness heard = Ours(mono, 48000, 1);
  CHECK(std::abs(heard.integrated_lufs + 23) < 0.1);
  CHECK(std::abs(heard.one_channel_lufs + 26) < 0.1);
}

TEST_CASE("EBU Tech 3341, case 3: the gate drops the quiet ends") {
  std::vector<float> x = signals::Sine(1000, 48000, 10, std::pow(10, -36.0 / 20));
  const std::vector<float> loud = signals::Sine(1000, 48000, 60, std::pow(10, -23.0 / 20));
  const std::vector<float> quiet = x;
  x.insert(x.end(), loud.begin(), loud.end());
  x.insert(x.end(), quiet.begin(), quiet.end());
  CHECK(std::abs(Ours(x, 48000, 1).integrated_lufs + 23) < 0.1);
}

TEST_CASE("EBU Tech 3342, case 1: 20 s at -20 and 20 s at -30 make a range of 10 LU") {
  std::vector<float> x = signals::Sine(1000, 48000, 20, std::pow(10, -20.0 / 20));
  const std::vector<float> soft = signals::Sine(1000, 48000, 20, std::pow(10, -30.0 / 20));
  x.insert(x.end(), soft.begin(), soft.end());
  CHECK(std::abs(Ours(x, 48000, 1).range_lu - 10) < 1);
}

TEST_CASE("speech measures as libebur128 says, at every rate, in one channel and two") {
  for (const int rate : {8000, 22050, 24000, 44100, 48000, 96000}) {
    const std::vector<float> mono = signals::Speech(rate, 12);
    CAPTURE(rate);
    Compare(Ours(mono, rate, 1), Reference(mono, rate, 1, true));
    std::vector<float> stereo;
    for (const float sample : mono) stereo.insert(stereo.end(), {sample, 0.5F * sample});
    Compare(Ours(stereo, rate, 2), Reference(stereo, rate, 2, false));
  }
}

TEST_CASE("far over full scale, and an hour with a level of its own every few seconds") {
  const std::vector<float> loud = signals::Sine(1000, 48000, 5, 100);
  CHECK(Ours(loud, 48000, 1).integrated_lufs ==
        doctest::Approx(Reference(loud, 48000, 1, true).integrated_lufs).epsilon(0.001));
  std::vector<float> hour;
  for (int part = 0; part < 900; ++part) {
    const std::vector<float> sine =
        signals::Sine(500, 8000, 4, std::pow(10, -(part * 37 % 500) / 200.0));
    hour.insert(hour.end(), sine.begin(), sine.end());
  }
  Compare(Ours(hour, 8000, 1), Reference(hour, 8000, 1, true));
}

TEST_CASE("a meter on a thread of its own measures the same") {
  const std::vector<float> speech = signals::Speech(44100, 12);
  Meter meter(44100, 1);
  meter.Add(speech);
  BackgroundMeter beside(44100, 1);
  const std::span<const float> all(speech);
  for (std::size_t at = 0; at < all.size(); at += 1152) {
    beside.Add(all.subspan(at, std::min<std::size_t>(1152, all.size() - at)));
  }
  const Loudness expected = meter.Measured();
  const Loudness measured = beside.Measured();
  CHECK(measured.integrated_lufs == doctest::Approx(expected.integrated_lufs).epsilon(1e-9));
  CHECK(measured.range_lu == doctest::Approx(expected.range_lu).epsilon(1e-9));
  CHECK(measured.true_peak_dbtp == expected.true_peak_dbtp);
}

TEST_CASE("silence, and less than 400 ms, measure as silence") {
  CHECK(Ours(std::vector<float>(44100, 0.0F), 44100, 1).integrated_lufs == -70);
  CHECK(Ours(signals::Sine(1000, 44100, 0.3, 0.5), 44100, 1).integrated_lufs == -70);
  CHECK(Meter(44100, 1).Measured() == Meter(44100, 1).Measured());
}

}  // namespace
}  // namespace boyin::produce
