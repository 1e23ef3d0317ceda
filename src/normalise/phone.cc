// Telephone numbers, where 1 is 幺: 13812345678, 020-12345678, (010)65550000转123, 400-810-1234.
#include <array>

#include "normalise/number.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

struct Phone {
  std::size_t end = 0;
  std::string digits;
};

// Digits with single hyphens, spaces and brackets between; `*` hides some.
Phone Collect(const MatchContext& context, std::size_t at) {
  Phone phone;
  const std::string_view text = context.text;
  constexpr std::size_t kLongest = 24;  // no number is longer: keeps the walk linear
  while (at < context.limit && phone.digits.size() < kLongest) {
    const char c = text[at];
    if (IsDigit(static_cast<unsigned char>(c)) || c == '*') {
      phone.digits.push_back(c);
      phone.end = ++at;
      continue;
    }
    const bool joint = c == '-' || c == ' ' || c == ')' || c == '(';
    const std::size_t wide = StartsWith(text, at, "）") || StartsWith(text, at, "—") ? 3 : 0;
    const std::size_t next = at + (wide > 0 ? wide : 1);
    const char32_t follows = At(text, next);
    if (phone.digits.empty() || !(joint || wide > 0) || !(IsDigit(follows) || follows == '*')) {
      break;
    }
    at = next;
  }
  return phone;
}

bool IsMobile(std::string_view d) {
  return d.size() == 11 && d[0] == '1' && d[1] >= '3' && d[1] <= '9';
}

bool IsLandline(std::string_view d) {
  if (d.size() == 10 && d.starts_with("09")) return true;  // mobile telephones in Taiwan
  if (d.size() < 10 || d.size() > 12 || d[0] != '0' || d[1] == '0') return false;
  const std::size_t area = d[1] == '1' || d[1] == '2' ? 3 : 4;
  const std::size_t local = d.size() - area;
  return (local == 7 || local == 8) && d[area] != '0';
}

bool IsService(std::string_view d) {
  return d.size() == 10 && (d.starts_with("400") || d.starts_with("800"));
}

std::string Say(const MatchContext& context, std::string_view digits) {
  std::string out;
  for (const char c : digits) {
    out += c == '*' ? "星" : ReadDigits({&c, 1}, context.options.yao);
  }
  return out;
}

Reading Make(std::size_t end, std::string spoken, std::string_view rule, int weight) {
  return {end, std::move(spoken), "phone", rule, 0, weight, 0.95F, {}, false, false};
}

// 转123, -801: an extension.
void Extension(const MatchContext& context, Reading& reading) {
  for (const std::string_view mark : {std::string_view("转"), std::string_view("-"),
                                      std::string_view("—"), std::string_view("分机")}) {
    const std::size_t at = reading.end + mark.size();
    const std::size_t end = EndOfDigits(context.text, at);
    if (!StartsWith(context.text, reading.end, mark) || end == at || end > context.limit) continue;
    if (end - at > 6) continue;
    reading.spoken += mark == "分机" ? "分机" : "转";
    reading.spoken += ReadDigits(context.text.substr(at, end - at), context.options.yao);
    reading.end = end;
    return;
  }
}

// Two numbers of the local exchange, 0515-88001234/88005678, come one after the other.
bool Known(std::string_view digits) {
  return IsMobile(digits) || IsLandline(digits) || IsService(digits);
}

// The longest head of the collected digits that is a whole number.
void Bare(const MatchContext& context, Readings& out) {
  const std::size_t run = EndOfDigits(context.text, context.at);
  const std::string_view first = context.text.substr(context.at, run - context.at);
  if (Known(first)) {
    Reading reading = Make(run, Say(context, first), "phone/number", 6);
    reading.cue = 6;
    Extension(context, reading);
    out.push_back(std::move(reading));
    return;
  }
  const Phone phone = Collect(context, context.at);
  std::string_view digits = phone.digits;
  if (!Known(digits)) return;
  Reading reading = Make(phone.end, Say(context, digits), "phone/number", 6);
  reading.cue = 6;
  Extension(context, reading);
  out.push_back(std::move(reading));
}

// 010-12345678-801, 021-6888 8888-801: the parts as written, where the whole is too long to be a
// number.
void Parts(const MatchContext& context, Readings& out) {
  std::size_t at = context.at;
  std::string digits;
  for (int part = 0; part < 3; ++part) {
    const std::size_t end = EndOfDigits(context.text, at);
    if (end == at || end > context.limit) return;
    digits += context.text.substr(at, end - at);
    if (part > 0 && Known(digits)) {
      Reading reading = Make(end, Say(context, digits), "phone/number", 6);
      reading.cue = 6;
      Extension(context, reading);
      out.push_back(std::move(reading));
      return;
    }
    if (At(context.text, end) != '-' && At(context.text, end) != ' ') return;
    at = end + 1;
  }
}

