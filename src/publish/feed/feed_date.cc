#include "publish/feed/feed_date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <regex>

#include <fmt/format.h>

namespace boyin::publish {
namespace {

namespace chrono = std::chrono;

// In English whatever the locale: strftime would translate them.
constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<chrono::sys_days> Day(int year, unsigned month, unsigned day) {
  const chrono::year_month_day date{chrono::year(year), chrono::month(month), chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return chrono::sys_days(date);
}

int Number(const std::ssub_match& match) { return match.matched ? std::stoi(match.str()) : 0; }

std::time_t Seconds(chrono::sys_days day, int hours, int minutes, int seconds) {
  return chrono::system_clock::to_time_t(day) + hours * 3600 + minutes * 60 + seconds;
}

}  // namespace

std::optional<std::time_t> FromIso(std::string_view text) {
  static const std::regex kForm(R"((\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)Z)?)");
  const std::string string(text);
  std::smatch match;
  if (!std::regex_match(string, match, kForm)) return std::nullopt;
  const auto day = Day(Number(match[1]), static_cast<unsigned>(Number(match[2])),
                       static_cast<unsigned>(Number(match[3])));
  if (!day) return std::nullopt;
  return Seconds(*day, Number(match[4]), Number(match[5]), Number(match[6]));
}

std::string ToRfc2822(std::time_t time) {
  const auto point = chrono::system_clock::from_time_t(time);
  const auto day = chrono::floor<chrono::days>(point);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss clock(chrono::floor<chrono::seconds>(point - day));
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000",
                     kDays[chrono::weekday(day).c_encoding()], unsigned{date.day()},
                     kMonths[unsigned{date.month()} - 1], int{date.year()}, clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::optional<std::time_t> FromRfc2822(const std::string& text) {
  static const std::regex kForm(
      R"((?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{1,2}) (\w{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? )"
      R"((?:([+-])(\d\d)(\d\d)|GMT|UT|UTC|Z))");
  std::smatch match;
  if (!std::regex_match(text, match, kForm)) return std::nullopt;
  const auto* const month = std::find(kMonths.begin(), kMonths.end(), match[3].str());
  if (month == kMonths.end()) return std::nullopt;
  const auto day = Day(Number(match[4]), static_cast<unsigned>(month - kMonths.begin()) + 1,
                       static_cast<unsigned>(Number(match[2])));
  if (!day || Number(match[5]) > 23 || Number(match[6]) > 59) return std::nullopt;
  if (match[1].matched && kDays[chrono::weekday(*day).c_encoding()] != match[1].str()) {
    return std::nullopt;
  }
  const int zone = (match[8] == "-" ? -1 : 1) * (Number(match[9]) * 60 + Number(match[10]));
  return Seconds(*day, Number(match[5]), Number(match[6]), Number(match[7])) - zone * 60;
}

}  // namespace boyin::publish
