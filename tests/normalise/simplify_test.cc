// Scripts: the table of characters against the installed OpenCC, and what the tables mend.
#include <set>
#include <string>

#include <doctest/doctest.h>
#include <opencc/opencc.h>

#include "base/file.h"
#include "base/table.h"
#include "base/utf8.h"
#include "normalise/one.h"
#include "paths.h"

namespace boyin::normalise {
namespace {

TEST_CASE("traditional.tsv lists what OpenCC changes") {
  const opencc::SimpleConverter t2s("t2s.json");
  const Result<std::string> text = ReadFile(test::SourcePath("src/normalise/data/traditional.tsv"));
  REQUIRE(text);
  const auto rows = table::Parse(*text, "traditional.tsv", 2);
  REQUIRE(rows);
  std::set<std::string> listed;
  for (const table::Row& row : *rows) {
    if (row.cells[0] != row.cells[1]) listed.emplace(row.cells[0]);  // else only its word decides
  }
  for (char32_t c = 0x3400; c < 0xA000; ++c) {
    std::string one;
    utf8::Append(one, c);
    const std::string converted = t2s.Convert(one);
    CAPTURE(one);
    CHECK(listed.contains(one) == (converted != one && converted.size() == one.size()));
  }
}

TEST_CASE("what OpenCC leaves is mended") {
  CHECK(Read("一著不讓") == "一着不让");
  CHECK(Read("找準著力點") == "找准着力点");
  CHECK(Read("看著著名作家的著作") == "看着著名作家的著作");
  CHECK(Read("顯著提高，編著名著") == "显著提高，编著名著");
  CHECK(Read("身分證") == "身份证");
  CHECK(Read("甚麼計畫") == "什么计划");
  CHECK(Read("乾隆年間氣候乾燥，乾杯") == "乾隆年间气候干燥，干杯");
  CHECK(Read("皇后以後，頭髮發展") == "皇后以后，头发发展");
  CHECK(Read("瞭解情況，瞭望") == "了解情况，瞭望");
  CHECK(Read("其餘15萬餘人") == "其余十五万余人");
  CHECK(Read("二〇二三年") == "二零二三年");
}

TEST_CASE("simplified text is copied as it is") {
  const std::string text = "市委、市政府召开全市总结表彰大会，要求“强富美高”。";
  const Spoken spoken = House().Normalise(text);
  CHECK(spoken.text == text);
  CHECK(spoken.pieces.size() == 1);
}

}  // namespace
}  // namespace boyin::normalise
