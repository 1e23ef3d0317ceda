#include "normalise/features.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "normalise/number.h"
#include "normalise/rank.h"

namespace boyin::normalise {
namespace {

// Made of many values, one after the other.
class Mix {
 public:
  void Add(std::uint64_t value) { h_ = (h_ ^ value) * 0x100000001B3ULL; }
  [[nodiscard]] std::uint64_t value() const { return h_ ^ (h_ >> 29U); }

 private:
  std::uint64_t h_ = 0xCBF29CE484222325ULL;
};

std::uint64_t Hash(std::string_view text) {
  Mix mix;
  for (const char c : text) mix.Add(static_cast<unsigned char>(c));
  return mix.value();
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

struct Shapes {
  std::uint64_t fine = 0;
  std::uint64_t coarse = 0;
};

std::size_t EndOfRun(std::string_view text, std::size_t at, bool (*of)(char32_t)) {
  while (at < text.size() && of(At(text, at))) at += utf8::Decode(text, at).length;
  return at;
}

// 12.5kg and 1,200 by their kinds of characters.
Shapes ShapesOf(std::string_view text) {
  Mix fine;
  Mix coarse;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    std::size_t end = at + c.length;
    if (IsDigit(c.value)) {
      end = EndOfDigits(text, at);
      coarse.Add('0');
      fine.Add('0' + std::min<std::size_t>(end - at, 6));
    } else if (IsLetter(c.value)) {
      end = EndOfRun(text, at, IsLetter);
      coarse.Add(c.value < 'a' ? 'A' : 'a');
      fine.Add((c.value < 'a' ? 0x100U : 0x200U) + std::min<std::size_t>(end - at, 3));
    } else if (utf8::IsHan(c.value)) {
      end = EndOfRun(text, at, utf8::IsHan);
      coarse.Add('H');
      fine.Add('H');
    } else {
      coarse.Add(c.value);
      fine.Add(c.value);
    }
    at = end;
  }
  return {fine.value(), coarse.value()};
}

enum class Numeral : unsigned char { kNone, kDigit, kScale };

Numeral NumeralOf(char32_t c) {
  constexpr std::u32string_view kDigits = U"零〇一二三四五六七八九幺";
  constexpr std::u32string_view kScales = U"十百千万亿两";
  if (!utf8::IsHan(c) && c != U'〇') return Numeral::kNone;
  if (kDigits.find(c) != kDigits.npos) return Numeral::kDigit;
  return kScales.find(c) != kScales.npos ? Numeral::kScale : Numeral::kNone;
}

// 二十五点三千克 is n点1n克: a numeral as a number, digit by digit or of one digit; the rest as it
// is.
std::uint64_t Said(std::string_view spoken) {
  constexpr int kMost = 14;
  Mix mix;
  std::size_t numerals = 0;
  bool scaled = false;
  bool letter = false;
  const auto close = [&] {
    if (numerals > 0) mix.Add(scaled ? 'n' : (numerals > 1 ? 'd' : '1'));
    numerals = 0;
    scaled = false;
  };
  int words = 0;
  for (std::size_t at = 0; at < spoken.size() && words < kMost;) {
    const utf8::CodePoint c = utf8::Decode(spoken, at);
    at += c.length;
    const Numeral numeral = NumeralOf(c.value);
    if (numeral != Numeral::kNone) {
      ++numerals;
      scaled = scaled || numeral == Numeral::kScale;
      letter = false;
      continue;
    }
    close();
    const bool goes_on = letter && IsLetter(c.value);
    letter = IsLetter(c.value);
    if (goes_on) continue;
    mix.Add(letter ? U'a' : c.value);
    ++words;
  }
  close();
  return mix.value();
}

// Whether a character belongs to the run of digits, letters and signs around a number.
bool Joins(char32_t c) {
  constexpr std::u32string_view kGaps = U" ,;!?\"";
  return c != 0 && !utf8::IsHan(c) && !IsCjkPunctuation(c) && kGaps.find(c) == kGaps.npos;
}

void Run(std::string_view text, std::size_t at, std::size_t end, Facts& facts) {
  constexpr int kFarthest = 16;  // so that a line of signs costs no more than others
  std::size_t begin = at;
  for (int i = 0; i < kFarthest && begin > 0 && Joins(Before(text, begin)); ++i) {
    begin = Previous(text, begin);
  }
  std::size_t beyond = end;
  for (int i = 0; i < kFarthest && Joins(At(text, beyond)); ++i) {
    beyond += utf8::Decode(text, beyond).length;
  }
  facts.run = ShapesOf(text.substr(begin, beyond - begin)).coarse;
  facts.run_before = ShapesOf(text.substr(begin, at - begin)).coarse;
  facts.run_after = ShapesOf(text.substr(end, beyond - end)).coarse;
  facts.run_length = std::min<std::size_t>(beyond - begin, 12);
  facts.outside_before = Before(text, begin);
  facts.outside_after = At(text, beyond);
}

// The ASCII letters of what is written, no more than six.
std::uint64_t Letters(std::string_view text) {
  Mix mix;
  int most = 6;
  for (const char c : text) {
    if (!IsAsciiLetter(static_cast<unsigned char>(c)) || most-- <= 0) continue;
    mix.Add(static_cast<unsigned char>(c));
  }
  return mix.value();
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

// What the ranker has against the sense that the reading has.
float Against(const MatchContext& context, const Reading& reading, const Ranker& ranker) {
  const auto number = AmbiguousAt(context.text, context.at);
  if (!number || !IsOpen(context, reading, *number)) return 0;
  const auto sense = SenseOf(number->form, reading.spoken);
  if (!sense) return 0;
  constexpr float kMost = 6;
  const float second = ranker.OddsOf(context.text, context.at, *number);
  return std::clamp(*sense == 1 ? second : -second, -kMost, 0.0F);
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

}  // namespace

Facts FactsOf(const MatchContext& context, const Reading& reading, const Ranker& ranker) {
  const std::string_view text = context.text;
  const std::string_view written = text.substr(context.at, reading.end - context.at);
  Facts facts;
  facts.said = Said(reading.spoken);
  const Shapes shapes = ShapesOf(written);
  facts.shape = shapes.fine;
  facts.coarse = shapes.coarse;
  facts.written = Hash(written);
  facts.letters = Letters(written);
  facts.letters_after =
      Letters(text.substr(reading.end, EndOfLetters(text, reading.end) - reading.end));
  Number(written, facts);
  Run(text, context.at, reading.end, facts);
  const char32_t before = Before(text, context.at);
  const char32_t after = At(text, reading.end);
  facts.before = {Fold(before), Fold(Before(text, Previous(text, context.at)))};
  if (context.at == 0) facts.before[1] = 0;
  facts.after[0] = Fold(after);
  if (after != 0) {
    facts.after[1] = Fold(At(text, reading.end + utf8::Decode(text, reading.end).length));
  }
  facts.left = KindOf(before);
  facts.right = context.MeasureAt(reading.end) ? kMeasure : KindOf(after);
  facts.signs = Signs(text, context.at, reading.end);
  facts.against = Against(context, reading, ranker);
  return facts;
}

void DecideYear(const MatchContext& context, const Ranker& ranker, Reading& reading) {
  if (reading.rule != "quantity/number" || reading.cue > 0) return;
  const auto number = AmbiguousAt(context.text, context.at);
  if (!number || number->form != Form::kYear || reading.end != number->end) return;
  const std::string_view digits = context.text.substr(context.at, number->end - context.at);
  if (!IsNear(digits) || SenseOf(Form::kYear, reading.spoken) != 0U) return;
  if (FollowsOther(context.text, context.at) || context.MeasureAt(number->end) ||
      context.CueBefore(Cue::kCounted, context.at)) {
    return;
  }
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
  const std::uint64_t said = f.said ^ (f.coarse * 3);
  FeatureList out;
  out.Add(0, said, f.after[0]);
  out.Add(1, said, f.before[0]);
  out.Add(2, f.said, f.shape);
  out.Add(3, f.said, f.after[0], f.after[1]);
  out.Add(4, f.said, f.before[0], f.before[1]);
  out.Add(5, f.said, f.before[0], f.after[0]);
  out.Add(6, f.written);
  out.Add(7, said, f.left, f.right);
  out.Add(8, f.coarse, f.after[0], f.after[1]);
  out.Add(9, f.coarse, f.before[0], f.before[1]);
  out.Add(10, f.coarse, f.letters);
  out.Add(11, f.said ^ (f.shape * 3), f.before[0], f.after[0]);
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

FeatureList Weighed(const Facts& f, const Levels& levels) {
  FeatureList out;
  out.Add(100, 0);
  out.Add(101, f.said);
  out.Add(102, f.said, f.coarse);
  out.Add(103, f.said, f.before[0]);
  out.Add(104, f.said, f.after[0]);
  out.Add(105, f.said, f.left, f.right);
  out.Add(106, f.shape, f.left, f.right);
  out.Add(107, f.before[0], f.before[1]);
  out.Add(108, f.after[0], f.after[1]);
  out.Add(109, f.run);
  out.Add(110, f.run_before);
  out.Add(111, f.run_after);
  out.Add(112, f.run_before, f.coarse, f.run_after);
  out.Add(113, f.run_length);
  out.Add(114, f.letters, f.coarse);
  out.Add(115, f.letters_after, f.coarse);
  out.Add(116, f.outside_before, f.coarse);
  out.Add(117, f.outside_after, f.coarse);
  out.Add(118, f.digits * 8 + f.form, f.said);
  out.Add(119, f.signs);
  std::uint32_t kind = 120;
  unsigned rarest = 15;
  unsigned rare = 0;
  for (const unsigned char level : levels) {
    out.Add(kind++, level);
    rarest = std::min<unsigned>(rarest, level);
    rare += level < 2 ? 1 : 0;
  }
  out.Add(140, rarest);
  out.Add(141, rare);
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
  const auto width = static_cast<std::size_t>(std::bit_width(count));  // an int from g++ 14 on
  return static_cast<unsigned char>(std::min<std::size_t>(width, 12));
}

}  // namespace boyin::normalise
