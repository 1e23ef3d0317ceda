#include <string>

#include <doctest/doctest.h>

#include "rundown/rundown.h"

using namespace boyin;
using namespace boyin::rundown;

namespace {

const Facts kPlain{.day = {2026, 11, 26}, .title = "早间新闻", .stories = 4, .correction = "更"};
const Facts kTerm{.day = {2026, 11, 22}, .title = "早间新闻", .stories = 4, .correction = {}};

}  // namespace

TEST_CASE("placeholders are what a presenter says") {
  CHECK(FillIn("今天是{year}{date}，{weekday}，农历{lunar_year}{lunar}。", kPlain) ==
        "今天是二零二六年十一月二十六日，星期四，农历丙午马年十月十八。");
  CHECK(FillIn("{title}，共{count}条，{day}，{correction}", kPlain) ==
        "早间新闻，共4条，2026-11-26，更");
}

TEST_CASE("a clause with a solar term is said only on its day") {
  const std::string text = "今天是{date}，{weekday}，{solar_term}。欢迎收听{title}。";
  CHECK(FillIn(text, kTerm) == "今天是十一月二十二日，星期日，小雪。欢迎收听早间新闻。");
  CHECK(FillIn(text, kPlain) == "今天是十一月二十六日，星期四。欢迎收听早间新闻。");
  CHECK(FillIn("今天{solar_term}，{weekday}。", kPlain) == "星期四。");
  CHECK(FillIn("今天是{solar_term}。", kPlain).empty());
  CHECK(FillIn("早上好。今天是{solar_term}。", kPlain) == "早上好。");
}

TEST_CASE("inline marks are no placeholders") {
  CHECK(UnknownPlaceholder("{行长|hang2 zhang3}，{|500}{date}").empty());
  CHECK(FillIn("{行长|hang2 zhang3}说{|500}{title}", kPlain) ==
        "{行长|hang2 zhang3}说{|500}早间新闻");
  CHECK(UnknownPlaceholder("{date}{tittle}") == "tittle");
  CHECK(UnknownPlaceholder("{") == "");
  CHECK(UnknownPlaceholder("{}") == "{}");
}

TEST_CASE("of a folder: today's, newest first, so many") {
  const std::vector<Dated> stories{
      {"2026-11-25", 5}, {"2026-11-26", 1}, {"2026-11-26", 9}, {"2026-11-26", 1}, {"", 0}};
  using Chosen = std::vector<std::size_t>;
  Item item;
  CHECK(Choose(stories, item, {2026, 11, 26}) == Chosen{2, 1, 3, 0, 4});
  item.today = true;
  CHECK(Choose(stories, item, {2026, 11, 26}) == Chosen{2, 1, 3});
  item.newest = 2;
  CHECK(Choose(stories, item, {2026, 11, 26}) == Chosen{2, 1});
  CHECK(Choose(stories, item, {2026, 11, 27}).empty());
}

TEST_CASE("weather is sentences") {
  CHECK(WeatherText("盐城\t多云\t-2\t8\t东北风3-4级\n东台\t晴\t0\t9\n", "w.tsv").value() ==
        "盐城，多云，-2~8℃，东北风3-4级。\n东台，晴，0~9℃。\n");
  const auto bad = WeatherText("盐城\t多云\t-2\t八\n", "w.tsv");
  REQUIRE(!bad);
  CHECK(bad.error().where == "w.tsv:1");
  CHECK(!WeatherText("# nothing\n", "w.tsv"));
  CHECK(!WeatherText("盐城\t多云\n", "w.tsv"));
}
