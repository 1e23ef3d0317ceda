#include "episode/coverage.h"

#include <random>

#include <doctest/doctest.h>
#include <unicode/uchar.h>

#include "base/utf8.h"

using namespace boyin;
using namespace boyin::episode;

TEST_CASE("spoken, punctuation, skipped and not said tile any text") {
  const auto normaliser = normalise::Normaliser::Create({});
  const auto pronouncer = pronounce::Pronouncer::Create({});
  REQUIRE(normaliser.has_value());
  REQUIRE(pronouncer.has_value());
  const std::u32string alphabet =
      U"中国行长重庆一不啊儿業創發(chuang4)，。、！？《》“”6•23·5%℃$¥abcXYZ GDP "
      U"iPhone+-×÷=/\\:;@#&*[]【】"
      U"①Ⅲ½²³αЖあ한🎙\u200B\u202E\u0301龘𠀀〇０９Ａ～—…";
  std::mt19937 random(20261123);
  std::uniform_int_distribution<std::size_t> pick(0, alphabet.size() - 1);
  std::uniform_int_distribution<int> length(1, 60);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = length(random); i > 0; --i) utf8::Append(text, alphabet[pick(random)]);
    CAPTURE(text);
    const normalise::Spoken spoken = normaliser->Normalise(text);
    const pronounce::Utterance utterance = pronouncer->Pronounce(spoken);
    Coverage coverage;
    AddCoverage(text, 0, spoken, utterance, coverage);
    CHECK(coverage.characters == utf8::Length(text));
    CHECK(coverage.spoken + coverage.punctuation + coverage.skipped + coverage.not_said ==
          coverage.characters);
    std::size_t listed = 0;
    for (const Skipped& range : coverage.unsaid) listed += utf8::Length(range.source.In(text));
    CHECK(listed == coverage.not_said);
  }
}

TEST_CASE("letters, digits and Han are spoken or skipped with a reason, never silent") {
  const auto normaliser = normalise::Normaliser::Create({});
  const auto pronouncer = pronounce::Pronouncer::Create({});
  REQUIRE(normaliser.has_value());
  REQUIRE(pronouncer.has_value());
  for (const std::string text :
       {"龘靐齉", "ЖДФ", "あいう", "서울", "αβγ", "ⅩⅡ", "12345", "x", "𠀀𠮷", "ÀÉ"}) {
    CAPTURE(text);
    const normalise::Spoken spoken = normaliser->Normalise(text);
    const pronounce::Utterance utterance = pronouncer->Pronounce(spoken);
    Coverage coverage;
    AddCoverage(text, 0, spoken, utterance, coverage);
    CHECK(coverage.spoken == utf8::Length(text));
  }
}

namespace {

Coverage CoverageOf(const std::string& text) {
  static const auto normaliser = normalise::Normaliser::Create({}).value();
  static const auto pronouncer = pronounce::Pronouncer::Create({}).value();
  const normalise::Spoken spoken = normaliser.Normalise(text);
  Coverage coverage;
  AddCoverage(text, 100, spoken, pronouncer.Pronounce(spoken), coverage);
  return coverage;
}

}  // namespace

TEST_CASE("what has no reading is listed, with its place, and the text is not complete") {
  for (const std::string letter : {"\uE000", "\U000F0000", "\U0010FFFD", "⺀", "⠓", "\U0001D800"}) {
    CAPTURE(letter);
    const Coverage coverage = CoverageOf("前面" + letter + letter + "后面。");
    if (coverage.not_said == 0) continue;  // letters that reach an engine are its business
    CHECK(coverage.not_said == 2);
    CHECK_FALSE(coverage.Complete());
    REQUIRE(coverage.unsaid.size() == 1);
    CHECK(coverage.unsaid[0].source == Range{106, 106 + 2 * letter.size()});
    CHECK(coverage.unsaid[0].reason == kNoReading);
  }
  CHECK(CoverageOf("前面\uE000后面。").not_said == 1);
  CHECK(CoverageOf("前面⺀后面⠓。").not_said == 2);
}

TEST_CASE("no letter, figure or private character of the whole of Unicode is silent") {
  std::string silent;
  for (char32_t c = 0xA1; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const auto type = u_charType(static_cast<UChar32>(c));
    const bool figure = type == U_DECIMAL_DIGIT_NUMBER || type == U_LETTER_NUMBER ||
                        type == U_OTHER_NUMBER || type == U_PRIVATE_USE_CHAR;
    if (!figure && !u_isalpha(static_cast<UChar32>(c))) continue;
    if (IsSilent(c)) utf8::Append(silent, c);
  }
  CHECK(silent == "");
}

TEST_CASE("marks, blanks and ornaments are silent") {
  for (const char32_t c :
       U"，。！？“”…—（）《》·~+=<>|^`\u3000\u00A0\u200B\uFE0F★●■→╔⇒©"
       U"🎙") {
    if (c == 0 || c == U'©') continue;
    CAPTURE(static_cast<unsigned>(c));
    CHECK(IsSilent(c));
  }
}
