#include <algorithm>
#include <cmath>
#include <csignal>
#include <set>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/table.h"
#include "synthesise/clip.h"
#include "synthesise/espeak_library.h"
#include "synthesise/fork_server.h"
#include "synthesise/mandarin.h"
#include "synthesise/plans.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise {
namespace {

std::unique_ptr<Engine> EngineFor(std::string_view name) {
  Result<std::unique_ptr<Engine>> engine = OpenEngine(VoiceNamed(name));
  REQUIRE(engine);
  return std::move(*engine);
}

TEST_CASE("a plan gives sound with a mark for each syllable and foreign unit, in order") {
  const auto engine = EngineFor("anchor-f");
  const auto plan = PlanOf("zhong1 guo2 | NATO da4 jia1 hao3");
  const Result<Clip> clip = engine->Speak(plan);
  REQUIRE(clip);
  std::vector<std::uint32_t> units;
  for (const Mark& mark : clip->marks) units.push_back(mark.unit);
  CHECK(units == std::vector<std::uint32_t>{0, 1, 3, 4, 5, 6});
  for (std::size_t i = 0; i < clip->marks.size(); ++i) {
    const std::size_t begin = clip->marks[i].sample;
    const std::size_t end =
        i + 1 < clip->marks.size() ? clip->marks[i + 1].sample : clip->samples.size();
    REQUIRE(begin < end);
    const std::span<const float> sound(clip->samples.data() + begin, end - begin);
    CAPTURE(i);
    CHECK(SpeechLevel(sound, clip->sample_rate_hz) > 0.02F);
  }
  for (float sample : clip->samples) REQUIRE(std::abs(sample) < 0.99F);
}

TEST_CASE("the last syllable of a phrase is drawn out, and no other") {
  for (const char* voice : {"anchor-f", "anchor-m"}) {
    CAPTURE(voice);
    const auto engine = EngineFor(voice);
    const auto lengths = [&](prosody::Break after_third) {
      auto plan = PlanOf("zhong1 guo2 ren2 min2 jing1 ji4");
      std::get<prosody::SyllableUnit>(plan.units[2]).break_after = after_third;
      const Result<Clip> clip = engine->Speak(plan);
      REQUIRE(clip);
      REQUIRE(clip->marks.size() == 6);
      std::vector<double> all;
      for (std::size_t i = 0; i + 1 < 6; ++i) {
        all.push_back(clip->marks[i + 1].sample - clip->marks[i].sample);
      }
      return all;
    };
    const std::vector<double> plain = lengths(prosody::Break::kWord);
    const std::vector<double> drawn = lengths(prosody::Break::kPhrase);
    CHECK(drawn[2] > 1.1 * plain[2]);
    CHECK(drawn[2] < 1.3 * plain[2]);
    for (const std::size_t other : {0U, 1U, 3U, 4U}) {
      CHECK(drawn[other] == doctest::Approx(plain[other]).epsilon(0.06));
    }
  }
}

TEST_CASE("a break is as long as the plan says, and no other silence is heard") {
  const auto engine = EngineFor("anchor-m");
  const Result<Clip> clip = engine->Speak(PlanOf("ma1 ma1 | ma1 ma1"));
  REQUIRE(clip);
  std::size_t longest = 0;
  std::size_t silence = 0;
  for (float sample : clip->samples) {
    silence = std::abs(sample) < 0.002F ? silence + 1 : 0;
    longest = std::max(longest, silence);
  }
  const double longest_ms = 1000.0 * static_cast<double>(longest) / clip->sample_rate_hz;
  CHECK(longest_ms > 295);
  CHECK(longest_ms < 320);
}

TEST_CASE("the same plan gives the same samples, whatever was said before") {
  const auto engine = EngineFor("anchor-f");
  const Result<Clip> first = engine->Speak(PlanOf("ni2 hao3 OK"));
  REQUIRE(engine->Speak(PlanOf("za5 ya5 NATO")));
  REQUIRE(EngineFor("anchor-m")->Speak(PlanOf("ma1")));
  CHECK(engine->Speak(PlanOf("ni2 hao3 OK")) == first);
  CHECK(EngineFor("anchor-f")->Speak(PlanOf("ni2 hao3 OK")) == first);
}

TEST_CASE("tones are driven in Chao's numbers; only the last third tone of a clause is full") {
  const auto mnemonics = [](const std::string& text) {
    std::vector<Pinyin> syllables;
    for (const prosody::Unit& unit : PlanOf(text).units) {
      syllables.push_back(std::get<prosody::SyllableUnit>(unit).pinyin);
    }
    return MandarinMnemonics(syllables);
  };
  CHECK(mnemonics("ni3 hao3") == "[[n'i21 X'Au214]]");
  CHECK(mnemonics("ma1 ma5") == "[[m'A55 mA22]]");
  CHECK(mnemonics("hao3 ma5") == "[[X'Au21 mA44]]");
  CHECK(mnemonics("huar1 er2") == "[[Xw'A55r '@r35]]");
}

/// The phonemes of a mnemonic without tone and stress, as events name them.
std::string Letters(std::string mnemonic) {
  std::erase_if(mnemonic, [](char c) { return c == '\'' || c == '%'; });
  return mnemonic;
}

/// What is wrong with eSpeak's rendering of one syllable; empty where nothing is.
std::string Wrong(Pinyin syllable) {
  const std::string text = MandarinMnemonics(std::vector<Pinyin>{syllable});
  const Result<espeak::Sound> sound = espeak::Say(text, espeak::TextKind::kMnemonics);
  if (!sound) return text + " is not said\n";
  std::string heard;
  for (const espeak::Phoneme& p : sound->phonemes) {
    if (!p.name.starts_with('_')) heard += p.name;
  }
  const bool right = sound->words.size() == 1 && !heard.empty() &&
                     heard == Letters(MandarinMnemonic(syllable, ""));
  return right ? "" : syllable.text() + " " + text + " is heard as " + heard + "\n";
}

TEST_CASE("eSpeak says each syllable of the language in each tone, erhua too, as one syllable") {
  REQUIRE(espeak::Load());
  // In a child: eSpeak in this process must stay as it was loaded.
  const auto tune = [] { static_cast<void>(espeak::Tune({"cmn-latn-pinyin", 175, 50, 50})); };
  const auto server = espeak::ForkServer::Open(tune, [](const std::string& /*request*/) {
    std::string found;
    for (std::string_view base : Pinyin::Bases()) {
      for (int tone = 1; tone <= 5; ++tone) {
        const Pinyin syllable = Pinyin::Parse(base)->WithTone(tone);
        found += Wrong(syllable) + Wrong(syllable.WithErhua());
      }
    }
    return found;
  });
  REQUIRE(server);
  const Result<std::string> wrong = server->Ask({});
  REQUIRE(wrong);
  CHECK(*wrong == "");
}

TEST_CASE("a fork server finds everything as it was set up, and one that falls says so") {
  int times = 0;
  const auto server = espeak::ForkServer::Open([&] { times = 41; },
                                               [&](const std::string& request) {
                                                 if (request == "fall") ::kill(::getpid(), SIGKILL);
                                                 ++times;
                                                 return request + std::to_string(times);
                                               });
  REQUIRE(server);
  CHECK(server->Ask("a") == "a42");
  CHECK(server->Ask(std::string(1 << 20, 'b')) == std::string(1 << 20, 'b') + "42");
  const Result<std::string> fallen = server->Ask("fall");
  REQUIRE_FALSE(fallen);
  CHECK(fallen.error().code == Code::kEngine);
  CHECK_FALSE(server->Ask("a"));
  CHECK(times == 0);
}

TEST_CASE("the female announcer is higher than the male, and both are within reason") {
  const auto pitch_hz = [](const Clip& clip) {
    const std::size_t length = 2048;
    const std::span<const float> sound(clip.samples.data() + clip.samples.size() / 2 - length / 2,
                                       length);
    double best = 0;
    std::size_t best_lag = 1;
    for (std::size_t lag = 60; lag < 300; ++lag) {
      double product = 0;
      for (std::size_t i = 0; i + 300 < length; ++i) {
        product += static_cast<double>(sound[i] * sound[i + lag]);
      }
      if (product > best * 1.05) {
        best = product;
        best_lag = lag;
      }
    }
    return clip.sample_rate_hz / static_cast<double>(best_lag);
  };
  const Result<Clip> female = EngineFor("anchor-f")->Speak(PlanOf("ma1"));
  const Result<Clip> male = EngineFor("anchor-m")->Speak(PlanOf("ma1"));
  REQUIRE(female);
  REQUIRE(male);
  CHECK(pitch_hz(*female) > 180);
  CHECK(pitch_hz(*female) < 300);
  CHECK(pitch_hz(*male) > 100);
  CHECK(pitch_hz(*male) < 170);
}

TEST_CASE("what cannot be opened says so") {
  voice::Voice voice = VoiceNamed("anchor-f");
  voice.engine = "gramophone";
  CHECK(OpenEngine(voice).error().code == Code::kUsage);
  voice = VoiceNamed("anchor-f");
  voice.variant = "f2";
  voice.foreign = "xx-none";
  const auto engine = OpenEngine(voice);
  REQUIRE(engine);
  const auto spoken = (*engine)->Speak(PlanOf("NATO"));
  REQUIRE_FALSE(spoken);
  CHECK(spoken.error().mend.en == "apt install espeak-ng-data");
}

}  // namespace
}  // namespace boyin::synthesise
