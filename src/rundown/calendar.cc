#include "rundown/calendar.h"

#include <array>
#include <cmath>
#include <memory>

#include <fmt/format.h>
#include <libnova/earth.h>
#include <libnova/julian_day.h>
#include <libnova/solar.h>
#include <libnova/utility.h>
#include <unicode/calendar.h>

namespace boyin::rundown {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2100;
constexpr double kBeijingDays = 8.0 / 24;
constexpr double kMillisecondsPerDay = 86'400'000;
constexpr double kJulianDayOf1970 = 2'440'587.5;
constexpr double kJulianDayOf2000 = 2'451'545;
constexpr double kSecondsPerDay = 86'400;

constexpr std::array<std::string_view, 11> kNumerals{"零", "一", "二", "三", "四", "五",
                                                     "六", "七", "八", "九", "十"};
constexpr std::array<std::string_view, 7> kWeekdays{"日", "一", "二", "三", "四", "五", "六"};
constexpr std::array<std::string_view, 10> kStems{"甲", "乙", "丙", "丁", "戊",
                                                  "己", "庚", "辛", "壬", "癸"};
constexpr std::array<std::string_view, 12> kBranches{
    "子鼠", "丑牛", "寅虎", "卯兔", "辰龙", "巳蛇", "午马", "未羊", "申猴", "酉鸡", "戌狗", "亥猪"};
/// From the spring equinox on, fifteen degrees of the sun's longitude each.
constexpr std::array<std::string_view, 24> kTerms{
    "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋", "处暑", "白露",
    "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒", "立春", "雨水", "惊蛰"};

/// 1 … 99.
std::string Numeral(int value) {
  const auto at = [](int i) { return std::string(kNumerals[static_cast<std::size_t>(i)]); };
  if (value <= 10) return at(value);
  return (value >= 20 ? at(value / 10) : "") + "十" + (value % 10 == 0 ? "" : at(value % 10));
}

/// One or two digits, at most `most`, taken from the front of `text`; -1 where none stand there.
int TakeNumber(std::string_view& text, int most) {
  int value = 0;
  std::size_t digits = 0;
  while (digits < 2 && digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
    value = value * 10 + (text[digits++] - '0');
  }
  text.remove_prefix(digits);
  return digits == 0 || value > most ? -1 : value;
}

/// The Julian day at which `day` begins at Greenwich.
double JulianDay(const Day& day) {
  ln_date date{day.year, day.month, day.day, 0, 0, 0};
  return ln_get_julian_day(&date);
}

/// Dynamical time less universal time in seconds, by year: polynomials of Espenak and Meeus (2006).
/// libnova's own are 70 s off today, and a solar term has fallen 51 s before midnight (2021).
struct TimeSegment {
  double end;   ///< year before which it holds
  double zero;  ///< year from which `t` counts
  std::array<double, 6> terms;
};
constexpr std::array<TimeSegment, 7> kTimeSegments{
    {{1920, 1900, {-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197, 0}},
     {1941, 1920, {21.20, 0.84493, -0.076100, 0.0020936, 0, 0}},
     {1961, 1950, {29.07, 0.407, -1.0 / 233, 1.0 / 2547, 0, 0}},
     {1986, 1975, {45.45, 1.067, -1.0 / 260, -1.0 / 718, 0, 0}},
     {2005, 2000, {63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599}},
     {2050, 2000, {62.92, 0.32217, 0.005589, 0, 0, 0}},
     {9999, 1820, {-205.724, 0.5628, 0.0032, 0, 0, 0}}}};

double DynamicalSeconds(double julian_day) {
  const double year = 2000 + (julian_day - kJulianDayOf2000) / 365.25;
  const TimeSegment* segment = kTimeSegments.begin();
  while (year >= segment->end) ++segment;
  double seconds = 0;
  for (auto term = segment->terms.rbegin(); term != segment->terms.rend(); ++term) {
    seconds = seconds * (year - segment->zero) + *term;
  }
  return seconds;
}

/// The sun's apparent longitude in degrees when `julian_day` begins in Beijing. libnova gives it
/// (VSOP87, with nutation) for the equinox of 2000 and without aberration; the calendar asks for
/// the equinox of the date and the sun as it is seen.
double SunAtMidnight(double julian_day) {
  const double universal = julian_day - kBeijingDays;
  const double dynamical = universal + DynamicalSeconds(universal) / kSecondsPerDay;
  ln_lnlat_posn sun{};
  ln_get_solar_ecl_coords(dynamical, &sun);
  const double centuries = (dynamical - kJulianDayOf2000) / 36'525;
  // General precession in longitude, IAU 2006; constant of aberration.
  const double precession = 5028.796195 * centuries + 1.1054348 * centuries * centuries;
  const double aberration = 20.4955 / ln_get_earth_solar_dist(dynamical);
  return ln_range_degrees(sun.lng + (precession - aberration) / 3600);
}

}  // namespace

