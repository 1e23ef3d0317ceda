#include "normalise/rank.h"

#include <string>

#include <doctest/doctest.h>

#include "normalise/data.h"

namespace boyin::normalise {
namespace {

std::optional<Form> FormOf(const std::string& before, const std::string& text) {
  const auto number = AmbiguousAt(before + text, before.size());
  return number ? std::optional(number->form) : std::nullopt;
}

TEST_CASE("numbers that may be two things") {
  CHECK(FormOf("", "7/12全台停课") == Form::kSlash);
  CHECK(FormOf("", "13/12的人") == std::nullopt);  // no month
  CHECK(FormOf("比分", "7:12") == Form::kColon);
  CHECK(FormOf("", "98年毕业") == Form::kShortYear);
  CHECK(FormOf("", "2026米其林") == Form::kYear);
  CHECK(FormOf("用了", "360") == Form::kLong);
  CHECK(FormOf("", "2机车") == Form::kTwo);
  CHECK(FormOf("", "2.") == std::nullopt);
  CHECK(FormOf("B", "360") == std::nullopt);  // part of a model
  CHECK(FormOf("", "1.2.3") == std::nullopt);
  CHECK(FormOf("", "80年代") == std::nullopt);
  CHECK(FormOf("用去(", "2/13)后") == std::nullopt);
}

TEST_CASE("the sense that a reading gives a form") {
  CHECK(SenseOf(Form::kSlash, "十二分之七") == 0U);
  CHECK(SenseOf(Form::kSlash, "七月十二日") == 1U);
  CHECK(SenseOf(Form::kSlash, "七、十二") == std::nullopt);
  CHECK(SenseOf(Form::kYear, "二零二六") == 1U);
  CHECK(SenseOf(Form::kShortYear, "九十八") == 0U);
  CHECK(SenseOf(Form::kTwo, "两") == 1U);
}

TEST_CASE("the text around a number tells its sense") {
  const Ranker ranker = *Ranker::Load(data::rank_bin());
  const auto odds = [&](const std::string& before, const std::string& text) {
    const auto number = AmbiguousAt(before + text, before.size());
    REQUIRE(number);
    return ranker.OddsOf(before + text, before.size(), *number);
  };
  CHECK(odds("条约在", "10/9签署") > 1);            // a day
  CHECK(odds("约占总数的", "1/3以上") < -1);        // a fraction
  CHECK(odds("", "2026年中锦标赛在台北举行") > 1);  // digits
  CHECK(odds("处", "10年以下有期徒刑") < -1);       // a count
}

TEST_CASE("a damaged ranker is refused") {
  std::string bytes(data::rank_bin());
  bytes.pop_back();
  CHECK(!Ranker::Load(bytes));
  CHECK(!Ranker::Load("boyin"));
}

}  // namespace
}  // namespace boyin::normalise
