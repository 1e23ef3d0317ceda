#include "normalise/unit.h"

#include <utility>

namespace boyin::normalise {
namespace {

struct Part {
  std::size_t end = 0;
  const Unit* unit = nullptr;
};

// A unit of the table that is not the head of a longer word.
Part OneUnit(const Scene& scene, std::size_t at) {
  const auto hit = scene.lookups.units.LongestAt(scene.text, at);
  if (!hit) return {at, nullptr};
  const std::size_t end = at + hit.length;
  const bool word = IsAsciiLetter(static_cast<unsigned char>(scene.text[end - 1]));
  const char32_t next = At(scene.text, end);
  const bool short_name = hit.value->loose || hit.length < 2;
  if (word && (IsLetter(next) || (IsDigit(next) && short_name))) return {at, nullptr};
  return {end, hit.value};
}

}  // namespace

std::size_t ParsePer(const Scene& scene, std::size_t at, std::string& spoken) {
  if (At(scene.text, at) != '/') return at;
  if (const Part part = OneUnit(scene, at + 1); part.unit != nullptr) {
    spoken += "每";
    spoken += part.unit->spoken;
    return part.end;
  }
  const std::size_t digits = EndOfDigits(scene.text, at + 1);  // 8L/100km
  if (const Part part = OneUnit(scene, digits);
      part.unit != nullptr && scene.text.substr(at + 1, digits - at - 1) == "100") {
    spoken += "每百";
    spoken += part.unit->spoken;
    return part.end;
  }
  constexpr std::string_view kMillilitres = "毫升";  // 20毫克/100毫升
  if (digits == at + 4 && StartsWith(scene.text, at + 1, "100") &&
      StartsWith(scene.text, digits, kMillilitres)) {
    spoken += "每百毫升";
    return digits + kMillilitres.size();
  }
  const auto measure = scene.MeasureAt(at + 1);
  if (!measure) return at;
  spoken += "每";
  spoken += scene.text.substr(at + 1, measure.length);
  return at + 1 + measure.length;
}

// kJ·mol⁻¹, m·s⁻²: a unit below the line, written as a power.
std::size_t ParseInverse(const Scene& scene, std::size_t at, std::string& spoken) {
  const bool dot = StartsWith(scene.text, at, "·");
  const Part part = OneUnit(scene, dot ? at + std::string_view("·").size() : at);
  if (!dot || part.unit == nullptr) return at;
  const auto power = [&](std::string_view mark) { return StartsWith(scene.text, part.end, mark); };
  std::string name(part.unit->spoken);
  std::size_t end = part.end + std::string_view("⁻¹").size();
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

SpokenUnit ParseUnit(const Scene& scene, std::size_t at) {
  SpokenUnit out;
  out.end = at;
  const std::size_t begin = EndOfSpaces(scene.text, at);
  const Part part = OneUnit(scene, begin);
  if (part.unit == nullptr) return out;
  const std::string_view name = part.unit->spoken;
  if (begin > at && part.unit->loose) return out;  // “3 A” is no three amperes
  out.percent = name == "百分之" || name == "千分之" || name == "万分之";
  out.temperature = part.unit->temperature;
  out.er = part.unit->er;
  out.end = part.end;
  if (part.unit->front) {
    const std::size_t split = name.find('|');
    out.spoken = name.substr(0, split);
    out.front = name.substr(split + 1);
    if (scene.options.per_last) out.spoken = std::exchange(out.front, {}) + out.spoken;
    return out;
  }
  out.spoken = name;
  if (out.temperature && scene.options.drop_celsius && name == "摄氏度") out.spoken = "度";
  if (StartsWith(scene.text, part.end, "⁻¹")) {  // 10²³mol⁻¹
    out.spoken = "每" + out.spoken;
    out.end += std::string_view("⁻¹").size();
    return out;
  }
  if (!out.percent) out.end = ParsePer(scene, part.end, out.spoken);
  while (out.end <= scene.limit) {
    const std::size_t end = ParseInverse(scene, out.end, out.spoken);
    if (end == out.end) break;
    out.end = end;
  }
  return out;
}

}  // namespace boyin::normalise
