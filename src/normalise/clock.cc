#include "normalise/clock.h"

#include <array>

#include "normalise/number.h"
#include "normalise/unit.h"

namespace boyin::normalise {
namespace {

std::size_t Colon(std::string_view text, std::size_t at) {
  if (StartsWith(text, at, ":")) return 1;
  return StartsWith(text, at, "：") ? std::string_view("：").size() : 0;
}

// Two digits below 60, or −1.
int Sixtieth(std::string_view text, std::size_t at) {
  if (EndOfDigits(text, at) != at + 2 || text[at] > '5') return -1;
  return SmallInt(text.substr(at, 2));
}

void HalfDay(std::string_view text, ClockTime& clock) {
  struct Name {
    std::string_view written;
    std::string_view spoken;
  };
  constexpr std::array<Name, 8> kNames = {{{"am", "上午"},
                                           {"AM", "上午"},
                                           {"a.m.", "上午"},
                                           {"A.M.", "上午"},
                                           {"pm", "下午"},
                                           {"PM", "下午"},
                                           {"p.m.", "下午"},
                                           {"P.M.", "下午"}}};
  const std::size_t at = EndOfSpaces(text, clock.end);
  for (const Name& name : kNames) {
    if (StartsWith(text, at, name.written) && !IsLetter(At(text, at + name.written.size()))) {
      clock.half_day = name.spoken;
      clock.end = at + name.written.size();
      return;
    }
  }
}

std::string SayPart(int value, std::string_view name) {
  if (value == 0) return "零" + std::string(name);
  const std::string zero = value < 10 ? "零" : "";
  return zero + ReadCardinal(std::to_string(value), {}) + std::string(name);
}

// 5pm, 10 am
void HourAlone(const MatchContext& context, Readings& out) {
  const std::size_t end = EndOfDigits(context.text, context.at);
  if (end - context.at > 2 || end == context.at) return;
  ClockTime clock{end, SmallInt(context.text.substr(context.at, end - context.at)), 0, -1, {}};
  if (clock.hour > 12) return;
  HalfDay(context.text, clock);
  if (clock.end == end || clock.end > context.limit) return;
  out.push_back({clock.end, SayClock(clock), "time", "clock/hour", 0, 4, 0.9F, {}, false, false});
}

// 1'23", 5′30″
void Primes(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  const std::size_t begin = context.at + (At(text, context.at) == '+' ? 1U : 0U);  // +2'18"
  const std::size_t end = EndOfDigits(text, begin);
  std::size_t prime = 0;
  for (const std::string_view mark :
       {std::string_view("'"), std::string_view("′"), std::string_view("’")}) {
    if (StartsWith(text, end, mark)) prime = mark.size();
  }
  if (prime == 0 || end == begin || Before(text, context.at) == U'°') return;
  const std::size_t seconds = end + prime;
  const std::size_t stop = EndOfDigits(text, seconds);
  if (stop == seconds || stop - seconds > 2) return;
  for (const std::string_view mark : {std::string_view("\""), std::string_view("″"),
                                      std::string_view("”"), std::string_view("''")}) {
    if (!StartsWith(text, stop, mark) || stop + mark.size() > context.limit) continue;
    const std::string minutes = ReadCardinal(text.substr(begin, end - begin), {});
    const int value = SmallInt(text.substr(seconds, stop - seconds));
    std::size_t tail = EndOfDigits(text, stop + mark.size());  // 6'46"874
    if (tail > stop + mark.size() + 3 || tail > context.limit) tail = stop + mark.size();
    std::string per;  // 6'22"/km
    const std::size_t beyond = ParsePer(context, tail, per);
    const std::size_t digits_end = tail;
    if (beyond <= context.limit) tail = beyond;
    out.push_back(
        {tail,
         (begin > context.at ? "加" : "") + (minutes == "二" ? "两" : minutes) + "分" +
             ReadCardinal(std::to_string(value), {}) + "秒" +
             ReadDigits(text.substr(stop + mark.size(), digits_end - stop - mark.size())) + per,
         "duration",
         "clock/primes",
         0,
         4,
         0.9F,
         {},
         false,
         false});
  }
}

// 第78'破门, 90+3'绝杀: the minute of a match.
void MatchMinute(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  const std::size_t end = EndOfDigits(text, context.at);
  if (end == context.at || end - context.at > 3 || text[context.at] == '0') return;
  const char32_t behind = At(text, end);
  if (behind != '\'' && behind != U'′' && behind != U'’') return;
  const bool sport = context.CueNear(Cue::kSport, context.at, end, 16);
  if (!EndsWith(text, context.at, "第") && !sport) return;
  for (const std::string_view mark :
       {std::string_view("'"), std::string_view("′"), std::string_view("’")}) {
    const std::size_t stop = end + mark.size();
    if (!StartsWith(text, end, mark) || stop > context.limit || IsDigit(At(text, stop))) continue;
    Reading reading{stop,   ReadCardinal(text.substr(context.at, end - context.at), {}) + "分钟",
                    "time", "clock/match",
                    0,      5,
                    0.85F,  {},
                    false,  false};
    reading.cue = 3;
    out.push_back(std::move(reading));
  }
}

std::string SayCount(std::string_view digits) {
  std::string said =
      ReadCardinal(digits.substr(digits.size() == 2 && digits[0] == '0' ? 1 : 0), {});
  return said == "二" ? "两" : said;
}

// 1:52.34, and 2:00:35 or 3:45 beside a record: how long a race took.
void RaceTime(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  std::array<std::string_view, 3> parts;
  std::size_t count = 0;
  std::size_t end = context.at;
  for (std::size_t at = context.at; count < parts.size();) {
    end = EndOfDigits(text, at);
    if (end == at || end - at > 2 || end > context.limit) return;
    parts[count++] = text.substr(at, end - at);
    const std::size_t colon = Colon(text, end);
    if (colon == 0) break;
    at = end + colon;
  }
  for (std::size_t i = 1; i < count; ++i) {
    if (parts[i].size() != 2 || parts[i][0] > '5') return;
  }
  if (count < 2) return;
  const std::size_t more = At(text, end) == '.' ? EndOfDigits(text, end + 1) : end;
  const bool parted = more > end + 2 && more <= end + 4 && more <= context.limit;
  // 13:25送到，用时两小时: an hour of two figures needs its cue in front.
  const bool hour = count == 2 && parts[0].size() == 2 && SmallInt(parts[0]) < 24;
  const bool record = context.CueNear(Cue::kRecord, context.at, hour ? text.size() : end, 8);
  // 成绩21日14:00公布, 决赛今日17:00开战: a day in front makes it a time of that day.
  if (hour && !parted && context.CueBefore(Cue::kDay, context.at)) return;
  // 冠军赛以21：15、21：13击败: games.
  constexpr std::size_t kListMark = std::string_view("、").size();
  const std::size_t listed = StartsWith(text, end, "、") ? end + kListMark : end;
  const std::size_t next = EndOfDigits(text, listed);
  if (hour && !parted && listed > end && next > listed && Colon(text, next) > 0) return;
  // 终场以0：12输给对手, 3：11落败: a score.
  if (count == 2 && !parted && context.CueAfter(Cue::kSport, end)) return;
  // 28:32 以便你可以: a place in a recording, at the head of a line.
  const bool place = context.at == 0 && count == 2 && SmallInt(parts[0]) > 24 &&
                     utf8::IsHan(At(text, end)) &&
                     !context.CueNear(Cue::kSport, context.at, end, 16) &&
                     !context.CueNear(Cue::kTeam, context.at, end, 16);
  if (!parted && !record && !place) return;
  std::string spoken = count == 3 ? SayCount(parts[0]) + "小时" : SayCount(parts[0]) + "分";
  if (count == 3) spoken += SayPart(SmallInt(parts[1]), "分");
  spoken += SayPart(SmallInt(parts[count - 1]), "秒");
  if (parted) spoken += ReadDigits(text.substr(end + 1, more - end - 1));
  Reading reading{parted ? more : end,
                  std::move(spoken),
                  "duration",
                  "clock/race",
                  0,
                  5,
                  place ? 0.85F : 0.9F,
                  {},
                  false,
                  false};
  reading.cue = record ? 10 : 0;
  out.push_back(std::move(reading));
}

// 1m75: metres and centimetres.
void Height(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  const std::size_t end = context.at + 4;
  if (EndOfDigits(text, context.at) != context.at + 1 || At(text, context.at + 1) != 'm') return;
  if (EndOfDigits(text, context.at + 2) != end || end > context.limit) return;
  if (IsLetter(At(text, end)) || At(text, end) == '.') return;
  std::string spoken =
      ReadDigits(text.substr(context.at, 1)) + "米" + ReadDigits(text.substr(context.at + 2, 2));
  out.push_back({end, std::move(spoken), "measure", "clock/height", 0, 4, 0.9F, {}, false, false});
}

// 9秒83, 10″22, 1米75: what follows a whole second or metre is read digit by digit.
void Remainder(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  const std::size_t end = EndOfDigits(text, context.at);
  const std::size_t count = end - context.at;
  if (count < 2 || count > 3 || end > context.limit) return;
  std::size_t unit = 0;
  for (const std::string_view name :
       {std::string_view("秒"), std::string_view("米"), std::string_view("″")}) {
    if (EndsWith(text, context.at, name)) unit = name.size();
  }
  if (unit == 0 || !IsDigit(Before(text, context.at - unit)) || At(text, end) == '.' ||
      context.MeasureAt(end) || context.lookups.units.LongestAt(text, end)) {
    return;
  }
  Reading reading{end,       ReadDigits(text.substr(context.at, count)),
                  "measure", "clock/remainder",
                  3,         4,
                  0.9F,      {},
                  false,     false};
  out.push_back(std::move(reading));
}

}  // namespace

std::optional<ClockTime> ParseClock(const MatchContext& context, std::size_t at) {
  const std::string_view text = context.text;
  const std::size_t hour_end = EndOfDigits(text, at);
  if (hour_end == at || hour_end - at > 2) return std::nullopt;
  ClockTime clock;
  clock.hour = SmallInt(text.substr(at, hour_end - at));
  const std::size_t colon = Colon(text, hour_end);
  if (colon == 0 || clock.hour > 24) return std::nullopt;
  clock.minute = Sixtieth(text, hour_end + colon);
  if (clock.minute < 0) return std::nullopt;
  clock.end = hour_end + colon + 2;
  if (const std::size_t second = Colon(text, clock.end); second > 0) {
    clock.second = Sixtieth(text, clock.end + second);
    if (clock.second < 0) return std::nullopt;
    clock.end += second + 2;
  }
  if (clock.hour == 24 && (clock.minute > 0 || clock.second > 0)) return std::nullopt;
  HalfDay(text, clock);
  if (clock.end > context.limit) return std::nullopt;
  return clock;
}

std::string SayClock(const ClockTime& clock) {
  std::string out = clock.half_day;
  out += clock.hour == 2 ? "两" : ReadCardinal(std::to_string(clock.hour), {});
  out += "点";
  if (clock.minute == 0 && clock.second < 0) return out;
  out += SayPart(clock.minute, "分");
  if (clock.second >= 0) out += SayPart(clock.second, "秒");
  return out;
}

void ReadClock(const MatchContext& context, Readings& out) {
  if (At(context.text, context.at) == '+') Primes(context, out);
  if (!IsDigit(At(context.text, context.at))) return;
  HourAlone(context, out);
  Primes(context, out);
  MatchMinute(context, out);
  RaceTime(context, out);
  Remainder(context, out);
  Height(context, out);
  auto clock = ParseClock(context, context.at);
  if (!clock) return;
  Reading reading{clock->end, SayClock(*clock), "time", "clock/time", 0, 4, 0.95F, {}, false,
                  false};
  const std::size_t dash = DashAt(context.text, EndOfSpaces(context.text, clock->end));
  if (dash > 0) {
    const std::size_t at = EndOfSpaces(context.text, EndOfSpaces(context.text, clock->end) + dash);
    if (const auto until = ParseClock(context, at)) {
      reading.spoken += "到" + SayClock(*until);
      reading.end = until->end;
      reading.rule = "clock/range";
    }
  }
  if (context.CueNear(Cue::kClock, context.at, reading.end, 6)) reading.cue = 6;
  out.push_back(std::move(reading));
}

}  // namespace boyin::normalise
