// Dates: 2016年, 2023-06-23, 6·23, 9/11, 2004/05赛季, 80、90后.
#include <algorithm>
#include <array>
#include <optional>

#include "normalise/clock.h"
#include "normalise/number.h"
#include "normalise/quantity.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

bool ValidDay(int month, int day) {
  constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month >= 1 && month <= 12 && day >= 1 && day <= kDays[static_cast<std::size_t>(month - 1)];
}

bool IsYear(std::string_view digits) {
  return digits.size() == 4 && digits >= "1000" && digits < "3000";
}

std::string SayInt(int value) { return ReadCardinal(std::to_string(value), {}); }

std::string SayDay(std::string_view year, int month, int day) {
  std::string out = ReadDigits(year) + "年" + SayInt(month) + "月";
  if (day > 0) out += SayInt(day) + "日";
  return out;
}

// Digits, a separator, digits …: the parts of a date before it is known to be one.
struct Parts {
  std::array<std::string_view, 3> digits;
  std::array<std::string_view, 2> joints;
  std::size_t count = 0;
  std::array<std::size_t, 3> ends{};
};

std::size_t JointAt(std::string_view text, std::size_t at) {
  for (const std::string_view joint :
       {std::string_view("-"), std::string_view("/"), std::string_view("."), std::string_view("·"),
        std::string_view("–"), std::string_view("—")}) {
    if (StartsWith(text, at, joint)) return joint.size();
  }
  return 0;
}

Parts Split(const MatchContext& context) {
  Parts parts;
  std::size_t at = context.at;
  while (parts.count < 3) {
    const std::size_t end = EndOfDigits(context.text, at);
    if (end == at || end > context.limit) break;
    parts.digits[parts.count] = context.text.substr(at, end - at);
    parts.ends[parts.count++] = end;
    const std::size_t joint = JointAt(context.text, end);
    if (joint == 0 || parts.count == 3) break;
    parts.joints[parts.count - 1] = context.text.substr(end, joint);
    at = end + joint;
  }
  return parts;
}

Reading Make(std::size_t end, std::string spoken, std::string_view kind, std::string_view rule) {
  Reading reading;
  reading.end = end;
  reading.spoken = std::move(spoken);
  reading.semiotic_class = kind;
  reading.rule = rule;
  reading.weight = 5;
  return reading;
}

bool Continues(const MatchContext& context, std::size_t end) {
  const char32_t next = At(context.text, end);
  return IsDigit(next) || (JointAt(context.text, end) > 0 && next != U'—' && next != U'–' &&
                           next != '-' && IsDigit(At(context.text, end + 1)));
}

// 2023-06-23 08:30: the time goes with the date.
void AddClock(const MatchContext& context, Reading& reading) {
  std::size_t at = EndOfSpaces(context.text, reading.end);
  if (at == reading.end && StartsWith(context.text, at, "T")) ++at;
  if (at == reading.end) return;
  if (const auto clock = ParseClock(context, at)) {
    reading.spoken += SayClock(*clock);
    reading.end = clock->end;
  }
}

// The day may be followed by 日 or 号 that repeats what the notation says: 2023.6.23日.
void EatDay(const MatchContext& context, Reading& reading) {
  constexpr std::u32string_view kCountry = U"本元语韩";  // 1945.8.15日本投降
  const char32_t next = At(context.text, reading.end + std::string_view("日").size());
  if (kCountry.find(next) != kCountry.npos) return;
  if (StartsWith(context.text, reading.end, "日") && reading.spoken.ends_with("日")) {
    reading.end += std::string_view("日").size();
  }
}

// 03-3121:10, 2019-01-1409:26:11: pages whose parts were run together; the day and then the hour.
void RunTogether(const MatchContext& context, const Parts& p, Readings& out) {
  const std::string_view text = context.text;
  const std::size_t last = p.count - 1;
  const bool dated = p.count == 2 || IsYear(p.digits[0]) || p.digits[0].size() == 2;
  if (!dated || p.joints[0] != "-" || p.joints[last - 1] != "-") return;
  // 2017-2-1523:41: the month may have one figure where a year stands before it.
  const std::size_t month_size = p.digits[last - 1].size();
  if (p.digits[last].size() != 4 || month_size > 2 || (month_size < 2 && p.count == 2)) return;
  const int month = SmallInt(p.digits[last - 1]);
  const int day = SmallInt(p.digits[last].substr(0, 2));
  const auto clock = ParseClock(context, p.ends[last] - 2);
  if (!ValidDay(month, day) || !clock || clock->half_day.size() > 0) return;
  const char32_t next = At(text, clock->end);
  if (IsDigit(next) || next == '-') return;
  std::string spoken = p.count == 3 ? ReadDigits(p.digits[0]) + "年" : std::string();
  spoken += SayInt(month) + "月" + SayInt(day) + "日" + SayClock(*clock);
  Reading reading = Make(clock->end, std::move(spoken), "date", "date/together");
  reading.weight = 6;
  reading.confidence = 0.9F;
  out.push_back(std::move(reading));
}

