#include "lexicon/lexicon.h"

#include <doctest/doctest.h>

namespace boyin::lexicon {
namespace {

constexpr std::string_view kTable =
    "written\tspoken\tpinyin\tscope\tuntil\n"
    "# the city\n"
    "乐清\t\tyue4 qing1\tstation\t\n"
    "6·23\t六二三\t\tepisode\t2026-12-31\n"
    "GDP\t国内生产总值\n";

TEST_CASE("a table with its header") {
  const Result<Lexicon> table = Parse(kTable, "station.tsv", "2026-11-23");
  REQUIRE(table);
  REQUIRE(table->size() == 3);
  CHECK((*table)[0].written == "6·23");
  CHECK((*table)[0].scope == Scope::kEpisode);
  CHECK((*table)[0].origin == "station.tsv:4");
  CHECK((*table)[1].spoken == "国内生产总值");
  REQUIRE((*table)[2].pinyin.size() == 2);
  CHECK((*table)[2].pinyin[0].text() == "yue4");
}

TEST_CASE("what has expired is gone, on the day after") {
  CHECK(Parse(kTable, "t", "2026-12-31")->size() == 3);
  CHECK(Parse(kTable, "t", "2027-01-01")->size() == 2);
  CHECK(Parse(kTable, "t", "")->size() == 3);
}

TEST_CASE("the header may be left out, but not be wrong") {
  CHECK(Parse("甲\t乙\n", "t", "")->size() == 1);
  const auto wrong = Parse("written\tpinyin\n甲\tjia3\n", "t.tsv", "");
  REQUIRE(!wrong);
  CHECK(wrong.error().code == Code::kInput);
  CHECK(wrong.error().where == "t.tsv:1");
}

TEST_CASE("errors name the line") {
  const auto where = [](std::string_view text) {
    const auto table = Parse(text, "t.tsv", "");
    return table ? std::string("accepted") : table.error().where;
  };
  CHECK(where("甲\t\tjia3\n乙\t\tyi9x\n") == "t.tsv:2");
  CHECK(where("\n\n甲\t\tjia3 jia3\n") == "t.tsv:3");
  CHECK(where("甲\t乙\t\teverywhere\n") == "t.tsv:1");
  CHECK(where("甲\t乙\t\tstation\t31.12.2026\n") == "t.tsv:1");
  CHECK(where("\t乙\n") == "t.tsv:1");
  CHECK(where("甲\t乙\n丙\n") == "t.tsv:2");  // nothing said of 丙
  CHECK(where("甲\t乙\t\tstation\t\textra\n") == "t.tsv:1");
  CHECK(where("甲\xFF\t乙\n") == "t.tsv: byte 3");
}

TEST_CASE("a wrong syllable is answered with the nearest right one") {
  const auto table = Parse("行长\t\thnag2 zhang3\n", "t.tsv", "");
  REQUIRE(!table);
  CHECK(table.error().what.en.find("hnag2") != std::string::npos);
  CHECK(table.error().mend.en.find("?") != std::string::npos);
}

TEST_CASE("later wins over earlier, narrower over wider") {
  const Lexicon merged = Merge({*Parse("甲\t一\t\tepisode\n乙\t一\n", "a", ""),
                                *Parse("甲\t二\t\tstation\n乙\t二\n", "b", "")});
  REQUIRE(merged.size() == 2);
  CHECK(merged[0].spoken == "二");  // 乙 sorts before 甲
  CHECK(merged[1].spoken == "一");
  CHECK(Parse("甲\t一\n甲\t二\n", "a", "")->front().spoken == "二");
}

}  // namespace
}  // namespace boyin::lexicon
