// The day of a programme as a presenter says it: date, weekday, lunar date, solar term.
//
//   const std::optional<Day> day = ParseDay("2026-11-22");
//   SayDate(*day);        // 十一月二十二日
//   SayWeekday(*day);     // 星期日
//   LunarOf(*day).text;   // 十月十四
//   SolarTermOf(*day);    // 小雪; empty on most days
//
// Lunar dates and solar terms are those of Beijing (UTC+8), as the almanac of China has them
// (GB/T 33661-2017). Pure functions, for any thread; right from 1900 to 2100.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace boyin::rundown {

struct Day {
  int year = 0;
  int month = 0;
  int day = 0;

  bool operator==(const Day&) const = default;
};

/// "2026-11-22". Nothing for what is no day of the calendar, or lies outside 1900 … 2100.
[[nodiscard]] std::optional<Day> ParseDay(std::string_view text);

/// "2026-11-22".
[[nodiscard]] std::string IsoDay(const Day& day);

[[nodiscard]] std::string SayYear(const Day& day);     ///< 二零二六年
[[nodiscard]] std::string SayDate(const Day& day);     ///< 十一月二十二日
[[nodiscard]] std::string SayWeekday(const Day& day);  ///< 星期日

/// A time of day, of Beijing.
struct Clock {
  int hour = 0;    ///< 0 … 23
  int minute = 0;  ///< 0 … 59

  bool operator==(const Clock&) const = default;
};

/// "8:00", "08:30". Nothing for what is no time of day.
[[nodiscard]] std::optional<Clock> ParseClock(std::string_view text);

/// As a presenter gives the time: 八点整, 两点零五分, 十二点半 is 十二点三十分.
[[nodiscard]] std::string SayClock(const Clock& clock);

struct Lunar {
  int year = 0;       ///< the year in which its new year lies: 2026
  int month = 0;      ///< 1 … 12
  int day = 0;        ///< 1 … 30
  bool leap = false;  ///< a leap month, 闰六月

  bool operator==(const Lunar&) const = default;
};

[[nodiscard]] Lunar LunarOf(const Day& day);
[[nodiscard]] std::string SayLunar(const Lunar& lunar);  ///< 十月十四, 闰六月初一, 腊月三十
[[nodiscard]] std::string SayLunarYear(const Lunar& lunar);  ///< 丙午马年

/// The solar term that begins on this day in Beijing; empty where none does.
[[nodiscard]] std::string SolarTermOf(const Day& day);

}  // namespace boyin::rundown