void ThreeParts(const MatchContext& context, const Parts& p, Readings& out) {
  if (p.count != 3 || p.joints[0] != p.joints[1] || Continues(context, p.ends[2])) return;
  const auto& d = p.digits;
  std::string spoken;
  if (IsYear(d[0]) && d[1].size() <= 2 && d[2].size() <= 2 &&
      ValidDay(SmallInt(d[1]), SmallInt(d[2]))) {
    spoken = SayDay(d[0], SmallInt(d[1]), SmallInt(d[2]));
  } else if (IsYear(d[2]) && d[0].size() <= 2 && d[1].size() <= 2) {
    // Month first where it can be, as in the one source that has such dates; else day first.
    const bool month_first = ValidDay(SmallInt(d[0]), SmallInt(d[1]));
    const int month = SmallInt(month_first ? d[0] : d[1]);
    const int day = SmallInt(month_first ? d[1] : d[0]);
    if (!ValidDay(month, day)) return;
    spoken = SayDay(d[2], month, day);
  } else {
    return;
  }
  Reading reading = Make(p.ends[2], std::move(spoken), "date", "date/ymd");
  AddClock(context, reading);
  EatDay(context, reading);
  out.push_back(std::move(reading));
}

// 2004/05赛季, 2023-24赛季, 07-08赛季: two seasons, digit by digit.
void Season(const MatchContext& context, const Parts& p, Readings& out) {
  if (p.count < 2 || p.digits[0].size() == 3 || Continues(context, p.ends[1])) return;
  const int first = SmallInt(p.digits[0]);
  const int second = SmallInt(p.digits[1]);
  const bool two = p.digits[1].size() == 2 && second == (first + 1) % 100;
  const bool four = p.digits[1].size() == 4 && second == first + 1;
  const bool cue = context.CueAfter(Cue::kSeasonAfter, p.ends[1]);
  if (p.digits[0].size() < 4 && !(cue && p.digits[0].size() == 2)) return;
  const bool times = p.digits[0] >= "1900" && p.digits[0] < "2100" && p.digits[0].size() == 4;
  const bool month =
      StartsWith(context.text, p.ends[1], "月") || StartsWith(context.text, p.ends[1], "年");
  const bool plain = times && !month && (four || (two && p.digits[1] > "12")) &&
                     (p.joints[0] == "/" || p.joints[0] == "-" || p.joints[0] == "–") &&
                     !context.MeasureAt(p.ends[1]) &&
                     !context.lookups.currencies.LongestAt(context.text, p.ends[1]);  // 2015-16
  if (!(two || four) || !(cue || plain || (two && p.joints[0] == "/"))) return;
  Reading reading = Make(p.ends[1], ReadDigits(p.digits[0]) + "到" + ReadDigits(p.digits[1]),
                         "season", "date/season");
  reading.cue = cue ? 6 : 1;
  out.push_back(std::move(reading));
}

void MonthDay(const MatchContext& context, const Parts& p, Readings& out) {
  const int month = SmallInt(p.digits[0]);
  const int day = SmallInt(p.digits[1]);
  out.push_back(Make(p.ends[1], SayInt(month) + "月" + SayInt(day) + "日", "date", "date/md"));
  AddClock(context, out.back());
}

// 2023.3-2024.2: from one month to another.
void Months(const MatchContext& context, const Parts& p, Readings& out) {
  const auto month = [](std::string_view d) {
    return d.size() <= 2 && SmallInt(d) >= 1 && SmallInt(d) <= 12;
  };
  const auto times = [](std::string_view d) { return d >= "1900" && d < "2100"; };
  if (p.count < 2 || p.joints[0] != "." || !IsYear(p.digits[0]) || !times(p.digits[0]) ||
      !month(p.digits[1])) {
    return;
  }
  if (EndsWith(context.text, context.at, "出版社，") ||
      EndsWith(context.text, context.at, "出版社,")) {
    out.push_back(
        Make(p.ends[1], SayDay(p.digits[0], SmallInt(p.digits[1]), 0), "date", "date/ym"));
  }
  const std::size_t dash = DashAt(context.text, p.ends[1]);
  const std::size_t begin = p.ends[1] + dash;
  const std::size_t year = EndOfDigits(context.text, begin);
  const std::size_t end = EndOfDigits(context.text, year + 1);
  if (dash == 0 || year != begin + 4 || At(context.text, year) != '.' || end > context.limit)
    return;
  const std::string_view second = context.text.substr(begin, 4);
  const std::string_view until = context.text.substr(year + 1, end - year - 1);
  if (!times(second) || second < p.digits[0] || !month(until) || Continues(context, end)) return;
  out.push_back(Make(
      end,
      SayDay(p.digits[0], SmallInt(p.digits[1]), 0) + "到" + SayDay(second, SmallInt(until), 0),
      "range", "date/months"));
}

