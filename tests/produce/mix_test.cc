// Music and speech on one timeline.
#include <doctest/doctest.h>

#include "produce/level.h"
#include "produce/music.h"
#include "produce/produce.h"
#include "produce/signals.h"

namespace boyin::produce {
namespace {

constexpr int kRate = 44100;
const Profile kNone = *FindProfile("none");

Music MusicOf(const std::vector<float>& samples, bool seamless = false) {
  auto writer = MusicWriter::Create(kRate, "/var/tmp").value();
  signals::Do(writer.Append(samples));
  return std::move(writer).Finish("test", seamless).value();
}

Music Hum(double seconds, double hz = 300) {
  return MusicOf(signals::Sine(hz, kRate, seconds, 0.2));
}

voice::Voice Named(const char* name, double gain_db = 0) {
  voice::Voice voice;
  voice.name = name;
  voice.gain_db = gain_db;
  return voice;
}

/// Ten seconds of silence, six of speech, ten of silence; no lead-in, no lead-out.
struct Scene {
  Timeline timeline =
      Timeline::Create({.sample_rate_hz = kRate, .lead_in_ms = 0, .lead_out_ms = 0}).value();
  Placed speech;

  Scene() {
    signals::Do(timeline.Silence(10000));
    speech = timeline.Append(signals::SpeechClip(kRate, 6), Named("a")).value();
    signals::Do(timeline.Silence(10000));
  }
};

std::vector<float> Part(const std::vector<float>& all, double from_s, double to_s) {
  return {all.begin() + static_cast<std::ptrdiff_t>(from_s * kRate),
          all.begin() + static_cast<std::ptrdiff_t>(to_s * kRate)};
}

double LevelDb(const std::vector<float>& all, double from_s, double to_s) {
  return ToDb(signals::Rms(Part(all, from_s, to_s)));
}

double Lufs(const std::vector<float>& samples) {
  Meter meter(kRate, 1, Meter::Peaks::kNone);
  meter.Add(samples);
  return meter.Measured().one_channel_lufs;
}

/// What the music alone does: the mix less the same programme without music.
std::vector<float> MusicIn(const Music& music, MusicCue cue) {
  const std::vector<float> plain =
      signals::ReadAll(std::move(Scene().timeline).Finish(kNone).value());
  Scene scene;
  scene.timeline.Lay(music, cue).value();
  std::vector<float> mixed = signals::ReadAll(std::move(scene.timeline).Finish(kNone).value());
  REQUIRE(mixed.size() == plain.size());
  for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] -= plain[i];
  return mixed;
}

TEST_CASE("music lies at its level against the speech, alone and under it") {
  const Music hum = Hum(30);
  const std::vector<float> music =
      MusicIn(hum, {.end = 26 * kRate, .alone_lu = -6, .under_lu = -18});
  const std::vector<float> speech =
      Part(signals::ReadAll(std::move(Scene().timeline).Finish(kNone).value()), 9.5, 16.5);
  CHECK(Lufs(Part(music, 1, 9)) - Lufs(speech) == doctest::Approx(-6).epsilon(0.02));
  CHECK(Lufs(Part(music, 10.5, 15.5)) - Lufs(speech) == doctest::Approx(-18).epsilon(0.02));
  CHECK(Lufs(Part(music, 18, 25)) - Lufs(speech) == doctest::Approx(-6).epsilon(0.02));
}

TEST_CASE("the music is down when the speech begins, and rises after it in the stated times") {
  const MusicCue cue{.end = 26 * kRate,
                     .alone_lu = -6,
                     .under_lu = -18,
                     .ducking = {.attack_ms = 400, .release_ms = 900, .gap_ms = 1500}};
  const std::vector<float> music = MusicIn(Hum(30), cue);
  const double up = LevelDb(music, 5, 6);
  CHECK(LevelDb(music, 9.50, 9.58) == doctest::Approx(up).epsilon(0.01));  // not yet
  CHECK(LevelDb(music, 9.95, 10.00) < up - 10.5);                          // just before
  CHECK(LevelDb(music, 10.00, 10.05) == doctest::Approx(up - 12).epsilon(0.01));
  // The sound of speech ends within the last syllable of the clip.
  CHECK(LevelDb(music, 15.5, 15.7) == doctest::Approx(up - 12).epsilon(0.01));
  CHECK(LevelDb(music, 17.0, 17.1) == doctest::Approx(up).epsilon(0.01));
  // On the way it never turns back.
  for (double at = 9.55; at < 10; at += 0.05) {
    CHECK(LevelDb(music, at, at + 0.05) <= LevelDb(music, at - 0.05, at) + 0.01);
  }
}

TEST_CASE("in a short pause the music stays down, in a long one it swells") {
  for (const int pause_ms : {1200, 4000}) {
    CAPTURE(pause_ms);
    const auto make = [&](bool with_music) {
      auto timeline =
          Timeline::Create({.sample_rate_hz = kRate, .lead_in_ms = 0, .lead_out_ms = 0}).value();
      timeline.Append(signals::SpeechClip(kRate, 4), Named("a")).value();
      signals::Do(timeline.Silence(pause_ms));
      timeline.Append(signals::SpeechClip(kRate, 4), Named("a")).value();
      if (with_music) {
        const MusicCue cue{.end = timeline.samples(), .alone_lu = -6, .under_lu = -18};
        timeline.Lay(Hum(30), cue).value();
      }
      return signals::ReadAll(std::move(timeline).Finish(kNone).value());
    };
    const std::vector<float> with = make(true);
    const double middle_s = 4 + pause_ms / 2000.0;
    const double in_pause = LevelDb(with, middle_s - 0.05, middle_s + 0.05);
    const std::vector<float> without = make(false);
    std::vector<float> under = with;
    for (std::size_t i = 0; i < under.size(); ++i) under[i] -= without[i];
    const double risen = in_pause - LevelDb(under, 2, 3);
    CHECK(risen == doctest::Approx(pause_ms < 1500 ? 0 : 12).epsilon(0.02));
  }
}

TEST_CASE("neither the ends of music nor its loop click") {
  // A hum that would click hard: its ends are at full swing, its length fits no period.
  const Music hum = MusicOf(signals::Sine(300, kRate, 3.0007, 0.2, 1.5));
  const std::vector<float> music = MusicIn(hum, {.begin = 2000,
                                                 .end = 9 * kRate,
                                                 .loop = true,
                                                 .alone_lu = 0,
                                                 .fade_in_ms = 0,
                                                 .fade_out_ms = 0});
  CHECK(music[1999] == 0.0F);
  CHECK(std::abs(music[9 * kRate]) < 1e-6F);
  CHECK(LevelDb(music, 8.5, 8.9) > LevelDb(music, 1, 2) - 3.1);
  float amplitude = 0;
  float step = 0;
  for (std::size_t i = 1; i < 9 * kRate; ++i) {
    amplitude = std::max(amplitude, std::abs(music[i]));
    step = std::max(step, std::abs(music[i] - music[i - 1]));
  }
  // A sine moves at most amplitude × 2π × f / rate from sample to sample; the 2 ms ends add to it.
  CHECK(step < amplitude * 2 * 3.1416F * 300 / kRate * 1.6F);
}

TEST_CASE("a cue that ends early fades; one that lasts longer than its music ends with it") {
  Scene scene;
  const Music hum = Hum(3);
  CHECK(scene.timeline.Lay(hum, {.begin = 100}).value() == 100 + hum.samples());
  CHECK(scene.timeline.Lay(hum, {.begin = 0, .end = 9 * kRate}).value() == hum.samples());
  CHECK(scene.timeline.Lay(hum, {.begin = 0, .end = 5000}).value() == 5000);
  CHECK(scene.timeline.Lay(hum, {.begin = 0, .skip = kRate}).value() == hum.samples() - kRate);
  const std::vector<float> music =
      MusicIn(hum, {.begin = kRate, .end = 3 * kRate, .alone_lu = 0, .fade_out_ms = 1000});
  CHECK(LevelDb(music, 2.45, 2.55) == doctest::Approx(LevelDb(music, 1.2, 1.8) - 6).epsilon(0.02));
}

TEST_CASE("music in the foreground moves the timeline on, to the sample") {
  auto timeline =
      Timeline::Create({.sample_rate_hz = kRate, .lead_in_ms = 0, .lead_out_ms = 0}).value();
  const Music hum = Hum(3);
  CHECK(timeline.Play(hum, ForegroundCue()).value() == Placed{0, 3 * kRate, kRate, kRate});
  CHECK(timeline.samples() == 3 * kRate);
  CHECK(timeline.Play(hum, ForegroundCue(), 2000, 500)->end == 5 * kRate);
  CHECK(timeline.samples() == 3 * kRate + 3 * kRate / 2);
}

TEST_CASE("a programme is filled to its slot to the sample") {
  auto timeline = Timeline::Create({.sample_rate_hz = kRate}).value();
  timeline.Append(signals::SpeechClip(22050, 5), Named("a")).value();
  const std::int64_t slot = 20 * kRate + 7;
  const std::int64_t begin = timeline.samples();
  signals::Do(timeline.FillTo(slot));
  CHECK(timeline.samples_if_finished() == slot);
  const Result<void> late = timeline.FillTo(slot - 4410);
  REQUIRE(!late);
  CHECK(late.error().what.en.find("0.100 s longer") != std::string::npos);
  MusicCue cue = BedCue();
  cue.begin = begin;
  cue.end = slot;
  timeline.Lay(BuiltinMusic("bed", kRate, "/var/tmp").value(), cue).value();
  const Programme programme = std::move(timeline).Finish(*FindProfile("podcast")).value();
  CHECK(programme.samples() == slot);
  const std::vector<float> all = signals::ReadAll(programme);
  CHECK(std::ssize(all) == slot);
  CHECK(LevelDb(all, 8, 15) > -40);                          // the bed fills it
  CHECK(LevelDb(all, 19.9, 20) < LevelDb(all, 8, 15) - 20);  // and fades at the end of the slot
}

TEST_CASE("a programme of music alone is mastered too") {
  auto timeline = Timeline::Create({}).value();
  timeline.Play(BuiltinMusic("chime", kRate, "/var/tmp").value(), ForegroundCue()).value();
  const Profile podcast = *FindProfile("podcast");
  const Programme programme = std::move(timeline).Finish(podcast).value();
  CHECK(std::abs(programme.mastering().loudness_lufs - podcast.loudness_lufs) <= 0.05);
  CHECK(programme.mastering().source_lufs > -40);
}

TEST_CASE("two announcers are equally loud, though one was calibrated wrongly") {
  auto timeline =
      Timeline::Create({.sample_rate_hz = kRate, .lead_in_ms = 0, .lead_out_ms = 0}).value();
  std::vector<Placed> a;
  std::vector<Placed> b;
  for (std::uint32_t turn = 0; turn < 3; ++turn) {
    a.push_back(timeline.Append(signals::SpeechClip(22050, 6, turn + 1), Named("a")).value());
    signals::Do(timeline.Silence(400));
    b.push_back(timeline.Append(signals::SpeechClip(24000, 5, turn + 9), Named("b", -5)).value());
    signals::Do(timeline.Silence(400));
  }
  const Programme programme = std::move(timeline).Finish(*FindProfile("podcast")).value();
  const std::vector<float> all = signals::ReadAll(programme);
  const auto loudness = [&](const std::vector<Placed>& turns) {
    Meter meter(kRate, 1, Meter::Peaks::kNone);
    for (const Placed& turn : turns) {
      meter.Add(std::span(all).subspan(static_cast<std::size_t>(turn.begin),
                                       static_cast<std::size_t>(turn.end - turn.begin)));
    }
    return meter.Measured().integrated_lufs;
  };
  CHECK(std::abs(loudness(a) - loudness(b)) < 0.5);
  const std::vector<VoiceLevel>& voices = programme.mastering().voices;
  REQUIRE(voices.size() == 2);
  CHECK(voices[0].name == "a");
  CHECK(voices[0].gain_db == 0);
  // And what the compressor took from one more than from the other.
  CHECK(std::abs(voices[1].gain_db - (voices[0].source_lufs - voices[1].source_lufs)) < 1);
  CHECK(voices[1].gain_db > 3);
}

TEST_CASE("two announcers are equally loud behind the compressor, one peaky, one dense") {
  auto timeline =
      Timeline::Create({.sample_rate_hz = kRate, .lead_in_ms = 0, .lead_out_ms = 0}).value();
  std::vector<Placed> a;
  std::vector<Placed> b;
  for (std::uint32_t turn = 0; turn < 3; ++turn) {
    a.push_back(timeline.Append(signals::SpeechClip(22050, 6, turn + 1), Named("a")).value());
    signals::Do(timeline.Silence(400));
    // Bursts with long gaps: as loud on the whole, far above the mean where it sounds.
    synthesise::Clip bursts = signals::SpeechClip(24000, 5, turn + 9);
    for (std::size_t i = 0; i < bursts.samples.size(); ++i) {
      const bool on = i % 24000 < 3000;
      bursts.samples[i] = on ? std::clamp(bursts.samples[i] * 2.5F, -1.0F, 1.0F) : 0;
    }
    b.push_back(timeline.Append(bursts, Named("b")).value());
    signals::Do(timeline.Silence(400));
  }
  const Programme programme = std::move(timeline).Finish(*FindProfile("ebu")).value();
  const std::vector<float> all = signals::ReadAll(programme);
  const auto loudness = [&](const std::vector<Placed>& turns) {
    Meter meter(kRate, 1, Meter::Peaks::kNone);
    for (const Placed& turn : turns) {
      meter.Add(std::span(all).subspan(static_cast<std::size_t>(turn.begin),
                                       static_cast<std::size_t>(turn.end - turn.begin)));
    }
    return meter.Measured().integrated_lufs;
  };
  CHECK(std::abs(loudness(a) - loudness(b)) < 0.35);
}

TEST_CASE("music of another rate is the same music") {
  const Music chime = BuiltinMusic("chime", 44100, "/var/tmp").value();
  for (const int rate : {48000, 32000, 22050}) {
    CAPTURE(rate);
    const Music converted = AtRate(chime, rate, "/var/tmp").value();
    CHECK(converted.sample_rate_hz() == rate);
    CHECK(std::abs(converted.seconds() - chime.seconds()) < 0.01);
    CHECK(std::abs(converted.loudness_lufs() - chime.loudness_lufs()) < 0.3);
    auto timeline = Timeline::Create({.sample_rate_hz = rate}).value();
    CHECK(timeline.Play(converted, ForegroundCue()).has_value());
  }
}

TEST_CASE("the tail of music is where it only dies away") {
  for (const char* name : {"chime", "sting"}) {
    CAPTURE(name);
    const Music music = BuiltinMusic(name, 44100, "/var/tmp").value();
    CHECK(music.tail_seconds() > 0.5);
    CHECK(music.tail_seconds() < music.seconds() - 0.4);
    std::vector<float> tail(static_cast<std::size_t>(music.tail_samples()));
    signals::Do(music.ReadAt(music.samples() - music.tail_samples(), tail));
    CHECK(ToDb(signals::Rms(tail)) < music.loudness_lufs() - 10);
  }
}

TEST_CASE("neither a direct current nor rumble of an engine stays") {
  auto timeline =
      Timeline::Create({.sample_rate_hz = kRate, .lead_in_ms = 0, .lead_out_ms = 0}).value();
  synthesise::Clip clip = signals::SpeechClip(22050, 4);
  const std::vector<float> rumble = signals::Sine(12, 22050, 4, 0.05);
  for (std::size_t i = 0; i < clip.samples.size(); ++i) clip.samples[i] += 0.03F + rumble[i];
  voice::Voice voice = Named("a");
  voice.engine = "espeak";
  timeline.Append(clip, voice).value();
  const Programme programme = std::move(timeline).Finish(*FindProfile("none")).value();
  const std::vector<float> all = signals::ReadAll(programme);
  // One bin of a Fourier transform, over the middle two seconds.
  const auto level = [&](double hz) {
    double re = 0;
    double im = 0;
    for (int i = kRate; i < 3 * kRate; ++i) {
      const double phase = 2 * std::numbers::pi * hz * i / kRate;
      re += static_cast<double>(all[static_cast<std::size_t>(i)]) * std::cos(phase);
      im += static_cast<double>(all[static_cast<std::size_t>(i)]) * std::sin(phase);
    }
    return std::hypot(re, im) / (2 * kRate);
  };
  CHECK(level(0) < 0.002);
  CHECK(level(12) < 0.001);
}

TEST_CASE("a bed leaves the mastering of speech as it is: nothing pumps") {
  const Profile loud = *FindProfile("-16/-4");  // so that the limiter has something to do
  const auto make = [&](bool with_bed) {
    auto timeline = Timeline::Create({.sample_rate_hz = kRate}).value();
    for (std::uint32_t n = 1; n < 5; ++n) {
      timeline.Append(signals::SpeechClip(22050, 5, n), Named("a")).value();
      signals::Do(timeline.Silence(600));
    }
    if (with_bed) {
      MusicCue cue = BedCue();
      cue.end = timeline.samples();
      timeline.Lay(BuiltinMusic("bed", kRate, "/var/tmp").value(), cue).value();
    }
    return std::move(timeline).Finish(loud).value();
  };
  const Mastering with = make(true).mastering();
  const Mastering without = make(false).mastering();
  CHECK(std::abs(with.loudness_lufs - loud.loudness_lufs) <= 0.05);
  CHECK(with.compression_db == without.compression_db);
  CHECK(with.compression_mean_db == without.compression_mean_db);
  CHECK(with.compression_mean_db < 6);
  CHECK(std::abs(with.gain_db - without.gain_db) < 0.3);
  CHECK(std::abs(with.limiting_db - without.limiting_db) < 1);
  CHECK(with.limiting_mean_db <= with.limiting_db);
  CHECK(with.limiting_mean_db > 0);
}

TEST_CASE("music that cannot be laid is refused") {
  Scene scene;
  const Music hum = Hum(3);
  CHECK(scene.timeline.Lay(hum, {.begin = 5, .loop = true}).error().code == Code::kUsage);
  CHECK(scene.timeline.Lay(hum, {.begin = -1}).error().code == Code::kUsage);
  CHECK(scene.timeline.Lay(hum, {.skip = hum.samples()}).error().code == Code::kUsage);
  auto other = Timeline::Create({.sample_rate_hz = 48000}).value();
  CHECK(other.Lay(hum, {}).error().code == Code::kUsage);
  auto writer = MusicWriter::Create(kRate, "/var/tmp").value();
  signals::Do(writer.Append(signals::Sine(300, kRate, 0.04, 0.2)));
  CHECK(std::move(writer).Finish("a.mp3").error().where == "a.mp3");
  auto silent = MusicWriter::Create(kRate, "/var/tmp").value();
  signals::Do(silent.Append(std::vector<float>(kRate)));
  CHECK(std::move(silent).Finish("b.mp3").error().code == Code::kInput);
  CHECK(MusicWriter::Create(kRate, "/nonexistent").error().code == Code::kOutput);
}

}  // namespace
}  // namespace boyin::produce
