// Whole classes against the slow reader: every number, date, minute and percentage of a range.
#include <array>
#include <cstdio>
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "normalise/number.h"
#include "normalise/one.h"
#include "normalise/reference.h"

namespace boyin::normalise {
namespace {

std::string Padded(int value, int width) {
  std::string out = std::to_string(value);
  return std::string(static_cast<std::size_t>(width) - out.size(), '0') + out;
}

// Reports the first few mistakes and counts the rest.
class Mistakes {
 public:
  void Expect(const std::string& written, const std::string& said, const std::string& wanted) {
    if (said == wanted) return;
    if (++count_ <= 5) MESSAGE(written, ": ", said, ", wanted ", wanted);
  }
  ~Mistakes() { CHECK(count_ == 0); }

 private:
  int count_ = 0;
};

std::string Minute(int minute) {
  if (minute == 0) return "";
  return (minute < 10 ? "零" : "") + reference::Cardinal(minute) + "分";
}

TEST_CASE("every integer to a million, as a number and in a sentence") {
  Mistakes mistakes;
  for (int n = 0; n <= 1'000'000; ++n) {
    const std::string digits = std::to_string(n);
    mistakes.Expect(digits, ReadCardinal(digits, {}), reference::Cardinal(n));
  }
  // Through the whole room: the measure word keeps codes and years away; 2 is 两.
  for (int n = 0; n <= 1'000'000; n += n < 20'000 ? 1 : 997) {
    const std::string wanted = n == 2 ? "两" : reference::Cardinal(n);
    mistakes.Expect(std::to_string(n), Read("共" + std::to_string(n) + "名学生"),
                    "共" + wanted + "名学生");
  }
}

TEST_CASE("random integers to ten to the sixteenth") {
  std::mt19937_64 random(20261123);
  Mistakes mistakes;
  for (int i = 0; i < 200'000; ++i) {
    const auto limit = static_cast<std::int64_t>(9'999'999'999'999'999LL >> (random() % 50));
    const std::int64_t n = std::uniform_int_distribution<std::int64_t>(0, limit)(random);
    const std::string digits = std::to_string(n);
    mistakes.Expect(digits, ReadCardinal(digits, {}), reference::Cardinal(n));
  }
}

TEST_CASE("every date from 1900 to 2100 in four notations") {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  Mistakes mistakes;
  for (int year = 1900; year <= 2100; ++year) {
    for (int month = 1; month <= 12; ++month) {
      const bool leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
      const int days = kDays[static_cast<std::size_t>(month - 1)] + (leap ? 1 : 0);
      for (int day = 1; day <= days; ++day) {
        const std::string y = std::to_string(year);
        const std::string wanted = reference::Digits(y) + "年" + reference::Cardinal(month) + "月" +
                                   reference::Cardinal(day) + "日";
        const std::string m = std::to_string(month);
        const std::string d = std::to_string(day);
        const std::array<std::string, 4> forms = {y + "年" + m + "月" + d + "日",
                                                  y + "-" + Padded(month, 2) + "-" + Padded(day, 2),
                                                  y + "." + m + "." + d, y + "/" + m + "/" + d};
        for (const std::string& form : forms) mistakes.Expect(form, Read(form), wanted);
      }
    }
  }
}

TEST_CASE("every minute of the clock") {
  Mistakes mistakes;
  for (int hour = 0; hour < 24; ++hour) {
    for (int minute = 0; minute < 60; ++minute) {
      const std::string form = Padded(hour, 2) + ":" + Padded(minute, 2);
      const std::string said =
          (hour == 2 ? "两" : reference::Cardinal(hour)) + "点" + Minute(minute);
      mistakes.Expect(form, Read("定于" + form + "开会"), "定于" + said + "开会");
    }
  }
}

TEST_CASE("every percentage from 0.00 to 100.00") {
  Mistakes mistakes;
  for (int hundredths = 0; hundredths <= 10'000; ++hundredths) {
    const std::string fraction = Padded(hundredths % 100, 2);
    const std::string form = std::to_string(hundredths / 100) + "." + fraction + "%";
    const std::string wanted =
        "增长百分之" + reference::Cardinal(hundredths / 100) + "点" + reference::Digits(fraction);
    mistakes.Expect(form, Read("增长" + form), wanted);
  }
  for (int n = 0; n < 100; ++n) {
    const std::string form = std::to_string(n) + "%";
    mistakes.Expect(form, Read("占" + form), "占百分之" + reference::Cardinal(n));
  }
  CHECK(Read("100%") == "百分之百");
}

}  // namespace
}  // namespace boyin::normalise