// 5元, 5个: no day.
bool Counted(const MatchContext& context, std::size_t end) {
  if (StartsWith(context.text, end, "日")) return false;
  return context.MeasureAt(end) || context.lookups.units.LongestAt(context.text, end) ||
         context.lookups.currencies.LongestAt(context.text, end);
}

// What stands behind the dash of a range of days: 2023.6.25, 6.25 or, in the same month, 25.
std::optional<Reading> LastDay(const MatchContext& context, const Parts& first) {
  const Parts q = Split(context);
  if (q.count == 0) return std::nullopt;
  const auto joined = [&](std::size_t i) {
    return q.count > i + 1 && q.joints[i] == first.joints[0];
  };
  const int day = SmallInt(first.digits[2]);
  std::string spoken;
  std::size_t parts = 1;
  if (joined(0) && joined(1) && IsYear(q.digits[0]) &&
      ValidDay(SmallInt(q.digits[1]), SmallInt(q.digits[2]))) {
    parts = 3;
    spoken = SayDay(q.digits[0], SmallInt(q.digits[1]), SmallInt(q.digits[2]));
  } else if (joined(0) && !joined(1) && q.digits[0].size() <= 2 && q.digits[1].size() <= 2 &&
             ValidDay(SmallInt(q.digits[0]), SmallInt(q.digits[1]))) {
    parts = 2;
    spoken = SayInt(SmallInt(q.digits[0])) + "月" + SayInt(SmallInt(q.digits[1])) + "日";
  } else if (!joined(0) && q.digits[0].size() <= 2 && SmallInt(q.digits[0]) > day &&
             ValidDay(SmallInt(first.digits[1]), SmallInt(q.digits[0])) &&
             !Counted(context, q.ends[0])) {
    spoken = SayInt(SmallInt(q.digits[0])) + "日";
  }
  const std::size_t end = q.ends[parts - 1];
  if (spoken.empty() || Continues(context, end) || DashAt(context.text, end) > 0)
    return std::nullopt;
  return Make(end, std::move(spoken), "range", "date/days");
}

// 2023.6.23-6.25, 2023/06/23—2023/06/25, 2023-06-23~06-25, 2023.6.23-25: from one day to another.
void Days(const MatchContext& context, const Parts& p, Readings& out) {
  if (p.count != 3 || p.joints[0] != p.joints[1] || !IsYear(p.digits[0]) ||
      p.digits[1].size() > 2 || p.digits[2].size() > 2 ||
      !ValidDay(SmallInt(p.digits[1]), SmallInt(p.digits[2]))) {
    return;
  }
  const std::size_t before = EndOfSpaces(context.text, p.ends[2]);
  const std::size_t dash = DashAt(context.text, before);
  if (dash == 0) return;
  MatchContext behind = context;
  behind.at = EndOfSpaces(context.text, before + dash);
  const bool apart = before > p.ends[2];  // 2023.6.23 -3: a number of its own
  if (behind.at >= context.limit || apart != (behind.at > before + dash)) return;
  std::optional<Reading> last = LastDay(behind, p);
  if (!last || last->end > context.limit) return;
  last->spoken =
      SayDay(p.digits[0], SmallInt(p.digits[1]), SmallInt(p.digits[2])) + "到" + last->spoken;
  EatDay(context, *last);
  out.push_back(std::move(*last));
}

// 6/23: nobody says twenty-third parts, but 3/16 and 7/20 may be fractions.
// In Taiwan 8/15 is how a day is written; 3/4 may be either there too.
bool UnlikeFraction(const MatchContext& context, int month, int day, std::size_t end) {
  const bool common = day < 13 || day == 15 || day == 16 || day == 20;
  const char32_t left = Before(context.text, context.at);
  const char32_t next = At(context.text, end);
  const bool bracketed = (left == '(' || left == U'（') && (next == ')' || next == U'）');
  const bool part = left == '(' || left == U'（' || left == U'的';  // 减少(1/11), 模型的1/30
  if (bracketed && !context.traditional) return false;
  const bool usual = context.traditional && !part && (month > 5 || month >= day || day > 10);
  return (usual || (!common && month > 1)) && next != U'的' &&
         !context.lookups.units.LongestAt(context.text, end);
}

