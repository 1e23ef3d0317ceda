#include "base/date.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

namespace boyin {
namespace {

namespace chrono = std::chrono;

constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Reads forward through a text.
struct Cursor {
  std::string_view text;
  std::size_t at = 0;

  bool Skip(std::string_view what) {
    if (!text.substr(at).starts_with(what)) return false;
    at += what.size();
    return true;
  }
  void Spaces() {
    while (Skip(" ") || Skip("\t") || Skip("\n") || Skip("\xC2\xA0") || Skip("　")) {
    }
  }
  /// A number of at least `least` and at most `most` digits that ends there.
  std::optional<int> Number(std::size_t least, std::size_t most) {
    std::size_t end = at;
    int value = 0;
    while (end < text.size() && end - at < most && IsDigit(text[end])) {
      value = value * 10 + (text[end++] - '0');
    }
    if (end - at < least || (end < text.size() && IsDigit(text[end]))) return std::nullopt;
    at = end;
    return value;
  }
};

struct Day {
  int year = 0;
  int month = 0;
  int day = 0;
};

chrono::year_month_day Date(const Day& day) {
  return {chrono::year{day.year}, chrono::month{static_cast<unsigned>(day.month)},
          chrono::day{static_cast<unsigned>(day.day)}};
}

bool IsOnCalendar(const Day& day) { return day.year >= 1000 && Date(day).ok(); }

/// 2017-02-03, 2017/2/3, 2017.2.3, 2017年2月3日
std::optional<Day> NumericDay(Cursor& cursor) {
  struct Marks {
    std::string_view year, month, day;
  };
  constexpr std::array<Marks, 4> kMarks{
      {{"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日"}}};
  const std::size_t begin = cursor.at;
  for (const Marks& marks : kMarks) {
    cursor.at = begin;
    Day day;
    const auto part = [&](int& value, std::size_t least, std::size_t most, std::string_view mark) {
      const std::optional<int> number = cursor.Number(least, most);
      if (number) value = *number;
      return number && cursor.Skip(mark);
    };
    if (part(day.year, 4, 4, marks.year) && part(day.month, 1, 2, marks.month) &&
        part(day.day, 1, 2, marks.day) && IsOnCalendar(day)) {
      return day;
    }
  }
  cursor.at = begin;
  return std::nullopt;
}

/// 03 Feb 2017 (RFC 2822)
std::optional<Day> NamedDay(Cursor& cursor) {
  const std::size_t begin = cursor.at;
  Day day;
  const std::optional<int> number = cursor.Number(1, 2);
  cursor.Spaces();
  for (std::size_t i = 0; number && i < kMonths.size(); ++i) {
    if (!cursor.Skip(kMonths.at(i))) continue;
    while (cursor.at < cursor.text.size() && cursor.text[cursor.at] >= 'a' &&
           cursor.text[cursor.at] <= 'z') {
      ++cursor.at;
    }
    cursor.Spaces();
    const std::optional<int> year = cursor.Number(4, 4);
    day = {year.value_or(0), static_cast<int>(i) + 1, *number};
    if (year && IsOnCalendar(day)) return day;
  }
  cursor.at = begin;
  return std::nullopt;
}

struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
};

/// 10:20, 10:20:33.5, T10:20
std::optional<Clock> ReadClock(Cursor& cursor, std::size_t least_digits) {
  const std::size_t begin = cursor.at;
  if (!cursor.Skip("T")) cursor.Spaces();
  const std::optional<int> hour = cursor.Number(least_digits, 2);
  if (hour && *hour < 24 && cursor.Skip(":")) {
    if (const std::optional<int> minute = cursor.Number(2, 2); minute && *minute < 60) {
      Clock clock{*hour, *minute, 0};
      if (cursor.Skip(":")) clock.second = std::min(cursor.Number(2, 2).value_or(0), 59);
      if (cursor.Skip(".")) static_cast<void>(cursor.Number(1, 9));
      return clock;
    }
  }
  cursor.at = begin;
  return std::nullopt;
}

/// Minutes east of Greenwich: Z, GMT, UT, +0800, +08:00.
std::optional<int> ReadZone(Cursor& cursor) {
  const std::size_t begin = cursor.at;
  cursor.Spaces();
  if (cursor.Skip("Z") || cursor.Skip("GMT") || cursor.Skip("UTC") || cursor.Skip("UT")) return 0;
  const bool west = cursor.Skip("-");
  if (west || cursor.Skip("+")) {
    const std::size_t digits = cursor.at;
    if (const std::optional<int> both = cursor.Number(4, 4); both) {
      return (*both / 100 * 60 + *both % 100) * (west ? -1 : 1);
    }
    cursor.at = digits;
    const std::optional<int> hours = cursor.Number(2, 2);
    if (hours && cursor.Skip(":")) {
      if (const std::optional<int> minutes = cursor.Number(2, 2); minutes) {
        return (*hours * 60 + *minutes) * (west ? -1 : 1);
      }
    }
  }
  cursor.at = begin;
  return std::nullopt;
}

/// `zone`: minutes east of Greenwich.
std::int64_t UnixTime(const Day& day, const Clock& clock, int zone) {
  const std::int64_t days = chrono::sys_days(Date(day)).time_since_epoch().count();
  return days * 86400 + (std::int64_t{clock.hour} * 60 + clock.minute - zone) * 60 + clock.second;
}

Moment Compose(const Day& day, const std::optional<Clock>& clock, std::optional<int> zone) {
  Moment moment;
  moment.day = fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
  moment.time = moment.day;
  if (!clock) return moment;
  moment.time += fmt::format("T{:02}:{:02}:{:02}", clock->hour, clock->minute, clock->second);
  if (!zone) return moment;
  const int minutes = *zone < 0 ? -*zone : *zone;
  moment.time +=
      *zone == 0 ? "Z"
                 : fmt::format("{}{:02}:{:02}", *zone < 0 ? '-' : '+', minutes / 60, minutes % 60);
  moment.unix_time = UnixTime(day, *clock, *zone);
  return moment;
}

/// "3 Feb 2017 10:20 ": one space between, a day of one or two digits, seconds or none.
bool IsRfc2822(std::string_view before_zone, const Day& day, const Clock& clock) {
  const std::string date =
      fmt::format(" {} {:04} ", kMonths.at(static_cast<std::size_t>(day.month) - 1), day.year);
  const std::string minute = fmt::format("{:02}:{:02}", clock.hour, clock.minute);
  const std::string second = fmt::format("{}:{:02}", minute, clock.second);
  for (const std::string& number : {fmt::format("{}", day.day), fmt::format("{:02}", day.day)}) {
    for (const std::string& time : {minute, second}) {
      if (before_zone == fmt::format("{}{}{} ", number, date, time)) return true;
    }
  }
  return false;
}

struct Utc {
  explicit Utc(std::time_t time) {
    const auto point = chrono::sys_seconds(chrono::seconds(time));
    const auto day = chrono::floor<chrono::days>(point);
    date = day;
    clock = chrono::hh_mm_ss(point - day);
  }
  chrono::year_month_day date;
  chrono::hh_mm_ss<chrono::seconds> clock;
};

}  // namespace

