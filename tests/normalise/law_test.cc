// Laws that hold for every text.
#include <string>

#include <doctest/doctest.h>

#include "base/utf8.h"
#include "normalise/cases.h"
#include "normalise/laws.h"
#include "normalise/one.h"
#include "paths.h"

namespace boyin::normalise {
namespace {

TEST_CASE("laws hold for the golden file and the article") {
  std::string all;
  for (const Case& one : ReadCases(test::SourcePath("tests/golden/normalise.tsv"))) {
    CAPTURE(one.written);
    CHECK(BrokenLaw(House(), one.written) == "");
    CHECK(BrokenLaw(House(), one.spoken.front()) == "");
  }
  const Result<std::string> article = ReadFile(test::SourcePath("seeds/yancheng-2017-02.txt"));
  REQUIRE(article);
  CHECK(BrokenLaw(House(), *article) == "");
}

TEST_CASE("no digit is left, and none is dropped in silence") {
  for (const std::string written :
       {"a1b2c3",   "12ab34", "1-2-3-4",   "7/8/9/10", "0x1F", "1e5", "99:99:99",
        "3..4",     "5,6,7",  "1:2:3:4:5", "000",      "-0",   "+-1", "1.2.3.4.5",
        "２０２３", "1{2}3",  "4|5",       "[2024]",   "<3",   "#1",  "@2"}) {
    CAPTURE(written);
    const Spoken spoken = House().Normalise(written);
    CHECK(spoken.text.find_first_of("0123456789") == std::string::npos);
    CHECK(utf8::Length(spoken.text) > 0);
  }
}

// Not in the golden file, whose figures are read in full width as well.
TEST_CASE("dollar signs around figures are TeX, before a figure they are money") {
  const auto read = [](const std::string& written) { return House().Normalise(written).text; };
  CHECK(read("小于$9.99$的概率") == "小于九点九九的概率");
  CHECK(read("从$1, 2, 3$中任取") == "从一，二，三中任取");
  CHECK(read(R"(约 $750 \mathrm{~m} / \mathrm{s}$ 。)") == "约每秒七百五十米。");
  CHECK(read(R"(经 $0.1 \mathrm{~s}$ 到达)") == "经零点一秒到达");
  CHECK(read("从$5涨到$6") == "从五美元涨到六美元");
  CHECK(read("从$5 涨到 $6") == "从五美元涨到六美元");
}

// Not in the golden file, whose lines are read behind words as well.
TEST_CASE("a place in a recording stands at the head of a line") {
  const auto read = [](const std::string& written) { return House().Normalise(written).text; };
  CHECK(read("28:32 以便你可以回去") == "二十八分三十二秒以便你可以回去");
  CHECK(read("28:32 击败对手") == "二十八比三十二击败对手");
  CHECK(read("比分为28:32") == "比分为二十八比三十二");
}

TEST_CASE("a spoken range leads back to what was written") {
  const std::string written = "抗擊“6•23”特大龍卷風";
  const Spoken spoken = House().Normalise(written);
  REQUIRE(spoken.text == "抗击“六二三”特大龙卷风");
  const std::size_t at = spoken.text.find("二");
  CHECK(spoken.WrittenFor({at, at + 3}).In(written) == "6•23");
  const std::size_t dragon = spoken.text.find("龙");
  CHECK(spoken.WrittenFor({dragon, dragon + 3}).In(written) == "龍");
}

TEST_CASE("rows of one sign are covered whole") {
  for (const std::string nasty : {"(", "{", "1-", "1,", "【", "1:", "-", "<a", "*", "a.", "1.", "“",
                                  "9", "1+", "1 ", "a/", "@a."}) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += nasty;
    CAPTURE(nasty);
    CHECK(BrokenCover(House(), text) == "");
  }
}

}  // namespace
}  // namespace boyin::normalise