// 20260805: a day without a sign between its parts.
void Compact(const MatchContext& context, Readings& out) {
  constexpr std::size_t kSize = 8;
  const std::size_t end = EndOfDigits(context.text, context.at);
  const std::string_view d = context.text.substr(context.at, end - context.at);
  if (d.size() != kSize || end > context.limit || d < "1990" || d >= "2040") return;
  const int month = SmallInt(d.substr(4, 2));
  const int day = SmallInt(d.substr(6));
  const char32_t left = Before(context.text, context.at);
  if (!ValidDay(month, day) || Counted(context, end) || IsAsciiLetter(left) || left == '-' ||
      IsAsciiLetter(At(context.text, end)) || At(context.text, end) == '-') {
    return;
  }
  out.push_back(Make(end, SayDay(d.substr(0, 4), month, day), "date", "date/ymd"));
  out.back().confidence = 0.88F;
  out.back().alternatives.push_back(ReadDigits(d));
}

// 2008/08, 2023-06, 08-2008: a year and a month; 08-08: a month and a day.
void TwoParts(const MatchContext& context, const Parts& p, Readings& out) {
  if (p.count < 2 || (p.count == 3 && p.joints[0] == p.joints[1]) ||
      Continues(context, p.ends[1])) {
    return;
  }
  const auto& d = p.digits;
  const bool weekday = StartsWith(context.text, p.ends[1], "（周") ||
                       StartsWith(context.text, p.ends[1], "(周") ||
                       StartsWith(context.text, p.ends[1], "（星期");
  if (weekday && p.joints[0] == "." && d[0].size() <= 2 && d[1].size() <= 2 &&
      ValidDay(SmallInt(d[0]), SmallInt(d[1]))) {  // 11.30（周日）
    MonthDay(context, p, out);
    return;
  }
  // 有效期至2026.08; 11.11 0:00
  if (p.joints[0] == "." && IsYear(d[0]) && d[0] >= "1990" && d[0] < "2050" && d[1].size() == 2 &&
      d[1].front() == '0' && d[1] >= "01" && !context.MeasureAt(p.ends[1]) &&
      !context.lookups.units.LongestAt(context.text, p.ends[1])) {
    out.push_back(Make(p.ends[1], SayDay(d[0], SmallInt(d[1]), 0), "date", "date/ym"));
    return;
  }
  const std::size_t clock = EndOfSpaces(context.text, p.ends[1]);
  if (p.joints[0] == "." && d[0].size() <= 2 && d[1].size() <= 2 && clock > p.ends[1] &&
      ValidDay(SmallInt(d[0]), SmallInt(d[1])) && ParseClock(context, clock)) {
    MonthDay(context, p, out);
    return;
  }
  if (p.joints[0] == "." || p.joints[0] == "·" || p.joints[0] == "—" || p.joints[0] == "–") return;
  const bool month_last = d[1].size() == 2 && d[1] <= "12" && d[1] >= "01";
  const bool month_first = d[0].size() == 2 && d[0] <= "12" && d[0] >= "01";
  if (IsYear(d[0]) && month_last) {
    out.push_back(Make(p.ends[1], SayDay(d[0], SmallInt(d[1]), 0), "date", "date/ym"));
    if (StartsWith(context.text, p.ends[1], "月")) out.back().end += std::string_view("月").size();
  } else if (IsYear(d[1]) && month_first) {
    out.push_back(Make(p.ends[1], SayDay(d[1], SmallInt(d[0]), 0), "date", "date/my"));
  } else if (month_first && d[1].size() == 2 && ValidDay(SmallInt(d[0]), SmallInt(d[1])) &&
             (d[0].front() == '0' || d[1].front() == '0')) {
    MonthDay(context, p, out);
  } else if (p.joints[0] == "/" && ValidDay(SmallInt(d[0]), SmallInt(d[1])) && d[0].size() <= 2 &&
             d[1].size() <= 2) {
    const bool named = StartsWith(context.text, p.ends[1], "日");
    const bool dated = EndsWith(context.text, context.at, "年") && context.at > 3 &&
                       IsDigit(Before(context.text, Previous(context.text, context.at)));
    const bool cue = named || dated || context.CueBefore(Cue::kDateBefore, context.at) ||
                     context.CueAfter(Cue::kDateAfter, p.ends[1]);
    if (!cue && !UnlikeFraction(context, SmallInt(d[0]), SmallInt(d[1]), p.ends[1])) return;
    MonthDay(context, p, out);
    out.back().cue = cue ? 3 : 0;
    EatDay(context, out.back());
    if (cue) return;
    out.back().confidence = context.traditional ? 0.9F : 0.75F;
    out.back().alternatives.push_back(SayInt(SmallInt(d[1])) + "分之" + SayInt(SmallInt(d[0])));
  }
}

