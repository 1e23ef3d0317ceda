#include "speechd/settings.h"

#include <doctest/doctest.h>

namespace boyin::speechd {

TEST_CASE("what the protocol allows is set") {
  Settings settings;
  CHECK(Set("rate", "-20", settings));
  CHECK(Set("pitch", "100", settings));
  CHECK(Set("punctuation_mode", "most", settings));
  CHECK(Set("spelling_mode", "on", settings));
  CHECK(Set("cap_let_recogn", "spell", settings));
  CHECK(Set("voice", "male1", settings));
  CHECK(Set("synthesis_voice", "anchor-m", settings));
  CHECK(settings ==
        Settings{-20, 100, 0, 100, Punctuation::kMost, true, true, "male1", "anchor-m"});
  CHECK(Set("synthesis_voice", "NULL", settings));
  CHECK(settings.voice.empty());
}

TEST_CASE("what it does not allow is refused and changes nothing") {
  Settings settings;
  for (const char* value : {"", "101", "-101", "ten", "5x", "99999999999999999999"}) {
    CHECK_FALSE(Set("rate", value, settings));
  }
  CHECK_FALSE(Set("punctuation_mode", "loud", settings));
  CHECK_FALSE(Set("spelling_mode", "perhaps", settings));
  CHECK_FALSE(Set("cap_let_recogn", "sing", settings));
  CHECK(settings == Settings{});
}

TEST_CASE("a parameter of no use here is taken") {
  Settings settings;
  CHECK(Set("language", "zh", settings));
  CHECK(settings == Settings{});
}

TEST_CASE("the rate runs from half to three times the voice's") {
  CHECK(RateFactor(-100) == doctest::Approx(0.5));
  CHECK(RateFactor(0) == doctest::Approx(1));
  CHECK(RateFactor(100) == doctest::Approx(3));
}

}  // namespace boyin::speechd
