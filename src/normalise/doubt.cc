// Situations that leave another reading open, by what stands beside the number. They lower what the
// model of confidence begins with, and name the other reading.
#include "normalise/doubt.h"

#include <algorithm>

#include "normalise/number.h"

namespace boyin::normalise {
namespace {

void Lower(Reading& reading, float to) { reading.confidence = std::min(reading.confidence, to); }

void Offer(Reading& reading, std::string other) {
  auto& all = reading.alternatives;
  if (other == reading.spoken || std::find(all.begin(), all.end(), other) != all.end()) return;
  all.push_back(std::move(other));
}

bool AllDigits(std::string_view text) { return EndOfDigits(text, 0) == text.size(); }

// 1299的机子, 花了598买的: a price whose currency is not said.
bool Priced(const MatchContext& context, std::string_view digits, std::size_t end) {
  const bool usual = digits.size() <= 4 && (digits.back() == '9' || digits.back() == '8');
  return usual && (context.CueBefore(Cue::kPaid, context.at) || context.CueAfter(Cue::kThing, end));
}

// 举办1016航班, 一个470: a number of three figures and more that nothing counts.
void Uncounted(const MatchContext& context, std::string_view digits, Reading& reading) {
  if (digits.size() < 3 || context.MeasureAt(reading.end) ||
      context.CueAfter(Cue::kGoesOn, reading.end) || context.CueBefore(Cue::kCounted, context.at)) {
    return;
  }
  const bool round = digits.ends_with("00") || digits.ends_with("50");
  if (Priced(context, digits, reading.end)) return Lower(reading, 0.85F);
  const bool year = digits.size() == 4 && digits >= "1000" && digits < "2100";
  if (year) {
    Lower(reading, 0.5F);
  } else if (digits.size() > 6) {
    Lower(reading, 0.4F);
  } else {
    Lower(reading, round ? 0.82F : 0.65F);
  }
  Offer(reading, ReadDigits(digits));
}

// 2019531953年: figures run together. 2部: 二 or 两 for a word that no table has.
void Joined(const MatchContext& context, std::string_view digits, Reading& reading) {
  if (digits.size() > 4 && StartsWith(context.text, reading.end, "年")) {
    Lower(reading, 0.3F);
    Offer(reading, ReadDigits(digits));
  }
  const char32_t next = At(context.text, reading.end);
  const char32_t left = Before(context.text, context.at);
  const bool ordinal = left == U'第' || left == U'比' || !utf8::IsHan(left);
  if (digits == "2" && !ordinal && utf8::IsHan(next) && !context.MeasureAt(reading.end) &&
      !context.CueAfter(Cue::kGoesOn, reading.end)) {
    Lower(reading, 0.78F);
    Offer(reading, "两");
  }
}

// 12,1192010年, 130,0002012年: figures on both sides of a comma that make no number together; not
// 2,3,7,8 and (13.54,-0.43).
void TornGroups(const MatchContext& context, Reading& reading) {
  const auto digit_behind = [&](std::size_t comma) {
    return At(context.text, comma) == ',' && IsDigit(At(context.text, comma + 1));
  };
  const bool left = context.at > 1 && Before(context.text, context.at) == ',' &&
                    IsDigit(Before(context.text, context.at - 1));
  const std::string_view written = context.text.substr(context.at, reading.end - context.at);
  const std::size_t behind = EndOfDigits(context.text, reading.end + 1) - (reading.end + 1);
  const bool small = written.size() < 3 && !(digit_behind(reading.end) && behind > 2);
  if (small || written.find('.') != written.npos) return;
  if (left || digit_behind(reading.end)) Lower(reading, 0.5F);
}

// 10.30下的单, 9.3阅兵: a decimal that nothing counts may be a day.
void DayLike(const MatchContext& context, std::string_view written, Reading& reading) {
  const std::size_t point = EndOfDigits(written, 0);
  if (point == 0 || point + 1 >= written.size() || written[point] != '.') return;
  const std::string_view month = written.substr(0, point);
  const std::string_view day = written.substr(point + 1);
  const char32_t next = At(context.text, reading.end);
  const char32_t left = Before(context.text, context.at);
  if (month.front() == '0' || SmallInt(month) > 12 || EndOfDigits(day, 0) != day.size()) return;
  if (day.size() > 2 || SmallInt(day) == 0 || SmallInt(day) > 31) return;
  const bool apart = left == 0 || IsCjkPunctuation(left) || utf8::IsHan(left);
  const bool counted = context.MeasureAt(reading.end) || !utf8::IsHan(next) ||
                       context.CueAfter(Cue::kGoesOn, reading.end) ||
                       context.CueBefore(Cue::kDecimal, context.at) ||
                       context.CueBefore(Cue::kCounted, context.at);
  if (!apart || counted || (day.size() == 1 && day != "1" && day != "8" && day != "3")) return;
  Lower(reading, day.size() == 2 ? 0.7F : 0.78F);
  Offer(reading,
        ReadCardinal(month, {}) + "月" + ReadCardinal(std::to_string(SmallInt(day)), {}) + "日");
}

// x-3, AB-12, 12-: a hyphen that nobody has heard, beside a number.
void BesideHyphen(const MatchContext& context, Reading& reading) {
  const char32_t left = Before(context.text, context.at);
  const bool before = (left == '-' || left == U'−') && context.at > 1;
  const std::size_t dash = DashAt(context.text, reading.end);
  const char32_t beyond = At(context.text, reading.end + dash);
  const bool after = dash > 0 && (IsDigit(beyond) || IsLetter(beyond) || beyond == '(');
  if (!before && !after) return;
  Lower(reading, 0.72F);
  if (before) Offer(reading, "减" + reading.spoken);
}

bool YearLike(std::string_view digits) {
  return digits.size() == 4 && digits >= "1000" && digits < "2100";
}

// 2015-16, 1931-1945: ends that look like years and were counted.
void Ends(std::string_view written, Reading& reading) {
  const std::size_t first = EndOfDigits(written, 0);
  if (!YearLike(written.substr(0, first))) return;
  const std::size_t second = first + DashAt(written, first);
  if (second == first || EndOfDigits(written, second) != written.size()) return;
  Lower(reading, 0.6F);
  Offer(reading, ReadDigits(written.substr(0, first)) + "到" + ReadDigits(written.substr(second)));
}

// 18:30 or 3:2, where nothing near says which.
void Colon(std::string_view written, Reading& reading) {
  const bool clock = reading.rule == "clock/time" || reading.rule == "clock/range";
  if (reading.cue > 0) return;
  Lower(reading, clock ? 0.88F : (written.size() > 4 ? 0.75F : 0.85F));
}

void Slash(const MatchContext& context, Reading& reading) {
  const char32_t left = Before(context.text, context.at);
  const char32_t right = At(context.text, reading.end);
  const bool title = (IsDigit(left) && utf8::IsHan(right)) || (utf8::IsHan(left) && IsDigit(right));
  if (IsDigit(left) || IsDigit(right)) Lower(reading, title ? 0.92F : 0.7F);
}

// 5/8直捣台中: a fraction that may be a day, before a word that is no part of a fraction.
void DayStroke(const MatchContext& context, std::string_view written, Reading& reading) {
  const std::size_t stroke = EndOfDigits(written, 0);
  if (stroke == 0 || stroke > 2 || written[stroke] != '/') return;
  const std::string_view day = written.substr(stroke + 1);
  if (EndOfDigits(day, 0) != day.size() || day.size() > 2) return;
  const int month = SmallInt(written.substr(0, stroke));
  const char32_t left = Before(context.text, context.at);
  const char32_t next = At(context.text, reading.end);
  const bool apart = left == 0 || left == ' ' || utf8::IsHan(left) || IsCjkPunctuation(left);
  if (month < 1 || month > 12 || SmallInt(day) < 1 || SmallInt(day) > 31 || !apart ||
      !utf8::IsHan(next) || context.CueAfter(Cue::kFraction, reading.end) ||
      context.CueBefore(Cue::kCounted, context.at) || context.MeasureAt(reading.end) ||
      left == U'（') {
    return;
  }
  Lower(reading, 0.75F);
  Offer(reading, ReadCardinal(std::to_string(month), {}) + "月" +
                     ReadCardinal(std::to_string(SmallInt(day)), {}) + "日");
}

// H1每股盈余, Q3可望: a part of a year that no cue names.
void Term(std::string_view written, Reading& reading) {
  const bool quarter = written.size() == 2 && written[0] == 'Q' && written[1] < '5';
  const bool half = written == "H1" || written == "H2";
  if (quarter || half) Lower(reading, 0.7F);
}

// 100W元 or 100W: watts or ten thousands. 2.0t: tons or a motor with its turbine. 6s: seconds or a
// name.
void Capital(const MatchContext& context, std::string_view written, Reading& reading) {
  const std::size_t digits = EndOfDigits(written, 0);
  const bool decimal = digits + 3 == written.size() && written[digits] == '.';  // 1.2W, 2.0t
  if (digits == 0 || !(decimal || digits + 1 == written.size())) return;
  if (written.back() == 'W' && !context.CueNear(Cue::kWatt, context.at, reading.end, 10)) {
    Lower(reading, 0.6F);
    Offer(reading,
          reading.spoken.substr(0, reading.spoken.size() - std::string_view("瓦").size()) + "万");
  }
  if (written.back() == 't' && decimal && digits == 1) {
    Lower(reading, 0.6F);
    Offer(reading,
          reading.spoken.substr(0, reading.spoken.size() - std::string_view("吨").size()) + "T");
  }
  if (decimal) return;
  if (written.back() == 's' && digits < 3 && Before(context.text, context.at) == ' ') {
    Lower(reading, 0.5F);
  }
}

// 10000mth: small letters behind a round number are no unit that is known.
void Unknown(std::string_view written, Reading& reading) {
  const std::size_t digits = EndOfDigits(written, 0);
  if (digits < 3 || !written.substr(0, digits).ends_with("00")) return;
  const std::string_view rest = written.substr(digits);
  const bool small = !rest.empty() && std::all_of(rest.begin(), rest.end(),
                                                  [](char c) { return c >= 'a' && c <= 'z'; });
  if (small) Lower(reading, 0.6F);
}

}  // namespace

void Doubt(const MatchContext& context, Reading& reading) {
  const std::string_view written = context.text.substr(context.at, reading.end - context.at);
  if (IsDigit(At(context.text, context.at))) TornGroups(context, reading);
  if (reading.rule == "quantity/number") {
    DayLike(context, written, reading);
    BesideHyphen(context, reading);
    Capital(context, written, reading);
    if (!AllDigits(written)) return;
    Uncounted(context, written, reading);
    Joined(context, written, reading);
  } else if (reading.rule.starts_with("latin/")) {
    Term(written, reading);
    if (reading.rule != "latin/scale") Unknown(written, reading);
  } else if (reading.rule == "quantity/range") {
    Ends(written, reading);
  } else if (reading.rule == "clock/time" || reading.rule == "ratio/colon") {
    Colon(written, reading);
  } else if (reading.rule == "slash/list") {
    Slash(context, reading);
  } else if (reading.rule == "date/year" && EndOfDigits(written, 0) == 3) {
    Lower(reading, context.CueBefore(Cue::kYearLeft, context.at) ? 0.97F : 0.9F);
    Offer(reading, ReadCardinal(written.substr(0, 3), {}));
  } else if (reading.rule == "code/zero" && written.size() > 4) {
    const char32_t left = Before(context.text, context.at);
    if (left != '(' && left != U'（') Lower(reading, 0.7F);
  } else if (reading.rule == "ratio/fraction" && reading.cue == 0) {
    if (written.size() > 4) Lower(reading, 0.75F);
    DayStroke(context, written, reading);
  }
}

}  // namespace boyin::normalise
