#include "audit/misheard.h"

#include <doctest/doctest.h>

using namespace boyin::audit;

TEST_CASE("the longest stretch in which nothing matches is told, both sides of it") {
  const Misheard run =
      LongestMisheard("jin1 tian1 tian1 qi4 hen3 hao3", "jin1 tian1 kong1 tiao2 hen3 hao3");
  CHECK(run.syllables == 2);
  CHECK(run.expected == "tian qi");
  CHECK(run.heard == "kong tiao");
}

TEST_CASE("words that are left out or added are a stretch of one side") {
  const Misheard out = LongestMisheard("yi1 er4 san1 si4 wu3 liu4", "yi1 er4 liu4");
  CHECK(out.syllables == 3);
  CHECK(out.expected == "san si wu");
  CHECK(out.heard.empty());
  const Misheard more = LongestMisheard("yi1 er4", "yi1 san1 si4 er4");
  CHECK(more.syllables == 2);
  CHECK(more.heard == "san si");
}

TEST_CASE("tones, foreign runs and what recognisers mix up are not looked at") {
  CHECK(LongestMisheard("zhong1 guo2 sheng1 Wi-Fi qing2", "zong4 guo1 sen1 qin2").syllables == 0);
  CHECK(LongestMisheard("", "").syllables == 0);
  CHECK(LongestMisheard("ni3 hao3", "").syllables == 2);
  CHECK(LongestMisheard("", "ni3 hao3").syllables == 2);
}