// +86 138…, (010)12345678, （0515）88001234
void Prefixed(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  std::size_t at = context.at;
  std::string spoken;
  if (StartsWith(text, at, "+") || StartsWith(text, at, "00")) {
    spoken = text[at] == '+' ? "加" : "零零";
    at += text[at] == '+' ? std::size_t{1} : std::size_t{2};
  }
  std::string country;
  for (const std::string_view code : {std::string_view("86"), std::string_view("852"),
                                      std::string_view("853"), std::string_view("886")}) {
    if (StartsWith(text, at, code)) country = code;
  }
  const bool plus = !spoken.empty();
  if (!country.empty()) {
    const std::size_t begin = at + country.size();
    std::size_t next = begin;
    while (next < context.limit && (text[next] == ' ' || text[next] == '-')) ++next;
    const Phone phone = Collect(context, next);
    const std::string local = "0" + phone.digits;
    const bool known = Known(phone.digits) || IsLandline(local) ||
                       (plus && country != "86" && phone.digits.size() == 8);
    if (known && (plus || next > begin)) {
      Reading reading = Make(
          phone.end, spoken + ReadDigits(country, context.options.yao) + Say(context, phone.digits),
          "phone/country", 6);
      reading.cue = 6;
      out.push_back(std::move(reading));
    }
  }
}

// +1-202-555-0100: any other country, the parts joined by hyphens or spaces.
void Abroad(const MatchContext& context, Readings& out) {
  if (At(context.text, context.at) != '+') return;
  const std::size_t country = EndOfDigits(context.text, context.at + 1);
  const char32_t joint = At(context.text, country);
  const std::string_view code = context.text.substr(context.at + 1, country - context.at - 1);
  if ((code == "86" || code == "852" || code == "853" || code == "886") && !IsLetter(joint) &&
      !utf8::IsHan(joint) && joint != '%') {  // “+86”
    out.push_back(Make(country, "加" + Say(context, code), "phone/abroad", 4));
  }
  if (country == context.at + 1 || country > context.at + 4 || (joint != '-' && joint != ' '))
    return;
  const Phone phone = Collect(context, context.at + 1);
  if (phone.digits.size() < 9 || phone.digits.size() > 15) return;
  out.push_back(Make(phone.end, "加" + Say(context, phone.digits), "phone/abroad", 5));
}

void Bracketed(const MatchContext& context, Readings& out) {
  const std::string_view text = context.text;
  const std::size_t open =
      StartsWith(text, context.at, "(") ? 1 : (StartsWith(text, context.at, "（") ? 3 : 0);
  if (open == 0) return;
  for (const std::string_view code : {std::string_view("852"), std::string_view("853"),
                                      std::string_view("86"), std::string_view("886")}) {
    const std::size_t close = context.at + open + code.size();
    const bool closes = At(text, close) == ')' || At(text, close) == U'）';
    if (!StartsWith(text, context.at + open, code) || !closes) continue;
    const Phone local = Collect(context, close + utf8::Decode(text, close).length);
    if (local.digits.size() < 7 || local.digits.size() > 11) continue;
    Reading reading =
        Make(local.end, Say(context, code) + Say(context, local.digits), "phone/area", 6);
    Extension(context, reading);
    out.push_back(std::move(reading));
    return;
  }
  if (At(text, context.at + open) != '0') return;
  const Phone phone = Collect(context, context.at + open);
  if (!IsLandline(phone.digits)) return;
  Reading reading = Make(phone.end, Say(context, phone.digits), "phone/area", 6);
  Extension(context, reading);
  out.push_back(std::move(reading));
}

// 电话：88001234, 热线95588: seven digits and more, or what a cue names.
void Cued(const MatchContext& context, Readings& out) {
  std::size_t end = EndOfDigits(context.text, context.at);
  const std::size_t count = end - context.at;
  if (count < 3 || end > context.limit || count > 12) return;
  const bool before = context.CueBefore(Cue::kYao, context.at);
  const bool after = context.CueAfter(Cue::kYaoAfter, end);
  if (!before && !after) return;
  constexpr std::u32string_view kMore = U"万亿余多%";
  const char32_t next = At(context.text, end);
  const bool decimal = next == '.' && IsDigit(At(context.text, end + 1));
  if (decimal || kMore.find(next) != kMore.npos) return;  // 5G手机1876.2万部
  const bool counted = context.MeasureAt(end) && !StartsWith(context.text, end, "号");
  if (counted && !after) return;
  std::string spoken = Say(context, context.text.substr(context.at, count));
  if (const Phone phone = Collect(context, context.at);  // 电话：8765-4321
      before && count <= 4 && phone.digits.size() >= 7 && phone.digits.size() <= 8) {
    spoken = Say(context, phone.digits);
    end = phone.end;
  }
  Reading reading = Make(end, std::move(spoken), "phone/cue", 5);
  reading.cue = 6;
  out.push_back(std::move(reading));
}

// 0571-87052222、87052223: another number of the same exchange.
void Another(const MatchContext& context, Readings& out) {
  const std::size_t end = EndOfDigits(context.text, context.at);
  const std::size_t count = end - context.at;
  if (!context.state.phone || count < 7 || count > 8 || end > context.limit) return;
  constexpr std::u32string_view kJoints = U"、/，,;； 或和及";
  if (kJoints.find(Before(context.text, context.at)) == kJoints.npos) return;
  Reading reading =
      Make(end, Say(context, context.text.substr(context.at, count)), "phone/another", 5);
  reading.cue = 3;
  Extension(context, reading);
  out.push_back(std::move(reading));
}

}  // namespace

void ReadPhones(const MatchContext& context, Readings& out) {
  const char32_t c = At(context.text, context.at);
  if (IsDigit(c)) {
    Bare(context, out);
    Parts(context, out);
    Cued(context, out);
    Another(context, out);
  }
  if (IsDigit(c) || c == '+') Prefixed(context, out);
  Abroad(context, out);
  if (c == '(' || c == U'（') Bracketed(context, out);
}

}  // namespace boyin::normalise
