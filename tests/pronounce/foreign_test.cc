#include "pronounce/foreign.h"

#include <doctest/doctest.h>

#include "pronounce/data.h"
#include "pronounce/read.h"

namespace boyin::pronounce {
namespace {

TEST_CASE("foreign runs as an English voice should have them") {
  const ForeignWords words = ForeignWords::Parse(data::foreign_tsv()).value();
  CHECK(words.Say("GDP") == "G D P");
  CHECK(words.Say("NATO") == "NATO");
  CHECK(words.Say("iPhone") == "i phone");
  CHECK(words.Say("New York") == "New York");
  CHECK(words.Say("AT&T") == "A T and T");
  CHECK(words.Say("Wi-Fi") == "Wi-Fi");
  CHECK(words.Say("U.S.") == "U S");
  CHECK(words.Say("CEOs") == "C E O's");
  CHECK(words.Say("X") == "X");
  CHECK(words.Say("ー") == "ー");
  CHECK(words.Say("ㄴ") == "ㄴ");  // never cut inside a character
}

TEST_CASE("other scripts are romanised") {
  CHECK(Romanise("Привет") == "privet");
  CHECK(Romanise("αβ") == "alpha beta");
  CHECK(Romanise("ή") == "eta");
  CHECK(Romanise("トヨタ") == "toyota");
  CHECK(Romanise("한국") == "hanguk");
  CHECK(Romanise("Ａ１") == "A1");
}

TEST_CASE("a run joins words over one space") {
  const Utterance utterance = Say(Default(), "在New York的GDP");
  REQUIRE(utterance.foreign.size() == 2);
  CHECK(utterance.foreign[0].text == "New York");
  CHECK(utterance.foreign[1].as == "G D P");
}

}  // namespace
}  // namespace boyin::pronounce
