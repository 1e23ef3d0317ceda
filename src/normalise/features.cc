#include "normalise/features.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "normalise/number.h"
#include "normalise/rank.h"

namespace boyin::normalise {
namespace {

// Of eight bytes at both ends, which tell names of rules apart.
std::uint64_t Hash(std::string_view text) {
  const auto eight = [](std::string_view bytes) {
    std::array<char, sizeof(std::uint64_t)> first{};
    bytes.copy(first.data(), first.size());
    auto out = std::bit_cast<std::uint64_t>(first);
    if constexpr (std::endian::native == std::endian::big) out = __builtin_bswap64(out);
    return out;
  };
  const std::string_view tail = text.substr(text.size() - std::min<std::size_t>(text.size(), 8));
  const std::uint64_t h = (eight(text) ^ text.size()) * 0xBF58476D1CE4E5B9ULL;
  return (h ^ (h >> 31U) ^ eight(tail)) * 0x94D049BB133111EBULL;
}

// All rows of a table are one rule: a row that is new has no history.
std::string_view Family(std::string_view rule) {
  const std::size_t row = rule.find(".tsv");
  return row == rule.npos ? rule : rule.substr(0, row);
}

char32_t Fold(char32_t c) {
  if (IsDigit(c)) return '0';
  return IsLetter(c) ? U'a' : c;
}

enum Kind : unsigned {
  kEnd,
  kStop,
  kList,
  kDash,
  kOpen,
  kClose,
  kDigit,
  kLetter,
  kSpace,
  kHan,
  kMore,
  kMeasure,
  kOther
};

unsigned KindOf(char32_t c) {
  constexpr std::u32string_view kLists = U"、/和及与或至到跟";
  constexpr std::u32string_view kScales = U"多余几万亿千百十元年月日号时点分之级比折倍度岁";
  constexpr std::u32string_view kStops = U"，。！？；：,;:!?…";
  constexpr std::u32string_view kDashes = U"-–—~～−";
  constexpr std::u32string_view kQuotes = U"）)”’」』》〉】]\"}";
  const auto in = [c](std::u32string_view set) { return set.find(c) != set.npos; };
  if (c == 0) return kEnd;
  if (utf8::IsHan(c)) return in(kLists) ? kList : (in(kScales) ? kMore : kHan);
  if (IsDigit(c)) return kDigit;
  if (IsLetter(c)) return kLetter;
  if (c == ' ') return kSpace;
  if (in(kStops)) return kStop;
  if (in(kLists)) return kList;
  if (in(kDashes)) return kDash;
  if (in(kQuotes)) return kClose;
  if (IsOpening(c) || c == '(' || c == '[' || c == '{') return kOpen;
  return kOther;
}

// 12.5kg and 1,200 by their kinds of characters.
void Shape(std::string_view written, Facts& facts) {
  std::uint64_t fine = 7;
  std::uint64_t coarse = 7;
  const auto add = [&](std::uint64_t a, std::uint64_t b) {
    fine = fine * 0x100000001B3ULL + a;
    coarse = coarse * 0x100000001B3ULL + b;
  };
  std::size_t at = 0;
  for (int i = 0; i < 12 && at < written.size(); ++i) {
    const utf8::CodePoint c = utf8::Decode(written, at);
    std::size_t end = at + c.length;
    if (IsDigit(c.value)) {
      end = EndOfDigits(written, at);
      add(1 + std::min<std::size_t>(end - at, 6), 1);
    } else if (IsLetter(c.value)) {
      while (end < written.size() && IsLetter(At(written, end)))
        end += utf8::Decode(written, end).length;
      add(10 + std::min<std::size_t>(end - at, 3), 10);
    } else if (utf8::IsHan(c.value)) {
      while (end < written.size() && utf8::IsHan(At(written, end)))
        end += utf8::Decode(written, end).length;
      add(20, 20);
    } else {
      add(c.value, c.value);
    }
    at = end;
  }
  facts.shape = fine;
  facts.coarse = coarse;
}

void Number(std::string_view written, Facts& facts) {
  std::size_t begin = 0;
  while (begin < written.size() && !IsDigit(static_cast<unsigned char>(written[begin]))) ++begin;
  const std::string_view digits = written.substr(begin, EndOfDigits(written, begin) - begin);
  facts.digits = static_cast<unsigned>(std::min<std::size_t>(digits.size(), 7));
  if (digits.empty()) return;
  const bool year = digits.size() == 4 && digits >= "1800" && digits < "2100";
  if (digits.front() == '0') {
    facts.form = 1;
  } else if (year) {
    facts.form = 2;
  } else if (digits.ends_with("00")) {
    facts.form = 3;
  } else if (digits.back() == '0' || digits.back() == '5') {
    facts.form = 4;
  } else if (digits == "2") {
    facts.form = 5;
  } else {
    facts.form = 6;
  }
}

constexpr std::array<unsigned char, 256> kSignBits = [] {
  constexpr std::string_view kSigns = "\\{}^_$=<>|#@*+&[]";
  std::array<unsigned char, 256> out{};
  for (std::size_t i = 0; i < kSigns.size(); ++i) {
    const unsigned bit = i < 6 ? 1U << i : (i == 6 ? 64U : 128U);
    out[static_cast<unsigned char>(kSigns[i])] = static_cast<unsigned char>(bit);
  }
  return out;
}();

// Of twelve bytes on both sides.
unsigned Signs(std::string_view text, std::size_t begin, std::size_t end) {
  unsigned found = 0;
  const std::size_t from = begin - std::min<std::size_t>(begin, 12);
  for (const char c : text.substr(from, end + 12 - from)) {
    found |= kSignBits[static_cast<unsigned char>(c)];
  }
  return found;
}

// No unit, measure word or cue says what the number is, so that what stands around it may.
bool IsOpen(const MatchContext& context, const Reading& reading, const Ambiguous& number) {
  if (number.form == Form::kShortYear || number.form == Form::kSlash) return true;
  if (reading.end != number.end) return false;
  if (number.form == Form::kYear || number.form == Form::kPoint) return true;
  constexpr std::u32string_view kGoesOn = U"多余几万亿千百十元点分级比%℃";
  return reading.cue == 0 && kGoesOn.find(At(context.text, number.end)) == kGoesOn.npos &&
         Before(context.text, context.at) != U'第' && !context.MeasureAt(number.end);
}

// What the ranker says of the sense that the reading has.
void Rank(const MatchContext& context, const Reading& reading, const Ranker& ranker, Facts& facts) {
  const auto number = AmbiguousAt(context.text, context.at);
  if (!number || !IsOpen(context, reading, *number)) return;
  const auto sense = SenseOf(number->form, reading.spoken);
  if (!sense) return;
  constexpr float kMost = 6;
  const float second = ranker.OddsOf(context.text, context.at, *number);
  const float odds = std::clamp(*sense == 1 ? second : -second, -kMost, kMost);
  facts.ranked = static_cast<unsigned>(std::lround(odds + kMost)) + 1;
  facts.ranked_form = static_cast<unsigned>(number->form);
  facts.against = std::min(odds, 0.0F);
}

bool IsNear(std::string_view digits) { return digits > "2000" && digits < "2040"; }

// 2000、2002、2200: the number before it in a list is no year.
bool FollowsOther(std::string_view text, std::size_t at) {
  const char32_t left = Before(text, at);
  const std::size_t end = Previous(text, at);
  if ((left != U'、' && left != ',') || !IsDigit(Before(text, end))) return false;
  std::size_t begin = end;
  while (begin > 0 && IsDigit(Before(text, begin))) --begin;
  return end - begin != 4 || !IsNear(text.substr(begin, 4));
}

unsigned LeadOf(const Reading& reading) {
  if (reading.rival_class.empty()) return 9;
  return static_cast<unsigned>(std::bit_width(std::min<std::size_t>(reading.lead, 63)));
}

}  // namespace

Facts FactsOf(const MatchContext& context, const Reading& reading, const Ranker& ranker) {
  const std::string_view text = context.text;
  const std::string_view written = text.substr(context.at, reading.end - context.at);
  Facts facts;
  facts.rule = Hash(Family(reading.rule));
  facts.semiotic_class = Hash(reading.semiotic_class);
  Shape(written, facts);
  Number(written, facts);
  const char32_t before = Before(text, context.at);
  const char32_t after = At(text, reading.end);
  facts.before = {Fold(before), Fold(Before(text, Previous(text, context.at)))};
  if (context.at == 0) facts.before[1] = 0;
  facts.after[0] = Fold(after);
  if (after != 0)
    facts.after[1] = Fold(At(text, reading.end + utf8::Decode(text, reading.end).length));
  facts.left = KindOf(before);
  facts.right = context.MeasureAt(reading.end) ? kMeasure : KindOf(after);
  facts.signs = Signs(text, context.at, reading.end);
  Rank(context, reading, ranker, facts);
  return facts;
}

void DecideYear(const MatchContext& context, const Ranker& ranker, Reading& reading) {
  if (reading.rule != "quantity/number" || reading.cue > 0) return;
  const auto number = AmbiguousAt(context.text, context.at);
  if (!number || number->form != Form::kYear || reading.end != number->end) return;
  const std::string_view digits = context.text.substr(context.at, number->end - context.at);
  if (!IsNear(digits) || SenseOf(Form::kYear, reading.spoken) != 0U) return;
  if (FollowsOther(context.text, context.at) || context.MeasureAt(number->end) ||
      context.CueBefore(Cue::kCounted, context.at))
    return;
  constexpr float kLeast = 0.3F;
  if (ranker.OddsOf(context.text, context.at, *number) < kLeast) return;
  Reading year = reading;
  year.spoken = ReadDigits(digits);
  year.semiotic_class = "year";
  year.rule = "year/ranked";
  year.confidence = 0.85F;
  year.alternatives = {std::move(reading.spoken)};
  reading = std::move(year);
}

FeatureList Counted(const Facts& f) {
  FeatureList out;
  out.Add(0, f.rule, f.after[0], f.digits);
  out.Add(1, f.rule, f.before[0], f.digits);
  out.Add(2, f.rule, f.shape);
  out.Add(3, f.rule, f.after[0], f.after[1]);
  out.Add(4, f.rule, f.before[0], f.before[1]);
  out.Add(5, f.coarse, f.before[0], f.after[0]);
  out.Add(6, f.rule, f.before[0], f.after[0]);
  return out;
}

Levels LevelsOf(const Facts& facts, std::string_view seen) {
  Levels out{};
  std::size_t i = 0;
  for (const std::uint16_t place : Counted(facts)) {
    out[i++] = static_cast<unsigned char>(seen[place]);
  }
  return out;
}

FeatureList Weighed(const Facts& f, const Reading& reading, const Levels& levels) {
  FeatureList out;
  out.Add(100, 0);
  out.Add(101, f.rule);
  out.Add(102, f.semiotic_class, f.shape);
  out.Add(103, f.coarse);
  out.Add(104, f.rule, f.right, f.digits);
  out.Add(105, f.rule, f.left, f.digits);
  out.Add(106, f.rule, f.left, f.right);
  out.Add(107, f.rule, f.after[0]);
  out.Add(108, f.rule, f.before[0]);
  out.Add(109, f.after[0], f.after[1]);
  out.Add(110, f.before[0], f.before[1]);
  out.Add(111, f.rule, f.digits, f.form);
  out.Add(112, f.digits * 8 + f.form, f.left, f.right);
  out.Add(113, f.signs, f.rule);
  const auto prior = static_cast<unsigned>(reading.confidence * 50);
  out.Add(114, prior);
  out.Add(115, LeadOf(reading), f.rule);
  out.Add(116, Hash(reading.rival_class), f.semiotic_class);
  out.Add(117, reading.cue > 0 ? 1 : 0, f.rule);
  out.Add(118, prior, f.left, f.right);
  if (f.ranked != 0) {
    out.Add(140, f.ranked_form, f.ranked);
    out.Add(141, f.ranked);
    out.Add(142, f.ranked, prior);
  }
  std::uint32_t kind = 120;
  unsigned rarest = 15;
  unsigned rare = 0;
  for (const unsigned char level : levels) {
    out.Add(kind++, level);
    rarest = std::min<unsigned>(rarest, level);
    rare += level < 2 ? 1 : 0;
  }
  out.Add(130, rarest, rare);
  out.Add(131, rare, f.rule);
  out.Add(132, rare, prior);
  out.Add(133, rare, f.right, f.digits);
  return out;
}

float StoredNumber(std::string_view bytes) {
  constexpr float kUnit = 1.0F / (1U << 20U);
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return static_cast<float>(std::bit_cast<std::int32_t>(value)) * kUnit;
}

unsigned char SeenLevel(std::size_t count) {
  return static_cast<unsigned char>(std::min<std::size_t>(std::bit_width(count), 12));
}

}  // namespace boyin::normalise
