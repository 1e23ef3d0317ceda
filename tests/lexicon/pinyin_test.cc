#include "lexicon/pinyin.h"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

namespace boyin {
namespace {

std::string Read(std::string_view text) {
  const std::optional<Pinyin> pinyin = Pinyin::Parse(text);
  return pinyin ? pinyin->text() : "none";
}

TEST_CASE("every spelling of ü is v") {
  for (const char* text : {"lv4", "lü4", "lu:4", "lǜ", "LÜ4", "lu\u03084", "Lu\u0308\u0300"}) {
    CAPTURE(text);
    CHECK(Read(text) == "lv4");
  }
  CHECK(Read("lue4") == "lve4");
  CHECK(Read("nüè") == "nve4");
  CHECK(Read("jü2") == "ju2");
  CHECK(Read("lu4") == "lu4");
}

TEST_CASE("tones by number and by mark") {
  CHECK(Read("Zhōng") == "zhong1");
  CHECK(Read("zhong") == "zhong5");
  CHECK(Read("de0") == "de5");
  CHECK(Read("ńg") == "ng2");
  CHECK(Read("chong2") == "chong2");
}

TEST_CASE("erhua is kept apart from er") {
  CHECK(Read("huar1") == "huar1");
  CHECK(Pinyin::Parse("huar1")->base() == "hua");
  CHECK(Pinyin::Parse("huar1")->erhua());
  CHECK(Read("er2") == "er2");
  CHECK_FALSE(Pinyin::Parse("er2")->erhua());
  CHECK(Read("r5") == "r5");
  CHECK_FALSE(Pinyin::Parse("r5")->erhua());
  CHECK(Pinyin::Parse("lv4")->WithTone(5).WithErhua().text() == "lvr5");
}

TEST_CASE("what is no syllable is refused") {
  for (const char* text :
       {"", "4", "zhung4", "zhōng1", "zhong6", "zhong 1", "中", "ma1a", ":", "x"}) {
    CAPTURE(text);
    CHECK(Read(text) == "none");
  }
  CHECK_FALSE(Pinyin());
  CHECK(Pinyin().text().empty());
}

TEST_CASE("every base, tone and erhua survives text and code") {
  CHECK(std::ranges::is_sorted(Pinyin::Bases()));
  CHECK(Pinyin::Bases().size() > 400);
  for (const std::string_view base : Pinyin::Bases()) {
    for (int tone = 1; tone <= 5; ++tone) {
      const std::optional<Pinyin> pinyin = Pinyin::Parse(std::string(base) + std::to_string(tone));
      REQUIRE(pinyin);
      CHECK(pinyin->base() == base);
      CHECK(pinyin->tone() == tone);
      CHECK(Pinyin::FromCode(pinyin->code()) == *pinyin);
    }
  }
}

TEST_CASE("a wrong syllable has a neighbour") {
  CHECK(NearestSyllable("zhonng4") == "zhong4");
  CHECK(NearestSyllable("xiong1") == "xiong1");
  CHECK(NearestSyllable("qingg") == "qing");
}

}  // namespace
}  // namespace boyin
