#include "episode/coverage.h"

#include <random>

#include <doctest/doctest.h>

#include "base/utf8.h"

using namespace boyin;
using namespace boyin::episode;

TEST_CASE("spoken, punctuation and skipped tile any text") {
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
    CHECK(coverage.Complete());
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