std::optional<Moment> FindDate(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!IsDigit(text[at]) || (at > 0 && IsDigit(text[at - 1]))) continue;
    Cursor cursor{text, at};
    std::optional<Day> day = NumericDay(cursor);
    if (!day) day = NamedDay(cursor);
    if (!day) continue;
    const std::optional<Clock> clock = ReadClock(cursor, 1);
    Moment moment = Compose(*day, clock, clock ? ReadZone(cursor) : std::nullopt);
    moment.source = {at, cursor.at};
    return moment;
  }
  return std::nullopt;
}

std::optional<std::time_t> FromIso(std::string_view text) {
  Cursor cursor{text};
  const std::optional<Day> day = NumericDay(cursor);
  if (!day) return std::nullopt;
  const Clock clock = ReadClock(cursor, 2).value_or(Clock{});
  const std::time_t time = UnixTime(*day, clock, 0);
  // Exactly as it is written here: 2026-1-2, 2026/01/02 and other zones are not.
  const std::string written = ToIso(time);
  if (text != written && text != std::string_view(written).substr(0, 10)) return std::nullopt;
  return time;
}

std::string ToIso(std::time_t time) {
  const Utc utc(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", int{utc.date.year()},
                     unsigned{utc.date.month()}, unsigned{utc.date.day()},
                     utc.clock.hours().count(), utc.clock.minutes().count(),
                     utc.clock.seconds().count());
}

std::optional<std::time_t> FromRfc2822(std::string_view text) {
  Cursor cursor{text};
  const auto* const weekday =
      std::ranges::find_if(kDays, [&](std::string_view name) { return text.starts_with(name); });
  if (weekday != kDays.end()) {
    cursor.at = weekday->size();
    if (!cursor.Skip(", ")) return std::nullopt;
  }
  const std::size_t begin = cursor.at;
  const std::optional<Day> day = NamedDay(cursor);
  if (!day) return std::nullopt;
  if (weekday != kDays.end() &&
      kDays.at(chrono::weekday(chrono::sys_days(Date(*day))).c_encoding()) != *weekday) {
    return std::nullopt;
  }
  const std::optional<Clock> clock = ReadClock(cursor, 2);
  const std::optional<int> zone = clock ? ReadZone(cursor) : std::nullopt;
  if (!zone || cursor.at != text.size()) return std::nullopt;
  const std::size_t name = text.rfind(' ') + 1;
  if (text.substr(name).find(':') != std::string_view::npos ||
      !IsRfc2822(text.substr(begin, name - begin), *day, *clock)) {
    return std::nullopt;
  }
  return UnixTime(*day, *clock, *zone);
}

std::string ToRfc2822(std::time_t time, std::string_view zone) {
  const Utc utc(time);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} {}",
                     kDays.at(chrono::weekday(chrono::sys_days(utc.date)).c_encoding()),
                     unsigned{utc.date.day()}, kMonths.at(unsigned{utc.date.month()} - 1),
                     int{utc.date.year()}, utc.clock.hours().count(), utc.clock.minutes().count(),
                     utc.clock.seconds().count(), zone);
}

}  // namespace boyin
