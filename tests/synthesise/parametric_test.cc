// The engine "boyin": its weights, its network against PyTorch, its vocoder, what it says.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/table.h"
#include "paths.h"
#include "synthesise/clip.h"
#include "synthesise/parametric/elementary.h"
#include "synthesise/parametric/features.h"
#include "synthesise/parametric/network.h"
#include "synthesise/parametric/vocoder.h"
#include "synthesise/parametric/weights.h"
#include "synthesise/pitch.h"
#include "synthesise/plans.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise {
namespace {

using parametric::Frame;
using parametric::Weights;

std::string BytesOfVoice() {
  auto bytes = ReadFile(test::SourcePath("src/synthesise/data/boyin_yunyang_2.bin"));
  REQUIRE(bytes);
  return std::move(*bytes);
}

/// The case is run for each of the voices that come along.
std::string EitherVoice() {
  std::string name = "boyin-f";
  SUBCASE("the man") { name = "boyin-m"; }
  SUBCASE("the woman") {}
  return name;
}

std::unique_ptr<Engine> Boyin(voice::Voice voice) {
  Result<std::unique_ptr<Engine>> engine = OpenEngine(voice);
  REQUIRE(engine);
  return std::move(*engine);
}

Clip Say(Engine& engine, const std::string& text) {
  Result<Clip> clip = engine.Speak(PlanOf(text));
  REQUIRE(clip);
  return std::move(*clip);
}

float LevelOf(std::span<const float> samples) {
  double power = 0;
  for (const float s : samples) power += static_cast<double>(s * s);
  return static_cast<float>(std::sqrt(power / static_cast<double>(samples.size())));
}

TEST_CASE("our exponential, sine and cosine are those of the C library") {
  for (float x = -80; x < 80; x += 0.37F) {
    CHECK(parametric::Exp(x) == doctest::Approx(std::exp(static_cast<double>(x))).epsilon(2e-6));
  }
  for (float x = -400; x < 400; x += 0.173F) {
    const auto [sine, cosine] = parametric::SinCos(x);
    CHECK(std::abs(sine - std::sin(static_cast<double>(x))) < 2e-5);
    CHECK(std::abs(cosine - std::cos(static_cast<double>(x))) < 2e-5);
  }
}

TEST_CASE("weights that are cut off, or are something else, are refused by name") {
  const std::string bytes = BytesOfVoice();
  REQUIRE(Weights::Read(bytes, "voice.bin"));
  for (const std::size_t size :
       {0UL, 5UL, 14UL, 15UL, 20UL, 300UL, bytes.size() / 2, bytes.size() - 1}) {
    CAPTURE(size);
    const std::string cut = bytes.substr(0, size);
    const auto weights = Weights::Read(cut, "voice.bin");
    // Cut between two entries it can be read, but is no network.
    const bool refused = !weights || !parametric::Network::Build(*weights);
    CHECK(refused);
    if (!weights) CHECK(weights.error().where == "voice.bin");
  }
  CHECK_FALSE(Weights::Read("RIFF....WAVE", "voice.bin"));
}

TEST_CASE("weights that claim more than there is are refused") {
  std::string bytes = "boyin voice 1\n";
  bytes += std::string("\1\0x\1\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 16);
  CHECK_FALSE(Weights::Read(bytes, "voice.bin"));
}

TEST_CASE("the network says what it says in PyTorch") {
  const auto weights = Weights::Read(BytesOfVoice(), "voice.bin");
  REQUIRE(weights);
  const auto network = parametric::Network::Build(*weights);
  const auto syllables = parametric::Syllables::Read(*weights);
  REQUIRE(network);
  REQUIRE(syllables);
  const auto tokens = syllables->TokensOf(PlanOf("ni3 hao3 | da4 jiar1 GDP wan3 shang4 hao3 ma5"));
  REQUIRE(tokens);
  const auto spoken = network->Speak(*tokens, prosody::Contour::kQuestion, 1);
  REQUIRE(spoken);
  const auto text = ReadFile(test::SourcePath("tests/synthesise/parametric_golden.tsv"));
  REQUIRE(text);
  const auto rows = table::Parse(*text, "parametric_golden.tsv", 3);
  REQUIRE(rows);
  std::size_t token = 0;
  std::size_t frames = 0;
  for (const table::Row& row : *rows) {
    const auto number = [&](std::size_t cell) { return std::stod(std::string(row.cells[cell])); };
    if (row.cells[0] == "steps") {
      CAPTURE(token);
      CHECK(spoken->lengths.at(token)[0] == number(1));
      CHECK(spoken->lengths.at(token++)[1] == number(2));
      continue;
    }
    const Frame& frame = spoken->frames.at(static_cast<std::size_t>(number(1)));
    REQUIRE(row.cells.size() == parametric::kFrameValues + 2);
    for (std::size_t i = 0; i < parametric::kFrameValues; ++i) {
      CAPTURE(i);
      CHECK(std::abs(static_cast<double>(frame.values[i]) - number(i + 2)) < 0.02);
    }
    ++frames;
  }
  CHECK(token == tokens->size());
  CHECK(frames > 8);
}

std::vector<Frame> Steady(double hz, bool voiced, float log_power) {
  std::vector<Frame> frames(100);
  for (Frame& frame : frames) {
    std::fill_n(frame.values.begin(), parametric::kBands, log_power);
    std::fill_n(frame.values.begin() + parametric::kBands, parametric::kNoises, -40.0F);
    frame.pitch() = static_cast<float>(std::log(hz));
    frame.values.back() = voiced ? 1.0F : -1.0F;
  }
  return frames;
}

TEST_CASE("the vocoder has the pitch that it is given") {
  for (const double hz : {80.0, 120.0, 200.0, 330.0}) {
    const auto sound = parametric::Vocoder().Synthesise(Steady(hz, true, -6));
    REQUIRE(sound.size() == 100 * parametric::kHop);
    const auto melody = Melody(PitchHz(sound, parametric::kRateHz), hz);
    REQUIRE(melody.size() > 20);
    for (const double tone : melody) CHECK(std::abs(tone) < 0.35);
  }
}

TEST_CASE("the vocoder is as loud voiced as unvoiced, and as the envelope says") {
  const parametric::Vocoder vocoder;
  const float voiced = LevelOf(vocoder.Synthesise(Steady(120, true, -6)));
  const float unvoiced = LevelOf(vocoder.Synthesise(Steady(120, false, -6)));
  const float quiet = LevelOf(vocoder.Synthesise(Steady(120, true, -8)));
  // White noise of a power e^-6 for each sample.
  CHECK(unvoiced == doctest::Approx(std::exp(-3.0)).epsilon(0.05));
  CHECK(voiced == doctest::Approx(std::exp(-3.0)).epsilon(0.1));
  CHECK(quiet / voiced == doctest::Approx(std::exp(-1.0)).epsilon(0.02));
}

TEST_CASE("the vocoder bears whatever a network may give") {
  const parametric::Vocoder vocoder;
  for (const float value : {-1e30F, -200.0F, 0.0F, 30.0F, 200.0F}) {
    std::vector<Frame> frames(3);
    for (Frame& frame : frames) frame.values.fill(value);
    const auto sound = vocoder.Synthesise(frames);
    CHECK(sound.size() == 3 * parametric::kHop);
  }
  CHECK(vocoder.Synthesise({}).empty());
}

TEST_CASE("every unit of a plan has its mark, in order, and sounds") {
  const auto engine = Boyin(VoiceNamed(EitherVoice()));
  const prosody::Plan plan = PlanOf("zhong1 guo2 ren2 | zai4 GDP nar4 | shuo1 hua4");
  const auto clip = engine->Speak(plan);
  REQUIRE(clip);
  CHECK(clip->sample_rate_hz == 24000);
  REQUIRE(clip->marks.size() == 8);
  std::vector<std::uint32_t> units;
  for (const Mark& mark : clip->marks) units.push_back(mark.unit);
  CHECK(units == std::vector<std::uint32_t>{0, 1, 2, 4, 5, 6, 8, 9});
  const float level = SpeechLevel(clip->samples, clip->sample_rate_hz);
  for (std::size_t i = 0; i < clip->marks.size(); ++i) {
    CAPTURE(i);
    const std::size_t begin = clip->marks[i].sample;
    const std::size_t end =
        i + 1 < clip->marks.size() ? clip->marks[i + 1].sample : clip->samples.size();
    REQUIRE(end > begin + 1200);
    CHECK(LevelOf(std::span(clip->samples).subspan(begin, end - begin)) > level * 0.1F);
  }
}

TEST_CASE("pauses last as long as the plan says") {
  const auto engine = Boyin(VoiceNamed(EitherVoice()));
  const Clip with = Say(*engine, "ni3 hao3 | shi4 jie4");
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const float sample : with.samples) {
    run = sample == 0 ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  CHECK(longest >= 24000 * 3 / 10);
  CHECK(longest < 24000 * 3 / 10 + 60);
}

TEST_CASE("half the rate lasts twice as long, three times a third") {
  const std::string text = "jin1 tian1 tian1 qi4 hen3 hao3 wo3 men5 chu1 qu4 zou3 zou3";
  voice::Voice voice = VoiceNamed(EitherVoice());
  voice.rate = 200;
  const auto usual = static_cast<double>(Say(*Boyin(voice), text).samples.size());
  voice.rate = 100;
  CHECK(static_cast<double>(Say(*Boyin(voice), text).samples.size()) / usual ==
        doctest::Approx(2).epsilon(0.04));
  voice.rate = 600;
  CHECK(static_cast<double>(Say(*Boyin(voice), text).samples.size()) / usual ==
        doctest::Approx(1 / 3.0).epsilon(0.08));
}

TEST_CASE("pitch moves the melody, range stretches it") {
  const std::string text = "ma1 ma1 wan1 wan1 lang2 lang2 man4 man4";
  voice::Voice voice = VoiceNamed(EitherVoice());
  const auto melody = [&] {
    const Clip clip = Say(*Boyin(voice), text);
    auto tones = Melody(PitchHz(clip.samples, clip.sample_rate_hz), 100);
    REQUIRE(tones.size() > 20);
    std::sort(tones.begin(), tones.end());
    return tones;
  };
  const auto usual = melody();
  voice.pitch = 75;
  const auto raised = melody();
  CHECK(raised[raised.size() / 2] - usual[usual.size() / 2] == doctest::Approx(2).epsilon(0.3));
  voice.pitch = 50;
  voice.range = 10;
  const auto flat = melody();
  const auto spread = [](const std::vector<double>& tones) {
    return tones[tones.size() * 9 / 10] - tones[tones.size() / 10];
  };
  CHECK(spread(flat) < 0.5 * spread(usual));
}

TEST_CASE("the same plan gives the same samples") {
  const voice::Voice voice = VoiceNamed("boyin-m");
  const std::string text = "zhe4 li3 shi4 | zhong1 yang1 ren2 min2 guang3 bo1 dian4 tai2";
  const auto engine = Boyin(voice);
  const Clip first = Say(*engine, text);
  Say(*engine, "bie2 de5 hua4");
  CHECK(Say(*engine, text) == first);
  CHECK(Say(*Boyin(voice), text) == first);
}

// In a sentence: a neutral tone follows another and nothing of it is the last.
TEST_CASE("every syllable in every tone is said") {
  const auto engine = Boyin(VoiceNamed(EitherVoice()));
  // Under a sanitizer a network takes minutes for all of them: some, then.
  const std::size_t step = std::getenv("BOYIN_SANITIZED") == nullptr ? 1 : 16;
  for (std::size_t n = 0; n < Pinyin::Bases().size(); n += step) {
    const std::string_view base = Pinyin::Bases()[n];
    std::string text;
    for (const char tone : std::string("35124")) text += std::string(base) + tone + " ";
    CAPTURE(text);
    const auto clip = engine->Speak(PlanOf(text + "de5 hua4"));
    REQUIRE(clip);
    REQUIRE(clip->marks.size() == 7);
    const float level = SpeechLevel(clip->samples, clip->sample_rate_hz);
    for (std::size_t i = 0; i < 5; ++i) {
      const std::size_t begin = clip->marks[i].sample;
      const std::size_t end = clip->marks[i + 1].sample;
      CAPTURE(i);
      CHECK(end > begin + 24000 / 20);
      CHECK(LevelOf(std::span(clip->samples).subspan(begin, end - begin)) > level * 0.025F);
    }
  }
}

TEST_CASE("a voice without weights says so") {
  voice::Voice voice = VoiceNamed("boyin-m");
  voice.variant = "nobody";
  const auto engine = OpenEngine(voice, {"/nowhere", 1});
  REQUIRE_FALSE(engine);
  CHECK(engine.error().where.find("nobody.bin") != std::string::npos);
}

}  // namespace
}  // namespace boyin::synthesise
