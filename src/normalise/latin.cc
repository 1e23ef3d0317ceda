// Latin words, kept; letters with digits: C919, G20, PM2.5, COVID-19, v2.0.1, 5G; roman numerals;
// units behind a number in words.
#include <algorithm>
#include <array>

#include "normalise/number.h"
#include "normalise/quantity.h"
#include "normalise/reading.h"
#include "normalise/unit.h"

namespace boyin::normalise {
namespace {

Reading Make(std::size_t end, std::string spoken, std::string_view kind, std::string_view rule,
             int weight) {
  return {end, std::move(spoken), kind, rule, 0, weight, 0.95F, {}, false, false};
}

// The end of a word of letters, with apostrophes and hyphens between letters.
std::size_t EndOfWord(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (IsLetter(c.value)) {
      at += c.length;
      continue;
    }
    const bool joint = c.value == '\'' || c.value == '-' || c.value == 0x2019;
    if (!joint || !IsLetter(At(text, at + c.length)) || !IsLetter(Before(text, at))) break;
    at += c.length;
  }
  return at;
}

// One or two digits are a number (G20, COVID-19); three and more are a name (C919, A320), and so is
// what begins with zero.
std::string SayModel(std::string_view digits) {
  if (digits.size() == 4 && digits.ends_with("000") && digits != "2000")
    return ReadCardinal(digits, {});  // WTA1000
  return digits.size() <= 2 ? ReadCardinal(digits, {}) : ReadDigits(digits);
}

// A350-900, B737-8, Qwen2.5-72B: behind the hyphen stand three digits, a digit behind three, or
// digits and a letter.
std::size_t VariantAt(std::string_view text, std::size_t at) {
  if (At(text, at) != '-') return at;
  const std::size_t end = EndOfDigits(text, at + 1);
  const std::size_t letters = EndOfLetters(text, end);
  const bool third = at >= 3 && EndOfDigits(text, at - 3) == at && end == at + 2;
  const bool variant =
      end >= at + 4 || third || (end > at + 1 && letters > end && letters <= end + 2);
  return variant ? at + 1 : at;
}

// B15-2, CA19-9: a part behind a hyphen; C15-28: a range. Tells where the second number begins.
std::size_t PartAt(const MatchContext& context, std::size_t at, std::string& spoken) {
  const std::string_view text = context.text;
  std::size_t begin = at;
  while (begin > 0 && at - begin < 3 && IsDigit(Before(text, begin))) --begin;
  const std::size_t end = EndOfDigits(text, at + 1);
  const bool small = end > at + 1 && end <= at + 3 && at - begin <= 2;
  if (At(text, at) != '-' || !small || end > context.limit || !IsLetter(Before(text, begin))) {
    return at;
  }
  const char32_t next = At(text, end);
  const bool more = next == '-' || next == '.' || next == ':' || next == '%';
  if (more || context.MeasureAt(end) || context.lookups.units.LongestAt(text, end)) return at;
  const bool rises =
      SmallInt(text.substr(at + 1, end - at - 1)) > SmallInt(text.substr(begin, at - begin));
  spoken += rises ? "到" : "杠";
  return at + 1;
}

// 1999-2008: the hyphen in front of `at` joins two years.
bool YearsAround(std::string_view text, std::size_t at) {
  const auto year = [&](std::size_t begin) {
    return EndOfDigits(text, begin) == begin + 4 &&
           (StartsWith(text, begin, "19") || StartsWith(text, begin, "20"));
  };
  return at >= 6 && year(at) && year(at - 5) && !IsDigit(Before(text, at - 5));
}

// The digits behind a word, with what else belongs to the name: 19, 2.5, 4o, 737MAX.
std::size_t ModelTail(const MatchContext& context, std::size_t at, std::string& spoken) {
  const std::string_view text = context.text;
  while (true) {
    const std::size_t end = EndOfDigits(text, at);
    if (end == at || end > context.limit) return at;
    spoken += SayModel(text.substr(at, end - at));
    at = end;
    while (At(text, at) == '.' && IsDigit(At(text, at + 1))) {
      const std::size_t stop = EndOfDigits(text, at + 1);
      if (stop > context.limit) return at;
      spoken += "点" + ReadDigits(text.substr(at + 1, stop - at - 1));
      at = stop;
    }
    if (const std::size_t variant = VariantAt(text, at); variant > at && variant < context.limit) {
      spoken += YearsAround(text, variant) ? "到" : "杠";  // Copyright1999-2008
      at = variant;
      continue;
    }
    if (const std::size_t second = PartAt(context, at, spoken); second > at) {
      at = second;
      continue;
    }
    const std::size_t letters = EndOfLetters(text, at);
    if (letters == at || letters > context.limit) return at;
    const Unit* unit = context.lookups.units.Find(text.substr(at, letters - at));
    if (unit != nullptr && !unit->loose) return at;  // X5 50kg
    spoken += text.substr(at, letters - at);
    const bool variable = letters == at + 1 && text[at] >= 'a' && text[at] <= 'z';  // 2x-3=0
    at = letters;
    if (variable && EndOfDigits(text, at + 1) == at + 2 && At(text, at + 2) == '=') return at;
    if (At(text, at) != '-' || !IsDigit(At(text, at + 1))) continue;
    ++at;
  }
}

std::size_t HyphenAt(std::string_view text, std::size_t at) {
  for (const std::string_view dash :
       {std::string_view("-"), std::string_view("‐"), std::string_view("‑"), std::string_view("–"),
        std::string_view("—")}) {
    if (StartsWith(text, at, dash)) return dash.size();
  }
  return 0;
}

// A.2011年成立, B.95%的家长: the letter of a choice before a counted number; BA.5 and M.2 are
// names.
bool IsChoice(const MatchContext& context, std::size_t word_end) {
  const std::string_view text = context.text;
  const char letter = text[context.at];
  const char32_t left = Before(text, context.at);
  if (word_end != context.at + 1 || letter < 'A' || letter > 'F') return false;
  if (left != 0 && left != ' ' && !IsCjkPunctuation(left)) return false;
  const auto quantity = ParseQuantity(context, word_end + 1, false);
  if (!quantity || quantity->number.grouped) return false;
  const std::string_view whole = quantity->number.integer;
  const bool year = whole.size() == 4 && whole > "1900" && whole < "2100" &&
                    quantity->number.fraction.empty() && utf8::IsHan(At(text, quantity->end));
  if (year) return true;  // A.2011到2013年
  return quantity->kind == Quantity::Kind::kPercent || !quantity->scale.empty() ||
         context.MeasureAt(quantity->end) || StartsWith(text, quantity->end, "年") ||
         StartsWith(text, quantity->end, "月");
}

// BA.5, XBB.1.5: a dot between a name and its number is read, but not the one of Fig.2 and p.35.
void Dotted(const MatchContext& context, std::size_t word_end, Readings& out) {
  std::string spoken(context.text.substr(context.at, word_end - context.at));
  if (IsChoice(context, word_end)) {
    out.push_back(Make(word_end + 1, spoken + "、", "list number", "latin/choice", 3));
    return;
  }
  if (spoken.back() >= 'a' && spoken.back() <= 'z') {
    out.push_back(Make(word_end + 1, std::move(spoken), "word", "latin/shortened", 2));
    return;
  }
  spoken += "点";
  const std::size_t end = ModelTail(context, word_end + 1, spoken);
  if (end > word_end + 1) out.push_back(Make(end, std::move(spoken), "model", "latin/dotted", 2));
}

// GDP 126.06万亿, AQI 150, PB 1.2倍: behind the space stands a quantity, no name.
bool IsValue(const MatchContext& context, std::size_t word_end, std::size_t at, std::size_t end) {
  const std::size_t dash = DashAt(context.text, end);
  if (dash > 0 && IsDigit(At(context.text, end + dash))) return true;  // NBA 2025-26赛季
  const bool joined = context.text.substr(at, end - at).find('-') != std::string_view::npos;
  if (joined && !IsAsciiLetter(Before(context.text, end))) return true;  // Llama 3.1-405B
  if (context.CueBefore(Cue::kValue, word_end)) return true;
  const char32_t next = At(context.text, end);  // BLG 3:2
  if ((next == ':' || next == U'∶') && IsDigit(At(context.text, end + 1))) return true;
  if (context.traditional && next == '/' && IsDigit(At(context.text, end + 1)))
    return true;  // EWC 7/19
  const auto quantity = ParseQuantity(context, at, false);
  if (!quantity || quantity->end < end) return false;
  if (quantity->kind != Quantity::Kind::kPlain || !quantity->scale.empty() ||
      quantity->number.grouped || !quantity->currency.empty()) {
    return true;
  }
  const auto measure = context.MeasureAt(quantity->end);
  return !quantity->number.fraction.empty() && measure && measure.value->liang;
}

bool IsPercent(const MatchContext& context, std::size_t at) {
  const auto quantity = ParseQuantity(context, at, false);
  return quantity && quantity->kind == Quantity::Kind::kPercent;
}

// C919, COVID-19, iPhone 15, v2.0.1. A name in latin.tsv overrules the digits.
void Model(const MatchContext& context, std::size_t word_end, Readings& out) {
  const std::string_view text = context.text;
  const std::string_view word = text.substr(context.at, word_end - context.at);
  std::size_t at = word_end;
  if (const std::size_t hyphen = HyphenAt(text, at); hyphen > 0 && IsDigit(At(text, at + hyphen))) {
    at += hyphen;
  } else if (At(text, at) == '.' && IsDigit(At(text, at + 1)) && word != "No" && word != "NO") {
    return Dotted(context, word_end, out);
  } else if (At(text, at) == ' ' && IsDigit(At(text, at + 1))) {
    ++at;
  }
  if (!IsDigit(At(text, at)) || IsDigit(Before(text, context.at))) return;
  // QoQ-3.1%, ROE12%, GDP0.5%, but not FEV1%
  const char32_t second_figure = At(text, at + 1);
  const bool joined = EndsWith(text, at, "-") ||
                      (at == word_end && (IsDigit(second_figure) || second_figure == '.'));
  if (joined && word.size() > 1 && IsPercent(context, at)) return;
  const std::size_t goals = at == word_end ? EndOfDigits(text, at) : at;  // WBG3-1战胜TES
  if (goals == at + 1 && At(text, goals) == '-' && IsDigit(At(text, goals + 1)) &&
      context.CueNear(Cue::kSport, context.at, goals + 2, 4)) {
    return;
  }
  std::string spoken(word);
  const std::size_t end = ModelTail(context, at, spoken);
  if (end == at) return;
  if (at > word_end && text[word_end] == ' ' && IsValue(context, word_end, at, end)) return;
  const bool option = at > word_end && At(text, end) == '.' && IsLetter(At(text, end + 1));
  if (option) return;  // 1.A 2.B
  // AQI150, WTA500: a value, not a name.
  const bool value = at == word_end && end == EndOfDigits(text, at) && end > at + 2;
  if (value && text[at] != '0' && context.CueBefore(Cue::kValue, word_end)) {
    spoken = std::string(word) + ReadCardinal(text.substr(at, end - at), {});
  }
  const bool quarter = word == "Q" && end == at + 1 && text[at] >= '1' && text[at] <= '4' &&
                       EndsWith(text, context.at, "年");
  if (quarter) spoken = SayModel(text.substr(at, 1)) + "季度";  // 2023年Q3
  Reading reading = Make(end, std::move(spoken), "model", "latin/model", 2);
  // Q1-Q3, G1—G5: the same letters again make a range.
  const std::size_t dash = DashAt(text, end);
  const std::size_t again = end + dash + word.size();
  if (dash > 0 && at == word_end && StartsWith(text, end + dash, word) &&
      IsDigit(At(text, again))) {
    std::string second(word);
    const std::size_t stop = ModelTail(context, again, second);
    if (stop > again) {
      const bool falls = text.substr(again, stop - again) < text.substr(at, end - at);
      reading.spoken += (falls && stop - again == end - at ? "减" : "到") + second;  // M2-M1
      reading.end = stop;
    }
  }
  if (at > word_end && text[word_end] == ' ') reading.confidence = 0.85F;
  out.push_back(std::move(reading));
}

bool IsHanNumeral(char32_t c) {
  constexpr std::u32string_view kNumerals = U"零一二两三四五六七八九十百千万亿多余几数半每点";
  return kNumerals.find(c) != std::u32string_view::npos;
}

int RomanValue(char c) {
  switch (c) {
    case 'I':
      return 1;
    case 'V':
      return 5;
    case 'X':
      return 10;
    case 'L':
      return 50;
    default:
      return 0;
  }
}

// III级, 第IV类: letters that are a number by what stands beside them.
void Roman(const MatchContext& context, std::size_t word_end, Readings& out) {
  int value = 0;
  int last = 0;
  // IIIA期, IVB期: a stage and its part.
  const char32_t part = Before(context.text, word_end);
  const bool parted = part >= 'A' && part <= 'C' && word_end > context.at + 1;
  const std::string suffix = parted ? std::string(1, static_cast<char>(part)) : std::string();
  const std::size_t roman_end = word_end - suffix.size();
  if (parted && !StartsWith(context.text, word_end, "期")) return;
  const char32_t left = Before(context.text, context.at);
  if (word_end - context.at > 6 || IsHanNumeral(left) || IsDigit(left)) return;
  for (std::size_t i = roman_end; i-- > context.at;) {
    const int v = RomanValue(context.text[i]);
    if (v == 0) return;
    value += v < last ? -v : v;
    last = std::max(last, v);
  }
  // V型反转, X型, L型: a shape; 第V型 and II型 are numbers.
  const bool shape = word_end == context.at + 1 && context.text[context.at] != 'I' &&
                     StartsWith(context.text, word_end, "型");
  const bool ordinal = EndsWith(context.text, context.at, "第");
  // X等于五, X代表产地: a letter.
  const bool equals =
      StartsWith(context.text, word_end, "等于") || StartsWith(context.text, word_end, "代表");
  const bool cue = context.CueAfter(Cue::kRomanAfter, word_end) && !equals;
  if (value == 0 || value > 39 || !(ordinal || (cue && !shape))) return;
  Reading reading = Make(word_end, ReadCardinal(std::to_string(value), {}) + suffix,
                         "roman numeral", "latin/roman", 4);
  reading.cue = 3;
  out.push_back(std::move(reading));
}

// 几十km, 每kg: a unit of two letters or a sign behind a number in words.
void UnitAlone(const MatchContext& context, Readings& out) {
  const char32_t left = Before(context.text, context.at);
  const bool hyphen = left == '-' && IsDigit(Before(context.text, context.at - 1));  // 7-bit
  if (!IsHanNumeral(left) && !IsDigit(left) && !hyphen) return;
  const SpokenUnit unit = ParseUnit(context, context.at);
  if (unit.end <= context.at + 1 || unit.end > context.limit || unit.percent) return;
  const auto exact = context.lookups.units.LongestAt(context.text, context.at);
  if (!exact || exact.value->loose) return;
  Reading reading = Make(unit.end, unit.front + unit.spoken, "measure", "latin/unit", 3);
  reading.cue = 3;
  out.push_back(std::move(reading));
}

std::string Lower(std::string_view word) {
  std::string out(word);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

// latin.tsv: names whose reading the rules would miss. An entry in lower case takes any case.
void Listed(const MatchContext& context, Readings& out) {
  if (IsLetter(Before(context.text, context.at))) return;
  auto hit = context.lookups.latin.LongestAt(context.text, context.at);
  std::string lower;
  if (!hit) {
    lower = Lower(context.text.substr(context.at, 24));
    hit = context.lookups.latin.LongestAt(lower, 0);
  }
  if (!hit) return;
  const std::size_t end = context.at + hit.length;
  const char32_t next = At(context.text, end);
  const char32_t last = Before(context.text, end);
  if (end > context.limit || (IsDigit(last) && IsDigit(next)) ||
      (IsLetter(last) && IsLetter(next))) {
    return;
  }
  Reading reading = Make(end, std::string(*hit.value), "word", "latin.tsv", 7);
  reading.cue = 2;
  out.push_back(std::move(reading));
}

// c e o, G D P: single letters with spaces between are one abbreviation.
void Spaced(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  std::string word;
  std::size_t at = context.at;
  std::size_t end = at;
  while (IsAsciiLetter(At(text, at)) && EndOfLetters(text, at) == at + 1) {
    const char c = text[at];
    word += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    end = at + 1;
    if (At(text, end) != ' ') break;
    at = end + 1;
  }
  const char32_t left = Before(text, context.at);
  if (word.size() < 3 || end > context.limit || IsLetter(left) || IsHanNumeral(left)) return;
  out.push_back(Make(end, std::move(word), "word", "latin/spaced", 3));
}

// 点赞超5k, 1.2M粉丝: thousands and millions, where people are counted.
void Audience(const MatchContext& context, Readings& out) {
  const char32_t behind = At(context.text, EndOfDigits(context.text, context.at));
  if (behind != '.' && behind != ',' && behind != 'k' && behind != 'K' && behind != 'M') return;
  auto quantity = ParseNumber(context.lookups, context.text, context.at, context.limit);
  if (!quantity || quantity->end >= context.limit) return;
  const char32_t letter = At(context.text, quantity->end);
  const char32_t next = At(context.text, quantity->end + 1);
  const bool kilo = letter == 'k' || letter == 'K';
  if (!(kilo || letter == 'M') || IsLetter(next) || IsDigit(next)) return;
  if (!context.CueNear(Cue::kAudience, context.at, quantity->end + 1, 6)) return;
  std::size_t end = quantity->end + 1;
  std::string spoken = SayScaled(*std::move(quantity), kilo ? 3 : 6);
  const std::size_t second = end + DashAt(context.text, end);  // 月薪15k-20k
  const auto until = ParseNumber(context.lookups, context.text, second, context.limit);
  if (second > end && until && At(context.text, until->end) == letter &&
      until->end < context.limit) {
    end = until->end + 1;
    spoken += "到" + SayScaled(*until, kilo ? 3 : 6);
  }
  Reading reading = Make(end, std::move(spoken), "cardinal", "latin/scale", 5);
  reading.cue = 2;
  out.push_back(std::move(reading));
}

// 3w, 100w+ is 万; 15.3x is 倍.
void LetterScale(const MatchContext& context, Readings& out) {
  const std::size_t digits = EndOfDigits(context.text, context.at);
  const char32_t behind = At(context.text, digits);
  if (behind != '.' && behind != 'w' && behind != ',' && behind != 'x') return;
  const auto number = ParseNumber(context.lookups, context.text, context.at, context.limit);
  if (!number || number->end >= context.limit) return;
  const char32_t letter = At(context.text, number->end);
  const char32_t next = At(context.text, number->end + 1);
  if (letter != 'w' && letter != 'x' && letter != 'X') return;
  const bool ten_thousand = letter == 'w';
  const bool magnified = context.CueNear(Cue::kTimes, context.at, number->end + 1, 6);
  const bool times = (letter == 'x' || letter == 'X') && (!number->fraction.empty() || magnified);
  if (!(ten_thousand || times) || IsLetter(next) || IsDigit(next) || next == '*' || next == ' ') {
    return;
  }
  std::string spoken = ReadDecimal(number->integer, number->fraction, {});
  if (spoken == "二") spoken = "两";
  Reading reading =
      Make(number->end + 1, spoken + (ten_thousand ? "万" : "倍"), "cardinal", "latin/scale", 5);
  reading.cue = 1;
  out.push_back(std::move(reading));
}

// 5G, 4K, 1080p, 737MAX, 4S店: a number glued to letters that are no unit.
void GluedNumber(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  const std::size_t digits = EndOfDigits(text, context.at);
  const std::size_t end = EndOfLetters(text, digits);
  if (digits == context.at || end == digits || end > context.limit) return;
  const std::string_view word = text.substr(digits, end - digits);
  if (word == "h") {  // 8h30min
    const auto hours = ParseQuantity(context, context.at, false);
    if (hours && hours->end == end) return;
  }
  const bool mega = word == "M" && digits > context.at + 1;                        // 500M宽带
  const bool giga = ((word == "G" || word == "T") && digits == context.at + 3) ||  // 160G硬盘
                    (word == "g" && context.CueNear(Cue::kMemory, context.at, end, 3));
  const bool small = word == "m" && context.CueNear(Cue::kMemory, context.at, end, 4);  // 显存128m
  const bool kelvin = word == "K" && context.CueNear(Cue::kCold, context.at, end, 10);  // 6200K
  if (mega || giga || kelvin || small) {
    const std::string number = ReadCardinal(text.substr(context.at, digits - context.at), {});
    const std::string unit = kelvin ? "开尔文" : (mega || small ? "兆" : (word == "T" ? "T" : "G"));
    out.push_back(Make(end, number + unit, "measure", "latin/mega", word == "g" || small ? 4 : 2));
    return;
  }
  if (word.starts_with('x') && text.substr(context.at, digits - context.at) == "0") {
    std::size_t hex = digits + 1;
    while (hex < context.limit && (IsDigit(At(text, hex)) || IsAsciiLetter(At(text, hex)))) ++hex;
    Reading reading =
        Make(hex, ReadDigits(text.substr(context.at, hex - context.at)), "code", "latin/hex", 6);
    out.push_back(std::move(reading));
    return;
  }
  std::string spoken;
  const std::size_t tail = ModelTail(context, context.at, spoken);
  if (tail < end) return;
  out.push_back(Make(tail, std::move(spoken), "model", "latin/glued", 1));
}

}  // namespace

void ReadLatin(const MatchContext& context, Readings& out) {
  const char32_t c = At(context.text, context.at);
  if (IsDigit(c)) {
    LetterScale(context, out);
    Audience(context, out);
    GluedNumber(context, out);
    Listed(context, out);
    return;
  }
  UnitAlone(context, out);
  if (!IsLetter(c)) return;
  const std::size_t word_end = std::min(EndOfWord(context.text, context.at), context.limit);
  Reading word = Make(word_end, std::string(context.text.substr(context.at, word_end - context.at)),
                      "word", "latin/word", 0);
  out.push_back(std::move(word));
  Model(context, word_end, out);
  Roman(context, word_end, out);
  Listed(context, out);
  Spaced(context, out);
}

}  // namespace boyin::normalise
