#include "prosody/prosody.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/utf8.h"

namespace boyin::prosody {
namespace {

using pronounce::Token;
using pronounce::TokenKind;

/// An utterance of "ma1" syllables, in words of two from the start of each run of Han characters.
pronounce::Utterance UtteranceOf(const std::string& text) {
  pronounce::Utterance utterance{text, {}, {}};
  bool word_start = true;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    Token token;
    token.spoken = {at, at + c.length};
    if (utf8::IsHan(c.value)) {
      token.pinyin = token.surface = *Pinyin::Parse("ma1");
      token.word_start = word_start;
      word_start = !word_start;
    } else {
      token.kind = TokenKind::kPunctuation;
      word_start = true;
    }
    utterance.tokens.push_back(token);
    at += c.length;
  }
  return utterance;
}

std::vector<Sentence> PhraseText(const std::string& text) {
  return Phrase(UtteranceOf(text), voice::Voice{});
}

/// The words of each sentence, "大家好|(250)|…" with the length of the breaks.
std::string Shown(const Sentence& sentence, const std::string& text) {
  std::string shown;
  for (const Unit& unit : sentence.plan.units) {
    if (const auto* syllable = std::get_if<SyllableUnit>(&unit)) shown += syllable->spoken.In(text);
    if (const auto* pause = std::get_if<BreakUnit>(&unit)) {
      shown += "(" + std::to_string(pause->length_ms) + ")";
    }
  }
  return shown;
}

void CheckTiles(const std::vector<Sentence>& sentences, const std::string& text) {
  std::size_t at = 0;
  for (const Sentence& sentence : sentences) {
    REQUIRE(sentence.spoken.begin == at);
    at = sentence.spoken.end;
  }
  CHECK(at == text.size());
}

TEST_CASE("marks end sentences and pause inside them; closing quotes stay with their sentence") {
  const std::string text = "他说：“好。”天晴，风小、水清；“真好吗？！”好";
  const std::vector<Sentence> sentences = PhraseText(text);
  REQUIRE(sentences.size() == 3);
  CheckTiles(sentences, text);
  CHECK(sentences[0].spoken.In(text) == "他说：“好。”");
  CHECK(Shown(sentences[0], text) == "他说(350)好");
  CHECK(Shown(sentences[1], text) == "天晴(250)风小(150)水清(350)真好吗");
  CHECK(sentences[1].plan.contour == Contour::kQuestion);
  CHECK(sentences[1].pause_after_ms == 500);
  CHECK(sentences[2].pause_after_ms == 0);
}

TEST_CASE("a run of marks gives its longest pause, quotes give none") {
  const std::string text = "天“晴”，、；风";
  CHECK(Shown(PhraseText(text).front(), text) == "天晴(350)风");
}

TEST_CASE("a pause that the writer asked for is kept") {
  pronounce::Utterance utterance = UtteranceOf("天风");
  Token pause;
  pause.kind = TokenKind::kPause;
  pause.index = 700;
  pause.spoken = {3, 3};
  utterance.tokens.insert(utterance.tokens.begin() + 1, pause);
  CHECK(Shown(Phrase(utterance, {}).front(), utterance.text) == "天(700)风");
}

TEST_CASE("nothing to say is a sentence without units; an empty text is no sentence") {
  CHECK(PhraseText("").empty());
  const std::vector<Sentence> sentences = PhraseText("，。”");
  REQUIRE(sentences.size() == 1);
  CHECK(sentences[0].plan.units.empty());
}

TEST_CASE("a short clause is not broken; a long one is, before words only") {
  const std::string few = "我们认真组织纪念活动";
  CHECK(Shown(PhraseText(few).front(), few) == few);
  std::string many;
  for (int i = 0; i < 30; ++i) many += "天地";
  const Sentence sentence = PhraseText(many).front();
  std::size_t run = 0;
  std::size_t breaths = 0;
  bool after_break = false;
  for (const Unit& unit : sentence.plan.units) {
    const auto* syllable = std::get_if<SyllableUnit>(&unit);
    if (after_break) CHECK(syllable->word_start);
    after_break = syllable == nullptr;
    run = after_break ? 0 : run + 1;
    CHECK(run <= 22);
    if (after_break) {
      breaths += std::get<BreakUnit>(unit).length_ms > voice::Pauses{}.phrase_ms ? 1U : 0U;
    }
  }
  CHECK(breaths >= 2);
}

TEST_CASE("a title is kept together") {
  const std::string text = "天地天地天地天地《风水风水风水》天地天地天地天地";
  const std::string shown = Shown(PhraseText(text).front(), text);
  CHECK(shown.find("风水风水风水") != std::string::npos);
  CHECK(shown.find('(') != std::string::npos);
}

TEST_CASE("text without punctuation is cut into plans of bounded size") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "天地";
  const std::vector<Sentence> sentences = PhraseText(text);
  CheckTiles(sentences, text);
  std::size_t syllables = 0;
  for (const Sentence& sentence : sentences) {
    std::size_t own = 0;
    for (const Unit& unit : sentence.plan.units)
      own += std::holds_alternative<SyllableUnit>(unit) ? 1U : 0U;
    REQUIRE(own > 0);
    REQUIRE(own <= kMostSyllables);
    syllables += own;
  }
  CHECK(syllables == 200'000);
}

TEST_CASE(
    "a foreign run beyond all bounds is said in pieces, and a merged 儿 belongs to its word") {
  pronounce::Utterance utterance = UtteranceOf("花儿");
  utterance.tokens[1].surface = Pinyin();
  CHECK(std::get<SyllableUnit>(Phrase(utterance, {}).front().plan.units.front()).spoken ==
        Range{0, 6});

  const std::string letters(100'000, 'a');
  Token token;
  token.kind = TokenKind::kForeign;
  token.spoken = {0, letters.size()};
  const pronounce::Utterance foreign{letters, {token}, {{token.spoken, letters, letters}}};
  std::string said;
  for (const Sentence& sentence : Phrase(foreign, {})) {
    for (const Unit& unit : sentence.plan.units) {
      if (const auto* part = std::get_if<ForeignUnit>(&unit)) {
        CHECK(part->as.size() <= 160);
        said += part->as;
      }
    }
  }
  CHECK(said == letters);
}

}  // namespace
}  // namespace boyin::prosody
