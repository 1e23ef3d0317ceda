#include "normalise/features.h"

#include <algorithm>
#include <array>
#include <bit>

namespace boyin::normalise {
namespace {

std::uint64_t Hash(std::string_view text) {
  std::uint64_t h = 0xCBF29CE484222325ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return h;
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

unsigned LeadOf(const Reading& reading) {
  if (reading.rival_class.empty()) return 9;
  return static_cast<unsigned>(std::bit_width(std::min<std::size_t>(reading.lead, 63)));
}

}  // namespace

Facts FactsOf(const MatchContext& context, const Reading& reading) {
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
  return facts;
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

unsigned char SeenLevel(std::size_t count) {
  return static_cast<unsigned char>(std::min<std::size_t>(std::bit_width(count), 12));
}

}  // namespace boyin::normalise
