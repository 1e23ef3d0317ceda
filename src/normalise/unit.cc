#include "normalise/unit.h"

#include <utility>

namespace boyin::normalise {
namespace {

struct Part {
  std::size_t end = 0;
  const Unit* unit = nullptr;
};

// 8h30min, 1h23m: the digits behind an hour are its minutes.
bool BeforeMinutes(std::string_view text, std::size_t at) {
  const std::size_t end = EndOfDigits(text, at);
  if (Before(text, at) != 'h' || end > at + 2) return false;
  return StartsWith(text, end, "min") ||
         (StartsWith(text, end, "m") && !IsLetter(At(text, end + 1)));
}

// A unit of the table that is not the head of a longer word.
Part OneUnit(const MatchContext& context, std::size_t at) {
  auto hit = context.lookups.units.LongestAt(context.text, at);
  if (!hit) hit = context.lookups.parts.LongestAt(context.text, at);
  if (!hit) return {at, nullptr};
  const std::size_t end = at + hit.length;
  const bool word = IsAsciiLetter(static_cast<unsigned char>(context.text[end - 1]));
  const char32_t next = At(context.text, end);
  const bool short_name = hit.value->loose || hit.length < 2;
  if (word && IsLetter(next)) return {at, nullptr};
  if (word && IsDigit(next) && short_name && !BeforeMinutes(context.text, end))
    return {at, nullptr};
  return {end, hit.value};
}

// cm²/(V·s): the end of what is below the line, in brackets.
std::size_t ParseBelow(const MatchContext& context, std::size_t at, std::string& spoken) {
  std::string names;
  for (std::size_t next = at + 1;;) {
    const Part part = OneUnit(context, next);
    if (part.unit == nullptr || part.unit->front) return at;
    names += part.unit->spoken;
    if (At(context.text, part.end) == ')') {
      spoken += "每" + names;
      return part.end + 1;
    }
    if (!StartsWith(context.text, part.end, "·")) return at;
    next = part.end + std::string_view("·").size();
  }
}

// The figure of a power below the line that has been typed on the line, L-1, d－1, L^-1, or 0.
struct FlatPower {
  char figure = 0;
  std::size_t end = 0;
};

FlatPower FlatPowerAt(std::string_view text, std::size_t at) {
  if (StartsWith(text, at, "^")) ++at;
  for (const std::string_view minus :
       {std::string_view("-"), std::string_view("－"), std::string_view("−")}) {
    const std::size_t figure = at + minus.size();
    if (!StartsWith(text, at, minus) || EndOfDigits(text, figure) != figure + 1) continue;
    if (text[figure] >= '1' && text[figure] <= '3') return {text[figure], figure + 1};
  }
  return {};
}

// J·s, N·m/s: the end of the units multiplied.
std::size_t ParseProduct(const MatchContext& context, std::size_t at, std::string& spoken) {
  const std::size_t begin = at + std::string_view("·").size();
  if (!StartsWith(context.text, at, "·")) return at;
  const Part part = OneUnit(context, begin);
  const bool raised =
      StartsWith(context.text, part.end, "⁻") || FlatPowerAt(context.text, part.end).figure != 0;
  if (part.unit == nullptr || raised || part.unit->front) return at;
  spoken += part.unit->spoken;
  return part.end;
}

}  // namespace

std::size_t ParsePer(const MatchContext& context, std::size_t at, std::string& spoken) {
  if (At(context.text, at) != '/') return at;
  if (At(context.text, at + 1) == '(') {
    const std::size_t end = ParseBelow(context, at + 1, spoken);
    return end == at + 1 ? at : end;
  }
  if (const Part part = OneUnit(context, at + 1); part.unit != nullptr) {
    spoken += "每";
    spoken += part.unit->spoken;
    return part.end;
  }
  const std::size_t digits = EndOfDigits(context.text, at + 1);  // 8L/100km
  if (const Part part = OneUnit(context, digits);
      part.unit != nullptr && context.text.substr(at + 1, digits - at - 1) == "100") {
    spoken += "每百";
    spoken += part.unit->spoken;
    return part.end;
  }
  constexpr std::string_view kMillilitres = "毫升";  // 20毫克/100毫升
  if (digits == at + 4 && StartsWith(context.text, at + 1, "100") &&
      StartsWith(context.text, digits, kMillilitres)) {
    spoken += "每百毫升";
    return digits + kMillilitres.size();
  }
  const auto measure = context.MeasureAt(at + 1);
  if (!measure) return at;
  spoken += "每";
  spoken += context.text.substr(at + 1, measure.length);
  return at + 1 + measure.length;
}

// kJ·mol⁻¹, m·s⁻²: a unit below the line, written as a power.
std::size_t ParseInverse(const MatchContext& context, std::size_t at, std::string& spoken) {
  const bool dot = StartsWith(context.text, at, "·");
  const Part part = OneUnit(context, dot ? at + std::string_view("·").size() : at);
  if (!dot || part.unit == nullptr) return at;
  const auto power = [&](std::string_view mark) {
    return StartsWith(context.text, part.end, mark);
  };
  std::string name(part.unit->spoken);
  std::size_t end = part.end + std::string_view("⁻¹").size();
  // mol·L-1: the raised figure has been typed on the line.
  if (const FlatPower flat = FlatPowerAt(context.text, part.end); flat.figure != 0) {
    const char figure = flat.figure;
    const bool length = name == "米" || name == "厘米";
    spoken += "每";
    if (figure == '2') spoken += length ? "平方" : "二次方";
    if (figure == '3') spoken += length ? "立方" : "三次方";
    spoken += name;
    return flat.end;
  }
  if (power("⁻²")) {
    name = (name == "米" || name == "厘米" ? "平方" : "二次方") + name;
  } else if (power("⁻³")) {
    name = (name == "米" || name == "厘米" ? "立方" : "三次方") + name;
    end = part.end + std::string_view("⁻³").size();
  } else if (!power("⁻¹")) {
    return at;
  }
  spoken += "每" + name;
  return end;
}

SpokenUnit ParseUnit(const MatchContext& context, std::size_t at) {
  SpokenUnit out;
  out.end = at;
  const std::size_t begin = EndOfSpaces(context.text, at);
  const Part part = OneUnit(context, begin);
  if (part.unit == nullptr) return out;
  const std::string_view name = part.unit->spoken;
  // “3 L” is no three litres, 5A no five amperes; 3 A/cm² and 6 J·s are.
  const bool compound =
      StartsWith(context.text, part.end, "/") || StartsWith(context.text, part.end, "·");
  const char32_t left = Before(context.text, at);  // 10⁻¹⁹J
  const bool raised =
      left == U'²' || left == U'³' || left == U'¹' || (left >= U'⁰' && left <= U'⁹');
  const bool whole =
      context.lookups.units.Find(context.text.substr(begin, part.end - begin)) != nullptr;
  // 盐 4 g，: behind a space only where a word or a mark follows.
  const char32_t next = At(context.text, part.end);
  const bool spaced = part.unit->spaced && (next == 0 || utf8::IsHan(next) ||
                                            IsCjkPunctuation(next) || next == ',' || next == ')');
  if (((begin > at && part.unit->loose && !spaced) || !whole) && !compound && !raised) return out;
  out.percent = name == "百分之" || name == "千分之" || name == "万分之";
  out.temperature = part.unit->temperature;
  out.er = part.unit->er;
  out.end = part.end;
  if (part.unit->front) {
    const std::size_t split = name.find('|');
    out.spoken = name.substr(0, split);
    out.front = name.substr(split + 1);
    if (context.options.per_last) out.spoken = std::exchange(out.front, {}) + out.spoken;
    return out;
  }
  out.spoken = name;
  if (out.temperature && context.options.drop_celsius && name == "摄氏度") out.spoken = "度";
  if (StartsWith(context.text, part.end, "⁻¹")) {  // 10²³mol⁻¹
    out.spoken = "每" + out.spoken;
    out.end += std::string_view("⁻¹").size();
    return out;
  }
  out.end = ParseProduct(context, part.end, out.spoken);
  if (!out.percent) out.end = ParsePer(context, out.end, out.spoken);
  // mg/kg·d: a time behind the stroke is one more 每.
  for (const std::string_view time :
       {std::string_view("·d"), std::string_view("·h"), std::string_view("·min")}) {
    const std::size_t end = out.end + time.size();
    if (out.end == part.end || !StartsWith(context.text, out.end, time)) continue;
    if (IsLetter(At(context.text, end)) || end > context.limit) continue;
    out.spoken += time == "·d" ? "每天" : (time == "·h" ? "每小时" : "每分钟");
    out.end = end;
    break;
  }
  if (!whole && !raised && out.end == part.end) return {at, {}, {}, false, false, false};
  while (out.end <= context.limit) {
    const std::size_t end = ParseInverse(context, out.end, out.spoken);
    if (end == out.end) break;
    out.end = end;
  }
  return out;
}

}  // namespace boyin::normalise