std::optional<Day> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int parts = 0;
  for (const char c : {text[0], text[1], text[2], text[3], text[5], text[6], text[8], text[9]}) {
    if (c < '0' || c > '9') return std::nullopt;
    parts = parts * 10 + (c - '0');
  }
  const Day day{parts / 10'000, parts / 100 % 100, parts % 100};
  if (day.year < kFirstYear || day.year > kLastYear || day.month < 1 || day.month > 12 ||
      day.day < 1) {
    return std::nullopt;
  }
  // A day that is none (31 June) comes back as another.
  ln_date back{};
  ln_get_date(JulianDay(day) + 0.5, &back);
  if (back.months != day.month || back.days != day.day) return std::nullopt;
  return day;
}

std::string IsoDay(const Day& day) {
  return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

std::string SayYear(const Day& day) {
  std::string said;
  for (const char c : fmt::format("{:04}", day.year)) {
    said += kNumerals[static_cast<std::size_t>(c - '0')];
  }
  return said + "年";
}

std::string SayDate(const Day& day) { return Numeral(day.month) + "月" + Numeral(day.day) + "日"; }

std::string SayWeekday(const Day& day) {
  const auto days = static_cast<long>(std::floor(JulianDay(day) + 1.5));
  return "星期" + std::string(kWeekdays[static_cast<std::size_t>(days % 7)]);
}

std::optional<Clock> ParseClock(std::string_view text) {
  const int hour = TakeNumber(text, 23);
  if (hour < 0 || text.size() != 3 || text.front() != ':') return std::nullopt;
  text.remove_prefix(1);
  const int minute = TakeNumber(text, 59);
  if (minute < 0 || !text.empty()) return std::nullopt;
  return Clock{hour, minute};
}

std::string SayClock(const Clock& clock) {
  const std::string hour = clock.hour == 2 ? "两" : Numeral(clock.hour);
  if (clock.minute == 0) return hour + "点整";
  return hour + "点" + (clock.minute < 10 ? "零" : "") + Numeral(clock.minute) + "分";
}

Lunar LunarOf(const Day& day) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::TimeZone> beijing(icu::TimeZone::createTimeZone("GMT+8"));
  const std::unique_ptr<icu::Calendar> calendar(
      icu::Calendar::createInstance(*beijing, icu::Locale("zh@calendar=chinese"), status));
  if (U_FAILURE(status) != 0) return {};
  // Noon, far from either midnight.
  const double noon = JulianDay(day) + 0.5 - kBeijingDays;
  calendar->setTime((noon - kJulianDayOf1970) * kMillisecondsPerDay, status);
  const int month = calendar->get(UCAL_MONTH, status) + 1;
  const int lunar_day = calendar->get(UCAL_DATE, status);
  const bool leap = calendar->get(UCAL_IS_LEAP_MONTH, status) != 0;
  if (U_FAILURE(status) != 0) return {};
  // The last months of a lunar year lie in the next civil year.
  const int year = day.month <= 2 && month >= 10 ? day.year - 1 : day.year;
  return {year, month, lunar_day, leap};
}

std::string SayLunar(const Lunar& lunar) {
  std::string said = lunar.leap ? "闰" : "";
  if (lunar.month == 1) {
    said += "正";
  } else {
    said += lunar.month == 12 ? "腊" : Numeral(lunar.month);
  }
  return said + "月" + (lunar.day <= 10 ? "初" : "") + Numeral(lunar.day);
}

std::string SayLunarYear(const Lunar& lunar) {
  const auto since = static_cast<std::size_t>(lunar.year - 4);  // the year 4 was 甲子
  return std::string(kStems[since % kStems.size()]) +
         std::string(kBranches[since % kBranches.size()]) + "年";
}

std::string SolarTermOf(const Day& day) {
  const double at = JulianDay(day);
  const int before = static_cast<int>(SunAtMidnight(at) / 15);
  const int after = static_cast<int>(SunAtMidnight(at + 1) / 15);
  return before == after ? std::string() : std::string(kTerms[static_cast<std::size_t>(after)]);
}

}  // namespace boyin::rundown