// 6·23, 9·11: digits without a pause. A full stop or hyphen needs the cue of an event.
void Event(const MatchContext& context, const Parts& p, Readings& out) {
  if (p.count < 2 || p.digits[0].size() > 2 || p.digits[1].size() > 2) return;
  if (p.count == 3 && p.joints[1] == p.joints[0]) return;
  if (!ValidDay(SmallInt(p.digits[0]), SmallInt(p.digits[1]))) return;
  const std::size_t end = p.ends[1];
  if (At(context.text, end) == '%' || StartsWith(context.text, end, "‰")) return;  // 11·1%
  std::size_t after = end;
  for (const std::string_view quote : {std::string_view("”"), std::string_view("\""),
                                       std::string_view("’"), std::string_view("」")}) {
    if (StartsWith(context.text, end, quote)) after += quote.size();
  }
  const bool dot = p.joints[0] == "·";
  const bool cue = context.CueAfter(Cue::kEventAfter, after);
  const bool quoted = after > end && Before(context.text, context.at) == U'“';
  const auto decimal =
      ParseNumber(context.lookups, context.text, context.at, context.limit);  // 1·2米
  if (dot && !cue && !quoted && decimal && decimal->end == end) return;
  if (!dot && !((p.joints[0] == "." || p.joints[0] == "-") && (cue || quoted))) return;
  Reading reading =
      Make(end, ReadDigits(p.digits[0]) + ReadDigits(p.digits[1]), "event date", "date/event");
  if (p.digits[0] == "11" && p.digits[1] == "9") reading.alternatives.push_back("幺幺九");
  reading.cue = cue || quoted ? 6 : 1;
  reading.alternatives.push_back(SayInt(SmallInt(p.digits[0])) + "月" +
                                 SayInt(SmallInt(p.digits[1])) + "日");
  out.push_back(std::move(reading));
}

// 10.1期间, 5.1长假: a holiday by its date.
void Holiday(const MatchContext& context, const Parts& p, Readings& out) {
  constexpr std::array<std::string_view, 5> kDays = {"10.1", "5.1", "6.1", "8.1", "7.1"};
  if (p.count != 2 || p.joints[0] != ".") return;
  const std::string_view written = context.text.substr(context.at, p.ends[1] - context.at);
  if (std::find(kDays.begin(), kDays.end(), written) == kDays.end()) return;
  if (!context.CueAfter(Cue::kHoliday, p.ends[1])) return;
  Reading reading = Make(p.ends[1], SayInt(SmallInt(p.digits[0])) + SayInt(SmallInt(p.digits[1])),
                         "event date", "date/holiday");
  reading.cue = 6;
  out.push_back(std::move(reading));
}

// 08月05日, 08时: a zero before a month, a day or an hour is not read.
void PaddedPart(const MatchContext& context, Readings& out) {
  const std::size_t end = EndOfDigits(context.text, context.at);
  if (end != context.at + 2 || end > context.limit || context.text[context.at] != '0') return;
  if (context.text[end - 1] == '0') return;
  bool named = StartsWith(context.text, end, "号") && EndsWith(context.text, context.at, "月");
  for (const std::string_view name : {std::string_view("月"), std::string_view("日"),
                                      std::string_view("时"), std::string_view("点")}) {
    named = named || StartsWith(context.text, end, name);
  }
  if (!named) return;
  Reading reading =
      Make(end, ReadCardinal(context.text.substr(end - 1, 1), {}), "date", "date/padded");
  reading.cue = 3;
  out.push_back(std::move(reading));
}

}  // namespace

void ReadDates(const MatchContext& context, Readings& out) {
  if (!IsDigit(At(context.text, context.at))) return;
  const Parts parts = Split(context);
  if (parts.count >= 2) {
    RunTogether(context, parts, out);
    ThreeParts(context, parts, out);
    Days(context, parts, out);
    TwoParts(context, parts, out);
    Months(context, parts, out);
    Season(context, parts, out);
    Event(context, parts, out);
    Holiday(context, parts, out);
  }
  PaddedPart(context, out);
  Compact(context, out);
}

}  // namespace boyin::normalise
