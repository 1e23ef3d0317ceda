// Coordinates: 24.5°N, N39°54′20″, 116°23′E, the hemisphere said before the degrees; places on a
// road: K1286+500.
#include <array>

#include "normalise/number.h"
#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

std::string_view Hemisphere(char32_t letter) {
  switch (letter) {
    case 'N':
      return "北纬";
    case 'S':
      return "南纬";
    case 'E':
      return "东经";
    case 'W':
      return "西经";
    default:
      return {};
  }
}

struct Step {
  std::string_view spoken;
  std::array<std::string_view, 3> signs;
};

constexpr std::array<Step, 3> kSteps = {
    {{"度", {"°", "º", "度"}}, {"分", {"′", "'", "’"}}, {"秒", {"″", "\"", "”"}}}};

// 39°54′20″: the end, or `at` where there are no degrees.
std::size_t ParseAngle(std::string_view text, std::size_t at, std::string& spoken) {
  std::size_t end = at;
  for (const Step& step : kSteps) {
    std::size_t stop = EndOfDigits(text, end);
    if (stop == end || stop - end > 3) break;
    const std::string_view whole = text.substr(end, stop - end);
    std::string_view fraction;
    if (At(text, stop) == '.' && IsDigit(At(text, stop + 1))) {
      fraction = text.substr(stop + 1, EndOfDigits(text, stop + 1) - stop - 1);
      stop += 1 + fraction.size();
    }
    std::size_t length = 0;
    for (const std::string_view sign : step.signs) {
      if (StartsWith(text, stop, sign)) length = sign.size();
    }
    if (length == 0) break;
    spoken += ReadDecimal(whole, fraction, {});
    spoken += step.spoken;
    end = stop + length;
  }
  return end;
}

// K3+280: the kilometre of a road and the metres beyond it; the end, or `at`.
std::size_t ParseChainage(std::string_view text, std::size_t at, std::string& spoken) {
  const std::size_t plus = EndOfDigits(text, at + 1);
  const std::size_t end = EndOfDigits(text, plus + 1);
  if (At(text, at) != 'K' || plus == at + 1 || plus > at + 5) return at;
  if (At(text, plus) != '+' || end != plus + 4) return at;
  const std::string_view kilometres = text.substr(at + 1, plus - at - 1);
  spoken += "K";
  spoken += kilometres.size() > 2 ? ReadDigits(kilometres) : ReadCardinal(kilometres, {});
  spoken += "加" + ReadCardinal(text.substr(plus + 1, 3), {});
  return end;
}

// K1286+500处, K0+000～K3+280
void Chainage(const MatchContext& context, Readings& out) {
  if (IsLetter(Before(context.text, context.at))) return;
  std::string spoken;
  std::size_t end = ParseChainage(context.text, context.at, spoken);
  if (end == context.at) return;
  const std::size_t dash = DashAt(context.text, end);
  std::string second;
  const std::size_t stop = ParseChainage(context.text, end + dash, second);
  if (dash > 0 && stop > end + dash && stop <= context.limit) {
    spoken += "到" + second;
    end = stop;
  }
  const char32_t metres = At(context.text, end);
  if ((metres == 'm' || metres == 'M') && !IsLetter(At(context.text, end + 1)) &&
      end < context.limit) {
    spoken += "米";
    ++end;
  }
  Reading reading;
  reading.end = end;
  reading.spoken = std::move(spoken);
  reading.semiotic_class = "code";
  reading.rule = "place/chainage";
  reading.weight = 5;
  out.push_back(std::move(reading));
}

}  // namespace

void ReadPlaces(const MatchContext& context, Readings& out) {
  Chainage(context, out);
  const char32_t first = At(context.text, context.at);
  const std::string_view before = Hemisphere(first);
  if ((before.empty() && !IsDigit(first)) || IsLetter(Before(context.text, context.at))) return;
  const std::size_t begin = context.at + (before.empty() ? 0 : 1);
  std::string angle;
  std::size_t end = ParseAngle(context.text, begin, angle);
  if (end == begin) return;
  const std::string_view after = before.empty() ? Hemisphere(At(context.text, end)) : "";
  if (!after.empty() && !IsLetter(At(context.text, end + 1))) ++end;
  const std::string_view hemisphere = before.empty() ? after : before;
  if (hemisphere.empty() || end > context.limit) return;
  Reading reading;
  reading.end = end;
  reading.spoken = std::string(hemisphere) + angle;
  reading.semiotic_class = "coordinate";
  reading.rule = "place/coordinate";
  reading.weight = 4;
  out.push_back(std::move(reading));
}

}  // namespace boyin::normalise
