// What goes to a speech server, and what is made of its answer; the server itself:
// tests/cli/remote_test.py.
#include <cmath>

#include <doctest/doctest.h>

#include "synthesise/remote/align.h"
#include "synthesise/remote/dialect.h"
#include "synthesise/remote/request_text.h"
#include "synthesise/remote/sound_file.h"

namespace boyin::synthesise::remote {
namespace {

Pinyin P(std::string_view text) { return *Pinyin::Parse(text); }

Dialect Find(std::string_view name) {
  Result<Dialect> dialect = FindDialect(name);
  REQUIRE(dialect);
  return *std::move(dialect);
}

/// “行长说，好。” with 行 and 长 contested.
prosody::Plan BankPlan() {
  prosody::Plan plan;
  plan.text = "行长说，好。";
  plan.text_begin = 30;
  const auto say = [&](std::string_view pinyin, std::size_t begin, bool start, bool polyphone) {
    prosody::SyllableUnit unit;
    unit.pinyin = P(pinyin);
    unit.spoken = {30 + begin, 33 + begin};
    unit.word_start = start;
    unit.polyphone = polyphone;
    plan.units.emplace_back(unit);
  };
  say("hang2", 0, true, true);
  say("zhang3", 3, false, true);
  say("shuo1", 6, true, false);
  plan.units.emplace_back(prosody::BreakUnit{250});
  say("hao3", 12, true, false);
  return plan;
}

std::string TextFor(std::string_view dialect, Marking marking = Marking::kPolyphones) {
  return ComposeText(BankPlan(), Find(dialect), marking).text;
}

/// Syllables as bursts of 200 ms at 1000 Hz, with silences after some of them.
Clip Bursts(const std::vector<int>& silence_ms) {
  Clip clip;
  clip.sample_rate_hz = 10'000;
  for (const int ms : silence_ms) {
    for (int i = 0; i < 2000; ++i) {
      clip.samples.push_back(0.3F * static_cast<float>(std::sin(i * 0.6283)));
    }
    clip.samples.insert(clip.samples.end(), static_cast<std::size_t>(ms) * 10, 0.0F);
  }
  return clip;
}

}  // namespace

TEST_CASE("a syllable as each server writes it") {
  CHECK(Find("plain").Syllable("行", P("xing2")) == "行");
  CHECK(Find("cosyvoice").Syllable("行", P("xing2")) == "[x][íng]");
  CHECK(Find("cosyvoice").Syllable("女", P("nv3")) == "[n][ǚ]");
  CHECK(Find("cosyvoice").Syllable("安", P("an1")) == "[][ān]");
  CHECK(Find("indextts").Syllable("行", P("xing2")) == "XING2");
  CHECK(Find("indextts25").Syllable("行", P("xing2")) == "‹行|XING2>");
  CHECK(Find("zipvoice").Syllable("行", P("xing2")) == "<xing2>");
  CHECK(Find("voxcpm").Syllable("行", P("xing2")) == "{xing2}");
  CHECK(Find("fish").Syllable("行", P("xing2")) == "<|phoneme_start|>xing2<|phoneme_end|>");
  CHECK(Find("azure").Syllable("行", P("xing2")) ==
        "<phoneme alphabet=\"sapi\" ph=\"xing 2\">行</phoneme>");
  CHECK_FALSE(FindDialect("klingon"));
}

TEST_CASE("the tone mark stands where the scheme puts it") {
  CHECK(Split(P("hao3")).final == "ǎo");
  CHECK(Split(P("liu2")).final == "iú");
  CHECK(Split(P("gui4")).final == "uì");
  CHECK(Split(P("dou1")).final == "ōu");
  CHECK(Split(P("xue2")).final == "ué");
  CHECK(Split(P("de5")).final == "e");
}

TEST_CASE("only what the characters leave open is marked, unless all is asked for") {
  CHECK(TextFor("plain") == "行长说，好。");
  CHECK(TextFor("indextts") == "HANG2ZHANG3说，好。");
  CHECK(TextFor("indextts", Marking::kNone) == "行长说，好。");
  CHECK(TextFor("indextts", Marking::kAll) == "HANG2ZHANG3SHUO1，HAO3。");
}

TEST_CASE("pauses and escapes where a dialect has them") {
  CHECK(TextFor("volcengine") ==
        "<phoneme alphabet=\"py\" ph=\"hang2\">行</phoneme>"
        "<phoneme alphabet=\"py\" ph=\"zhang3\">长</phoneme>说<break time=\"250ms\"/>，好。");
  CHECK(Find("azure").Escape("A&B<3") == "A&amp;B&lt;3");
  CHECK(Find("minimax").Pause(500) == "<#0.50#>");
}

TEST_CASE("servers that correct words get the whole word") {
  const RequestText minimax = ComposeText(BankPlan(), Find("minimax"), Marking::kPolyphones);
  CHECK(minimax.corrections == std::vector<std::string>{"行长/(hang2)(zhang3)"});
  const RequestText stepfun = ComposeText(BankPlan(), Find("stepfun"), Marking::kPolyphones);
  CHECK(stepfun.corrections == std::vector<std::string>{"行长/hang2zhang3"});
  CHECK(stepfun.text == "行长说，好。");
}

TEST_CASE("marks lie on the silences that the plan's breaks make") {
  const prosody::Plan plan = BankPlan();
  const Clip clip = Bursts({0, 0, 300, 0});
  const std::vector<Mark> marks = Align(plan, clip);
  REQUIRE(marks.size() == 4);
  const std::vector<double> wanted = {0, 2000, 4000, 9000};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(marks[i].unit == (i < 3 ? i : 4));
    CHECK(std::abs(marks[i].sample - wanted[i]) <= 150);
  }
}

TEST_CASE("without silences the marks are spread evenly") {
  const std::vector<Mark> marks = Align(BankPlan(), Bursts({0, 0, 0, 0}));
  REQUIRE(marks.size() == 4);
  CHECK(std::abs(static_cast<double>(marks[3].sample) - 6000) <= 150);
}

TEST_CASE("what is no sound is an error, raw samples only where they were asked for") {
  CHECK_FALSE(DecodeSound("{\"error\":\"no\"}", 0));
  const Result<Clip> raw = DecodeSound(std::string_view("\x00\x40\x00\xc0", 4), 24'000);
  REQUIRE(raw);
  CHECK(raw->samples == std::vector<float>{0.5F, -0.5F});
}

}  // namespace boyin::synthesise::remote
