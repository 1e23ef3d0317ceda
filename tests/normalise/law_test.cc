// Laws that hold for every text.
#include <algorithm>
#include <chrono>
#include <ctime>
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

TEST_CASE("a spoken range leads back to what was written") {
  const std::string written = "抗擊“6•23”特大龍卷風";
  const Spoken spoken = House().Normalise(written);
  REQUIRE(spoken.text == "抗击“六二三”特大龙卷风");
  const std::size_t at = spoken.text.find("二");
  CHECK(spoken.WrittenFor({at, at + 3}).In(written) == "6•23");
  const std::size_t dragon = spoken.text.find("龙");
  CHECK(spoken.WrittenFor({dragon, dragon + 3}).In(written) == "龍");
}

TEST_CASE("time grows with length alone") {
  std::string base =
      "2023年6月23日，15位企業家出席會議，同比增長3.2%，“6·23”一周年，电话010-12345678。";
  const auto seconds = [](const std::string& text) {
    const auto start = std::chrono::steady_clock::now();
    const Spoken spoken = House().Normalise(text);
    CHECK(spoken.text.size() > text.size() / 2);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  std::string small;
  for (int i = 0; i < 500; ++i) small += base;
  std::string large;
  for (int i = 0; i < 16; ++i) large += small;
  const double one = seconds(small);
  // Sixteen times the length; anything quadratic takes 256 times as long.
  CHECK(seconds(large) < 64 * one + 0.05);
  for (const std::string nasty : {"(", "{", "1-", "1,", "【", "1:", "-", "<a", "*", "a.", "1.", "“",
                                  "9", "1+", "1 ", "a/", "@a."}) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += nasty;
    CAPTURE(nasty);
    const auto start = std::chrono::steady_clock::now();
    CHECK(BrokenCover(House(), text) == "");
    CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() < 5);
  }
}

// The least of three measures of this process's own time: others may share the core.
double CpuSeconds(const std::string& text) {
  double least = 1e9;
  for (int i = 0; i < 3; ++i) {
    const std::clock_t start = std::clock();
    CHECK(House().Normalise(text).pieces.size() > 0);
    least = std::min(least, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return least;
}

TEST_CASE("rows of one sign cost what their length costs") {
  for (const std::string sign :
       {"ǎ", "é", "a\u0301", "ㄇ", "*", "ā ", "²", "好ǎ", "〔1", "1*", "％", "一．"}) {
    CAPTURE(sign);
    const auto row = [&](int times) {
      std::string text = "1";
      for (int i = 0; i < times; ++i) text += sign;
      return text;
    };
    // Eight times the length: eight times the work, not sixty-four times.
    CHECK(CpuSeconds(row(80'000)) < 24 * CpuSeconds(row(10'000)) + 0.02);
  }
}

}  // namespace
}  // namespace boyin::normalise
