#include "rundown/calendar.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/table.h"
#include "paths.h"

using namespace boyin;
using namespace boyin::rundown;

namespace {

std::string GoldenFile() {
  std::ifstream file(test::SourcePath("tests/golden/calendar.tsv"));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("days of the almanac") {
  const std::string text = GoldenFile();
  const auto rows = table::Parse(text, "calendar.tsv", 6).value();
  CHECK(rows.size() > 60);
  for (const table::Row& row : rows) {
    CAPTURE(row.cells[0]);
    const Day day = ParseDay(row.cells[0]).value();
    CHECK(IsoDay(day) == row.cells[0]);
    CHECK(SayDate(day) == row.cells[1]);
    CHECK(SayWeekday(day) == row.cells[2]);
    CHECK(SayLunar(LunarOf(day)) == row.cells[3]);
    CHECK(SayLunarYear(LunarOf(day)) == row.cells[4]);
    CHECK(SolarTermOf(day) == row.cells[5]);
  }
}

TEST_CASE("every year has twenty-four solar terms, a day each, in their order") {
  for (int year = 1901; year < 2100; year += 7) {
    CAPTURE(year);
    std::vector<std::string> terms;
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= 31; ++day) {
        if (!ParseDay(IsoDay({year, month, day}))) continue;
        const std::string term = SolarTermOf({year, month, day});
        if (!term.empty()) terms.push_back(term);
      }
    }
    REQUIRE(terms.size() == 24);
    CHECK(terms.front() == "小寒");
    CHECK(terms[6] == "清明");
    CHECK(terms.back() == "冬至");
  }
}

TEST_CASE("what is no day") {
  for (const char* text :
       {"2026-02-29", "2026-13-01", "2026-00-10", "2026-06-31", "2026-6-1", "26-06-01",
        "2026/06/01", "1899-12-31", "2101-01-01", "", "2026-01-00"}) {
    CAPTURE(text);
    CHECK(!ParseDay(text));
  }
  CHECK(ParseDay("2024-02-29") == Day{2024, 2, 29});
}

TEST_CASE("the time of day") {
  CHECK(SayClock(ParseClock("8:00").value()) == "八点整");
  CHECK(SayClock(ParseClock("02:05").value()) == "两点零五分");
  CHECK(SayClock(ParseClock("12:30").value()) == "十二点三十分");
  CHECK(SayClock(ParseClock("22:10").value()) == "二十二点十分");
  CHECK(SayClock(ParseClock("00:00").value()) == "零点整");
  for (const char* text : {"8", "8:0", "24:00", "8:60", ":30", "8:000", "-1:00", "8:00 ", ""}) {
    CAPTURE(text);
    CHECK(!ParseClock(text));
  }
}

TEST_CASE("years are said digit by digit") {
  CHECK(SayYear({2026, 1, 1}) == "二零二六年");
  CHECK(SayYear({1900, 1, 1}) == "一九零零年");
}
