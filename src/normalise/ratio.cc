// Two numbers and a sign between: scores, ratios, fractions, formulas.
#include <array>

#include "normalise/number.h"
#include "normalise/quantity.h"
#include "normalise/reading.h"
#include "normalise/unit.h"

namespace boyin::normalise {
namespace {

std::string Cardinal(std::string_view digits) { return ReadCardinal(digits, {}); }

Reading Make(std::size_t end, std::string spoken, std::string_view kind, std::string_view rule,
             int weight) {
  return {end, std::move(spoken), kind, rule, 0, weight, 0.95F, {}, false, false};
}

struct Pair {
  Number left;
  Number right;
};

/// Whether `joint` may follow the number whose first figures end at `at`: the quick answer for the
/// many numbers that are no pair.
bool HasJoint(std::string_view text, std::size_t at, std::string_view joint) {
  constexpr std::size_t kLongest = 40;
  const std::size_t stop = at + kLongest;
  while (At(text, at) == '.' || At(text, at) == ',' || IsDigit(At(text, at)) ||
         At(text, at) == U'·') {
    at += utf8::Decode(text, at).length;
    if (at > stop) return true;
  }
  return StartsWith(text, EndOfSpaces(text, at), joint);
}

bool ParsePair(const MatchContext& context, std::string_view joint, Pair& pair) {
  const std::size_t first = EndOfDigits(context.text, context.at);
  if (first == context.at || !HasJoint(context.text, first, joint)) return false;
  std::size_t at = first;
  auto left = ParseNumber(context.lookups, context.text, context.at, context.limit);
  if (!left) return false;
  at = EndOfSpaces(context.text, left->end);
  if (!StartsWith(context.text, at, joint)) return false;
  at = EndOfSpaces(context.text, at + joint.size());
  auto right = ParseNumber(context.lookups, context.text, at, context.limit);
  if (!right) return false;
  pair = {*std::move(left), *std::move(right)};
  return true;
}

std::string Say(const Number& n) { return ReadDecimal(n.integer, n.fraction, {}); }

// 3:2, 3∶2, 1:1000: a colon between numbers is 比, unless it is a time.
void Colon(const MatchContext& context, Readings& out) {
  for (const std::string_view joint :
       {std::string_view(":"), std::string_view("∶"), std::string_view("：")}) {
    Pair pair;
    if (!ParsePair(context, joint, pair)) continue;
    Reading reading = Make(pair.right.end, Say(pair.left) + "比" + Say(pair.right), "ratio",
                           "ratio/colon", joint == "∶" ? 6 : 2);
    if (StartsWith(context.text, reading.end, "年") && pair.right.integer.size() == 4) {
      continue;  // 2：1982年
    }
    // 3:2:1
    while (StartsWith(context.text, reading.end, joint)) {
      const auto more =
          ParseNumber(context.lookups, context.text, reading.end + joint.size(), context.limit);
      if (!more) break;
      reading.spoken += "比" + Say(*more);
      reading.end = more->end;
    }
    // 18:00迎战: a full or a half hour is no score.
    const bool hour = pair.left.integer.size() == 2 &&
                      (pair.right.integer == "00" || pair.right.integer == "30") &&
                      SmallInt(pair.left.integer) <= 24;
    // 9日7:30，湖人队…: behind a day, unless the word of a match follows at once.
    const bool dayed =
        pair.right.integer.size() == 2 && pair.right.integer < "60" &&
        SmallInt(pair.left.integer) <= 24 && context.CueBefore(Cue::kDay, context.at) &&
        !context.CueAfter(Cue::kSport, reading.end) && !StartsWith(context.text, reading.end, "、");
    const bool sport = !hour && !dayed && context.CueNear(Cue::kSport, context.at, reading.end, 10);
    // (25:21、23:25): among scores
    const bool listed = context.state.score && EndsWith(context.text, context.at, "、");
    if (sport || listed) reading.cue = 9;
    if (sport) reading.semiotic_class = "score";
    reading.score = true;
    out.push_back(std::move(reading));
  }
}

bool Small(const Number& n) { return n.fraction.empty() && !n.grouped && n.integer.size() <= 3; }

// 广东98-102辽宁: points of a basketball match between two names.
bool BasketballScore(const MatchContext& context, const Pair& pair) {
  const auto points = [](const Number& n) {
    const int value = SmallInt(n.integer);
    return value >= 60 && value < 160;
  };
  const char32_t next = At(context.text, pair.right.end);
  return points(pair.left) && points(pair.right) && utf8::IsHan(Before(context.text, context.at)) &&
         utf8::IsHan(next) && !context.MeasureAt(pair.right.end) &&
         !context.lookups.units.LongestAt(context.text, pair.right.end);
}

// 3-6、6-3: what follows falls, so that both are scores.
bool BeforeScore(std::string_view text, std::size_t at, std::string_view joint) {
  std::size_t begin = at;
  for (const std::string_view mark : {std::string_view("、"), std::string_view("，"),
                                      std::string_view(","), std::string_view("/")}) {
    if (StartsWith(text, at, mark)) begin = EndOfSpaces(text, at + mark.size());
  }
  const std::size_t left = EndOfDigits(text, begin);
  const std::size_t right = EndOfDigits(text, left + joint.size());
  if (begin == at || left == begin || left > begin + 3 || !StartsWith(text, left, joint))
    return false;
  const std::string_view first = text.substr(begin, left - begin);
  const std::string_view second = text.substr(left + joint.size(), right - left - joint.size());
  return !second.empty() && second.size() <= 3 && SmallInt(first) > SmallInt(second) &&
         DashAt(text, right) == 0;
}

// 21-15: with a sporting cue, after another score, or where the larger number comes first.
void Score(const MatchContext& context, Readings& out) {
  for (const std::string_view joint :
       {std::string_view("-"), std::string_view("–"), std::string_view("—")}) {
    Pair pair;
    if (!ParsePair(context, joint, pair) || !Small(pair.left) || !Small(pair.right)) continue;
    if (DashAt(context.text, pair.right.end) > 0 && IsDigit(At(context.text, pair.right.end + 1))) {
      continue;
    }
    const bool sport = context.CueNear(Cue::kSport, context.at, pair.right.end, 10) ||
                       context.CueBefore(Cue::kTeam, context.at) ||
                       context.CueAfter(Cue::kTeam, pair.right.end) ||
                       BasketballScore(context, pair);
    constexpr std::u32string_view kJoints = U"、，,；;/";
    const char32_t before = Before(context.text, context.at);
    const bool tie_break = At(context.text, pair.right.end) == '(' &&  // 6-7(5)
                           At(context.text, EndOfDigits(context.text, pair.right.end + 1)) == ')';
    const bool listed = tie_break ||
                        (context.state.score && kJoints.find(before) != kJoints.npos) ||
                        BeforeScore(context.text, pair.right.end, joint);
    const bool descending = SmallInt(pair.left.integer) > SmallInt(pair.right.integer);
    const bool measured = static_cast<bool>(context.MeasureAt(pair.right.end));
    const bool level = pair.left.integer == pair.right.integer && joint == "-" && !measured;  // 0-0
    const bool falls = descending && !measured && pair.right.integer != "0";
    if (!sport && !listed && !falls && !level) continue;
    constexpr std::u32string_view kCalendar = U"月日年号时点岁级天周届轮℃%";  // 日本7-9月
    if (kCalendar.find(At(context.text, pair.right.end)) != kCalendar.npos) continue;
    if (measured && !sport) continue;
    if (ParseUnit(context, pair.right.end).end > pair.right.end) continue;  // 2 - 4 wks
    // Without a cue, 36—1 is the name of an oil field or a variety.
    const std::string_view said = sport || listed || joint == "-" ? "比" : "杠";
    Reading reading = Make(pair.right.end, Say(pair.left) + std::string(said) + Say(pair.right),
                           said == "比" ? "score" : "code", "ratio/score", 2);
    reading.cue = sport || listed ? 6 : 0;
    reading.confidence = sport || listed ? 0.9F : 0.7F;
    reading.alternatives.push_back(Say(pair.left) + "到" + Say(pair.right));
    reading.score = said == "比";
    out.push_back(std::move(reading));
  }
}

bool IsPowerOfTen(std::string_view digits) {
  return digits.front() == '1' && digits.find_first_not_of('0', 1) == std::string_view::npos;
}

// 235/45: two figures, no fraction.
bool Improper(const Pair& pair) {
  const std::string_view a = pair.left.integer;
  const std::string_view b = pair.right.integer;
  const bool whole = pair.left.fraction.empty() && pair.right.fraction.empty();
  return whole && b.size() >= 2 && (a.size() > b.size() || (a.size() == b.size() && a > b));
}

// 2/10年期, 1/2号线: one after the other.
void Listed(const MatchContext& context, Readings& out) {
  Pair pair;
  if (!ParsePair(context, "/", pair) || !context.CueAfter(Cue::kListed, pair.right.end)) return;
  if (!pair.left.fraction.empty() || !pair.right.fraction.empty()) return;
  Reading reading =
      Make(pair.right.end, Say(pair.left) + "、" + Say(pair.right), "cardinal", "ratio/listed", 4);
  reading.cue = 3;
  out.push_back(std::move(reading));
}

// |x-3|: a letter, a sign, and another letter or a number; nothing where it is anything else.
std::string SayInner(std::string_view inner) {
  if (inner.size() < 3 || !IsAsciiLetter(At(inner, 0))) return {};
  const std::string_view rest = inner.substr(2);
  const bool letter = rest.size() == 1 && IsAsciiLetter(At(rest, 0));
  if (!letter && EndOfDigits(rest, 0) != rest.size()) return {};
  if (inner[1] != '-' && inner[1] != '+') return {};
  return std::string(inner.substr(0, 1)) + std::string(inner[1] == '-' ? "减" : "加") +
         (letter ? std::string(rest) : Cardinal(rest));
}

// |−5|: the value without its sign.
void Absolute(const MatchContext& context, Readings& out) {
  if (At(context.text, context.at) != '|') return;
  const std::size_t close = context.text.substr(0, context.limit).find('|', context.at + 1);
  if (close != std::string_view::npos && close < context.at + 12) {
    const std::string inner = SayInner(context.text.substr(context.at + 1, close - context.at - 1));
    if (!inner.empty()) {
      out.push_back(Make(close + 1, inner + "的绝对值", "formula", "ratio/absolute", 4));
      return;
    }
  }
  const auto number = ParseQuantity(context, context.at + 1, true);
  std::size_t end = number ? number->end : EndOfLetters(context.text, context.at + 1);
  if (!number && end != context.at + 2) return;
  if (At(context.text, end) != '|' || end + 1 > context.limit) return;
  std::string spoken =
      number ? SayQuantity(*number, context) : std::string(context.text.substr(context.at + 1, 1));
  out.push_back(Make(end + 1, std::move(spoken) + "的绝对值", "formula", "ratio/absolute", 4));
}

// 评分7.9/10, GPA 3.8/4.0: so many of so many that can be had.
void Mark(const MatchContext& context, Readings& out) {
  Pair pair;
  if (!ParsePair(context, "/", pair) || IsDigit(At(context.text, pair.right.end))) return;
  const bool marked =
      context.CueBefore(Cue::kMark, context.at) ||
      (Before(context.text, context.at) == ' ' && context.CueBefore(Cue::kMark, context.at - 1));
  if (!marked || (pair.left.fraction.empty() && pair.right.fraction.empty() &&
                  pair.right.integer != "10" && pair.right.integer != "100")) {
    return;
  }
  Reading reading =
      Make(pair.right.end, Say(pair.left) + "，满分" + Say(pair.right), "score", "ratio/mark", 4);
  reading.cue = 3;
  out.push_back(std::move(reading));
}

// 1 1/2: a whole number, a space, and a fraction that is less than one.
void Mixed(const MatchContext& context, Readings& out) {
  const std::size_t whole = EndOfDigits(context.text, context.at);
  const char32_t left = Before(context.text, context.at);
  if (whole == context.at || whole > context.at + 3 || At(context.text, whole) != ' ') return;
  if (left == '/' || left == '.' || IsLetter(left) || left == '-') return;
  MatchContext behind = context;
  behind.at = EndOfSpaces(context.text, whole);
  Pair pair;
  if (behind.at >= context.limit || !ParsePair(behind, "/", pair)) return;
  const std::string_view a = pair.left.integer;
  const std::string_view b = pair.right.integer;
  const bool fraction = pair.left.fraction.empty() && pair.right.fraction.empty() &&
                        a.size() <= 2 && b.size() <= 2 && SmallInt(a) > 0 &&
                        SmallInt(a) < SmallInt(b) && SmallInt(b) <= 16;
  const char32_t next = At(context.text, pair.right.end);
  if (!fraction || IsDigit(next) || next == '/' ||
      StartsWith(context.text, pair.right.end, "决赛")) {
    return;
  }
  out.push_back(Make(pair.right.end,
                     Cardinal(context.text.substr(context.at, whole - context.at)) + "又" +
                         Say(pair.right) + "分之" + Say(pair.left),
                     "fraction", "ratio/mixed", 4));
}

// 19.2/20.8万元, 1.6/1.8三款: two decimals that are near each other, or are both counted; not the
// sum 2.4/1.2.
bool PairedDecimals(const MatchContext& context, const Pair& pair) {
  if (pair.left.fraction.empty() || pair.right.fraction.empty()) return false;
  const std::size_t end = pair.right.end;
  if (context.MeasureAt(end) || context.lookups.currencies.LongestAt(context.text, end) ||
      StartsWith(context.text, end, "万") || StartsWith(context.text, end, "亿")) {
    return true;
  }
  constexpr std::size_t kLong = 6;
  if (pair.left.integer.size() > kLong || pair.right.integer.size() > kLong) return false;
  const double left = std::stod(pair.left.integer + "." + pair.left.fraction);
  const double right = std::stod(pair.right.integer + "." + pair.right.fraction);
  constexpr double kNear = 1.4;
  return left < right * kNear && right < left * kNear;
}

// 1/3, 1 / 2, 33/4; after a whole number 又: 1又1/5.
void Fraction(const MatchContext& context, Readings& out) {
  Pair pair;
  const bool chained = context.at > 1 && Before(context.text, context.at) == '/' &&
                       IsDigit(Before(context.text, context.at - 1));  // 5/1/8
  if (chained) return;
  for (const std::string_view joint : {std::string_view("/"), std::string_view("⁄")}) {
    if (!ParsePair(context, joint, pair)) continue;
    if (At(context.text, pair.right.end) == '/' && IsDigit(At(context.text, pair.right.end + 1))) {
      continue;
    }
    // 第13/2024号法律: the number and its year.
    const bool numbered = EndsWith(context.text, context.at, "第") &&
                          pair.right.integer.size() == 4 &&
                          StartsWith(context.text, pair.right.end, "号");
    if (numbered) {
      out.push_back(Make(pair.right.end, Say(pair.left) + "杠" + ReadDigits(pair.right.integer),
                         "code", "ratio/numbered", 4));
      continue;
    }
    // 550/1400: two figures of a product, no fraction.
    const bool large = pair.left.integer.size() >= 3 && pair.right.integer.size() >= 3 &&
                       pair.left.fraction.empty() && pair.right.fraction.empty() &&
                       !IsPowerOfTen(pair.right.integer);
    const bool decimals = PairedDecimals(context, pair);
    if (large || decimals || Improper(pair) || context.CueAfter(Cue::kListed, pair.right.end))
      continue;
    std::string whole = Say(pair.right);
    std::size_t end = pair.right.end;
    for (const std::string_view scale : {std::string_view("万"), std::string_view("亿")}) {
      if (!StartsWith(context.text, end, scale)) continue;  // 16.9/10万
      whole += scale;
      end += scale.size();
    }
    Reading reading = Make(end, whole + "分之" + Say(pair.left), "fraction", "ratio/fraction", 3);
    const bool odd = pair.left.integer.size() > 2 || !pair.left.fraction.empty();
    if (odd) reading.confidence = 0.7F;
    if (Before(context.text, context.at) == '-') reading.confidence = 0.6F;
    out.push_back(std::move(reading));
  }
}

// 120/80mmHg: the two pressures, one after the other.
void BloodPressure(const MatchContext& context, Readings& out) {
  Pair pair;
  if (!ParsePair(context, "/", pair)) return;
  const bool unit = StartsWith(context.text, pair.right.end, "mmHg") ||
                    StartsWith(context.text, pair.right.end, "毫米汞柱");
  if (!unit && !EndsWith(context.text, context.at, "血压") &&
      !EndsWith(context.text, context.at, "血压为")) {
    return;
  }
  const auto right = ParseQuantity(context, pair.right.end - pair.right.integer.size(), false);
  if (!right || right->end > context.limit) return;
  Reading reading = Make(right->end, Say(pair.left) + "、" + SayQuantity(*right, context),
                         "measure", "ratio/pressure", 5);
  reading.cue = 4;
  out.push_back(std::move(reading));
}

struct Operator {
  std::string_view sign;
  std::string_view spoken;
};

constexpr std::array<Operator, 24> kOperators = {
    {{"<=", "小于等于"}, {">=", "大于等于"}, {"!=", "不等于"},  {"==", "等于"},   {"+", "加"},
     {"-", "减"},        {"−", "减"},        {"×", "乘"},       {"✕", "乘"},      {"*", "乘"},
     {"x", "乘"},        {"X", "乘"},        {"÷", "除以"},     {"=", "等于"},    {">", "大于"},
     {"<", "小于"},      {"≤", "小于等于"},  {"≥", "大于等于"}, {"≠", "不等于"},  {"≈", "约等于"},
     {"±", "正负"},      {"≡", "恒等于"},    {"⩽", "小于等于"}, {"⩾", "大于等于"}}};

const Operator* OperatorAt(std::string_view text, std::size_t at) {
  for (const Operator& op : kOperators) {
    if (StartsWith(text, at, op.sign)) return &op;
  }
  return nullptr;
}

bool IsRelation(std::string_view sign) {
  return sign.find_first_of("=<>") != std::string_view::npos || sign == "≈";
}

// 1+1>2, 3+1+2, 1+6+N, 10-5=5, 7×24: operands joined by signs. A minus needs an equals sign or
// another operator beside it; else it is a range or a hyphen.
void Formula(const MatchContext& context, Readings& out) {
  std::size_t at = context.at;
  std::string spoken;
  bool minus = false;
  bool other = false;
  bool relation = false;
  std::size_t end = at;
  for (int operands = 0; operands < 64; ++operands) {
    const auto number = ParseQuantity(context, at, operands == 0);
    if (number && number->end <= context.limit &&
        (number->sign == 0 || !utf8::IsHan(Before(context.text, at)))) {
      spoken += SayQuantity(*number, context);
      end = number->end;
    } else if (operands > 0 && IsAsciiLetter(At(context.text, at)) &&
               EndOfLetters(context.text, at) - at == 1) {
      spoken += context.text[at];
      end = at + 1;
    } else {
      return;
    }
    const std::size_t sign_at = EndOfSpaces(context.text, end);
    const Operator* op = OperatorAt(context.text, sign_at);
    if (op == nullptr) break;
    const std::size_t next = EndOfSpaces(context.text, sign_at + op->sign.size());
    const char32_t c = At(context.text, next);
    const bool letter = IsAsciiLetter(c) && EndOfLetters(context.text, next) - next == 1;
    if (!IsDigit(c) && !letter) break;
    const bool times = op->sign == "x" || op->sign == "X";
    if (times && (!IsDigit(c) || context.text.substr(at, end - at) == "0")) break;  // 0x80
    // 10!=3628800
    const bool factorial = op->sign == "!=" && sign_at == end && next == sign_at + 2 &&
                           IsDigit(Before(context.text, end));
    minus = minus || op->spoken == "减";
    relation = relation || IsRelation(op->sign);
    other = other || op->spoken != "减";
    spoken += factorial ? "的阶乘等于" : op->spoken;
    at = next;
  }
  if (at == context.at || (minus && !relation && !other)) return;
  const char32_t left = Before(context.text, context.at);
  const bool joined = IsLetter(left) || left == U'²' || left == U'³';
  if (joined && !IsDigit(At(context.text, context.at))) return;  // x²-3=0: the sign is an operator
  out.push_back(Make(end, std::move(spoken), "formula", "ratio/formula", 3));
}

// 237-242号, 1-15号杆, 1—3号楼: a range, not 3-202室; the larger number last, as many digits on
// either side or few of them in front of 号.
bool IsRange(std::string_view chain, bool numbered) {
  const std::size_t end = EndOfDigits(chain, 0);
  const std::size_t dash = DashAt(chain, end);
  const std::string_view left = chain.substr(0, end);
  const std::string_view right = chain.substr(end + dash);
  const bool alike = left.size() == right.size() || (numbered && right.size() <= 2) ||
                     chain.substr(end, dash) != "-";
  return alike && SmallInt(left) < SmallInt(right);
}

// 1-2-301室: 杠; 4-4-2阵型: digits.
void Chain(const MatchContext& context, Readings& out) {
  std::string spoken;
  std::string bare;
  std::size_t at = context.at;
  std::size_t end = at;
  int count = 0;
  std::string apart;  // 90-60-90: one after the other
  bool small = true;
  int ten = 0;  // the players of 4-4-2 without the goalkeeper
  while (true) {
    const std::size_t stop = EndOfDigits(context.text, at);
    if (stop == at || stop > context.limit || stop - at > 6) break;
    const std::string_view digits = context.text.substr(at, stop - at);
    if (count > 0) spoken += "杠";
    spoken += digits.size() > 2 ? ReadDigits(digits) : Cardinal(digits);
    bare += Cardinal(digits);
    apart += (count > 0 ? "、" : "") + Cardinal(digits);
    small = small && digits.size() <= 2 && digits.front() != '0';
    ten += SmallInt(digits);
    end = stop;
    ++count;
    const std::size_t dash = DashAt(context.text, stop);
    if (dash == 0) break;
    at = stop + dash;
  }
  if (count < 2) return;
  const bool figure = context.CueBefore(Cue::kFigure, context.at);    // 图3-1
  const bool numbered = context.CueBefore(Cue::kDigits, context.at);  // 邮发代号1-1
  const bool room = context.CueAfter(Cue::kRoomAfter, end) || figure || numbered;
  const bool formation =
      context.CueAfter(Cue::kFormation, end) || context.CueBefore(Cue::kFormation, context.at) ||
      (count >= 3 && ten == 10 && end - context.at == 2U * static_cast<std::size_t>(count) - 1);
  if (count == 2 && !room && !formation) return;
  const bool named = (figure || numbered) && !context.CueAfter(Cue::kRoomAfter, end);
  const std::string_view chain = context.text.substr(context.at, end - context.at);
  if (count == 2 && !named && !formation && IsRange(chain, StartsWith(context.text, end, "号"))) {
    const std::size_t first = EndOfDigits(chain, 0);
    if (first < 3 || StartsWith(context.text, end, "号")) return;
    spoken = ReadDigits(chain.substr(0, first)) + "到" +  // 101-105室
             ReadDigits(chain.substr(first + DashAt(chain, first)));
  }
  Reading reading = Make(end, formation ? bare : (room || !small ? spoken : apart),
                         formation ? "formation" : "code", "ratio/chain", 3);
  reading.cue = room || formation ? 6 : 0;
  reading.confidence = room || formation ? 0.95F : 0.7F;
  out.push_back(std::move(reading));
}

}  // namespace

void ReadRatios(const MatchContext& context, Readings& out) {
  if (IsDigit(At(context.text, context.at))) {
    Colon(context, out);
    Score(context, out);
    Fraction(context, out);
    Mixed(context, out);
    Mark(context, out);
    Listed(context, out);
    BloodPressure(context, out);
    Chain(context, out);
  }
  Absolute(context, out);
  Formula(context, out);
}

}  // namespace boyin::normalise
