#include "intake/date.h"

#include <array>
#include <chrono>

#include <fmt/format.h>

namespace boyin::intake {
namespace {

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

bool IsOnCalendar(const Day& day) {
  using namespace std::chrono;
  return day.year >= 1000 && year_month_day{year{day.year}, month{static_cast<unsigned>(day.month)},
                                            std::chrono::day{static_cast<unsigned>(day.day)}}
                                 .ok();
}

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
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
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
std::optional<Clock> ReadClock(Cursor& cursor) {
  const std::size_t begin = cursor.at;
  if (!cursor.Skip("T")) cursor.Spaces();
  const std::optional<int> hour = cursor.Number(1, 2);
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

/// Minutes east of Greenwich: Z, GMT, +0800, +08:00.
std::optional<int> ReadZone(Cursor& cursor) {
  const std::size_t begin = cursor.at;
  cursor.Spaces();
  if (cursor.Skip("Z") || cursor.Skip("GMT") || cursor.Skip("UTC")) return 0;
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
  using namespace std::chrono;
  const sys_days days{year{day.year} / month{static_cast<unsigned>(day.month)} /
                      std::chrono::day{static_cast<unsigned>(day.day)}};
  const std::int64_t minute = std::int64_t{clock->hour} * 60 + clock->minute - *zone;
  moment.unix_time =
      std::int64_t{days.time_since_epoch().count()} * 86400 + minute * 60 + clock->second;
  return moment;
}

}  // namespace

std::optional<Moment> FindDate(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!IsDigit(text[at]) || (at > 0 && IsDigit(text[at - 1]))) continue;
    Cursor cursor{text, at};
    std::optional<Day> day = NumericDay(cursor);
    if (!day) day = NamedDay(cursor);
    if (!day) continue;
    const std::optional<Clock> clock = ReadClock(cursor);
    Moment moment = Compose(*day, clock, clock ? ReadZone(cursor) : std::nullopt);
    moment.source = {at, cursor.at};
    return moment;
  }
  return std::nullopt;
}

}  // namespace boyin::intake
