// What eSpeak's speech does, measured on its samples: tones, questions, marks, foreign words.
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "synthesise/clip.h"
#include "synthesise/pitch.h"
#include "synthesise/plans.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise {
namespace {

constexpr double kReferenceHz = 100;

std::vector<double> MelodyOf(Engine& engine, const prosody::Plan& plan) {
  const Result<Clip> clip = engine.Speak(plan);
  REQUIRE(clip);
  return Melody(PitchHz(clip->samples, clip->sample_rate_hz), kReferenceHz);
}

double Highest(const std::vector<double>& melody) {
  return *std::max_element(melody.begin(), melody.end());
}

double Lowest(const std::vector<double>& melody) {
  return *std::min_element(melody.begin(), melody.end());
}

double Middle(std::vector<double> melody) {
  std::sort(melody.begin(), melody.end());
  return melody[melody.size() / 2];
}

/// What is wrong with the melody of a tone said alone (55, 35, 214, 51), `high` being where its
/// first tone stands; empty where nothing is.
std::string WrongTone(int tone, const std::vector<double>& melody, double high) {
  if (melody.size() < 6) return "hardly voiced";
  const double highest = Highest(melody);
  // The last frame that is still high: a sonorant initial glides there and back.
  const auto top = std::find_if(melody.rbegin(), melody.rend(), [highest](double at) {
                     return at > highest - 0.7;
                   }).base();
  const std::vector<double> last(melody.begin() + static_cast<std::ptrdiff_t>(melody.size() / 2),
                                 melody.end());
  switch (tone) {
    case 1:
      return Middle(last) - Lowest(last) < 1 ? "" : "not level";
    case 2:
      return Highest(last) - Lowest(melody) > 1.5 && Lowest(melody) < high - 2 ? ""
                                                                               : "does not rise";
    case 3:
      return Lowest(last) < high - 3 && Middle(last) < high - 1 ? "" : "not low";
    default:
      // A voice that creaks at the end has no period to be measured there.
      return highest > high - 1.5 && (highest - Lowest(last) > 2 || melody.end() - top < 5)
                 ? ""
                 : "does not fall";
  }
}

TEST_CASE("tones said alone have the melody of the textbook, with every final") {
  for (const std::string voice : {"anchor-f", "anchor-m"}) {
    const std::unique_ptr<Engine> engine = std::move(*OpenEngine(VoiceNamed(voice)));
    for (const std::string base :
         {"ma",   "yi",   "wu",  "lv",   "mai",  "lei",  "mao", "lou", "man", "ren",
          "mang", "meng", "min", "ming", "long", "nian", "niu", "luo", "lve", "yuan",
          "er",   "yong", "wai", "liao", "mo",   "le",   "ri",  "ya",  "ye",  "wa",
          "wei",  "wan",  "wen", "yun",  "yang", "wang", "weng"}) {
      const double high = Middle(MelodyOf(*engine, PlanOf(base + "1")));
      for (int tone = 1; tone <= 4; ++tone) {
        const std::string syllable = base + std::to_string(tone);
        CAPTURE(voice);
        CAPTURE(syllable);
        CHECK(WrongTone(tone, MelodyOf(*engine, PlanOf(syllable)), high) == "");
      }
    }
  }
}

TEST_CASE("a half third stays low") {
  const std::unique_ptr<Engine> engine = std::move(*OpenEngine(VoiceNamed("anchor-f")));
  const Result<Clip> clip = engine->Speak(PlanOf("ma3 ma1"));
  REQUIRE(clip);
  REQUIRE(clip->marks.size() == 2);
  const std::span<const float> all(clip->samples);
  const auto half =
      Melody(PitchHz(all.first(clip->marks[1].sample), clip->sample_rate_hz), kReferenceHz);
  const auto level =
      Melody(PitchHz(all.subspan(clip->marks[1].sample), clip->sample_rate_hz), kReferenceHz);
  REQUIRE(half.size() > 4);
  REQUIRE(level.size() > 4);
  CHECK(half.back() < Highest(level) - 3);
  CHECK(Highest(half) < Highest(level) - 2);
}

/// Of the last five measurements: a single one may slip by an octave.
double End(const std::vector<double>& melody) {
  std::vector<double> last(melody.end() - 5, melody.end());
  std::ranges::nth_element(last, last.begin() + 2);
  return last[2];
}

TEST_CASE("a question ends higher than the same words as a statement") {
  for (const std::string voice : {"anchor-f", "anchor-m"}) {
    CAPTURE(voice);
    const std::unique_ptr<Engine> engine = std::move(*OpenEngine(VoiceNamed(voice)));
    for (const std::string words : {"yi1 yi1 yi1 yi1 yi1 yi1", "ni3 ming2 tian1 lai2 ma5"}) {
      prosody::Plan plan = PlanOf(words);
      const std::vector<double> statement = MelodyOf(*engine, plan);
      plan.contour = prosody::Contour::kQuestion;
      const std::vector<double> question = MelodyOf(*engine, plan);
      REQUIRE(statement.size() > 12);
      REQUIRE(question.size() > 12);
      CAPTURE(words);
      CHECK(End(question) > End(statement) + 2);
      CHECK(question[2] == doctest::Approx(statement[2]).epsilon(0.05));
    }
  }
}

/// The first sample at or after `from` from which 5 ms are loud.
std::size_t OnsetAfter(const Clip& clip, std::size_t from) {
  const std::size_t window = static_cast<std::size_t>(clip.sample_rate_hz) / 200U;
  for (std::size_t at = from; at + window <= clip.samples.size(); ++at) {
    double energy = 0;
    for (std::size_t i = at; i < at + window; ++i) {
      energy += static_cast<double>(clip.samples[i]) * clip.samples[i];
    }
    if (energy / static_cast<double>(window) > 1e-5) return at;
    at += window / 8;
  }
  return clip.samples.size();
}

TEST_CASE("after a pause the mark stands within 30 ms of the sound, whatever the initial") {
  for (const std::string voice : {"anchor-f", "anchor-m"}) {
    const std::unique_ptr<Engine> engine = std::move(*OpenEngine(VoiceNamed(voice)));
    for (const std::string next :
         {"ma1", "ba4", "pa2", "ta3", "ka1", "ge2", "zhe4", "chi1", "shi4", "si1",  "xia4",
          "ji2", "qu4", "ai4", "er4", "yi1", "wo3", "hao3", "fei1", "ri4",  "NATO", "Wi-Fi"}) {
      const Result<Clip> clip = engine->Speak(PlanOf("ma1 | " + next));
      REQUIRE(clip);
      REQUIRE(clip->marks.size() == 2);
      const std::size_t mark = clip->marks[1].sample;
      const std::size_t within = static_cast<std::size_t>(clip->sample_rate_hz) * 30 / 1000;
      CAPTURE(voice);
      CAPTURE(next);
      const std::size_t onset = OnsetAfter(*clip, mark > within ? mark - within : 0);
      CHECK(onset <= mark + within);
      CHECK(onset + within > mark);
    }
  }
}

TEST_CASE("foreign words are as loud as the Mandarin around them, and not hurried") {
  for (const std::string voice : {"anchor-f", "anchor-m"}) {
    const std::unique_ptr<Engine> engine = std::move(*OpenEngine(VoiceNamed(voice)));
    for (const std::string word : {"NATO", "Microsoft", "G D P", "Boston"}) {
      prosody::Plan plan = PlanOf("zhong1 guo2 da4 jia1");
      plan.units.emplace_back(prosody::ForeignUnit{word, {}});
      plan.units.emplace_back(prosody::SyllableUnit{*Pinyin::Parse("hao3"), {}, true});
      const Result<Clip> clip = engine->Speak(plan);
      REQUIRE(clip);
      REQUIRE(clip->marks.size() == 6);
      const std::span<const float> all(clip->samples);
      const std::size_t begin = clip->marks[4].sample;
      const std::size_t end = clip->marks[5].sample;
      const float mandarin = SpeechLevel(all.first(begin), clip->sample_rate_hz);
      const float foreign = SpeechLevel(all.subspan(begin, end - begin), clip->sample_rate_hz);
      CAPTURE(voice);
      CAPTURE(word);
      CHECK(std::abs(20 * std::log10(foreign / mandarin)) < 3);
      const double seconds = static_cast<double>(end - begin) / clip->sample_rate_hz;
      CHECK(seconds > 0.25);
      CHECK(seconds < 1.2);
    }
  }
}

}  // namespace
}  // namespace boyin::synthesise
