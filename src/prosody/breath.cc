#include "prosody/breath.h"

#include <cstddef>
#include <limits>

namespace boyin::prosody {
namespace {

constexpr std::uint32_t kOneBreath = 14;  // syllables that need no breath between
constexpr std::uint32_t kLongest = 20;    // and more are not said in one
constexpr double kComfortable = 10;
constexpr double kLengthCost = 0.06;  // per squared syllable of distance from it
constexpr double kBreathCost = 3.0;
constexpr double kTooLong = 25;       // and for each syllable beyond kLongest a tenth of it
constexpr std::uint32_t kReach = 60;  // no stretch is looked at that is longer

double LengthCost(std::uint32_t syllables) {
  const double distance = static_cast<double>(syllables) - kComfortable;
  const double over = syllables > kLongest ? kTooLong + 0.1 * kTooLong * (syllables - kLongest) : 0;
  return kLengthCost * distance * distance + over;
}

}  // namespace

void FindBreaths(const std::vector<Place>& places, std::uint32_t total,
                 std::vector<std::uint8_t>& breaths) {
  breaths.assign(places.size(), 0);
  if (total <= kOneBreath || places.empty()) return;
  // best[i]: the cheapest way to say all up to place i - 1; place 0 is the beginning.
  const std::size_t ends = places.size() + 2;
  std::vector<double> best(ends, std::numeric_limits<double>::infinity());
  std::vector<std::size_t> from(ends, 0);
  const auto at = [&](std::size_t i) {
    return i == 0 ? 0U : i <= places.size() ? places[i - 1].syllables : total;
  };
  best[0] = 0;
  for (std::size_t end = 1; end < ends; ++end) {
    const double here =
        end <= places.size() ? kBreathCost - static_cast<double>(places[end - 1].welcome) : 0;
    for (std::size_t begin = end; begin-- > 0;) {
      const std::uint32_t syllables = at(end) - at(begin);
      const double cost = best[begin] + LengthCost(syllables) + here;
      if (cost < best[end]) {
        best[end] = cost;
        from[end] = begin;
      }
      if (syllables > kReach) break;
    }
  }
  for (std::size_t end = from[ends - 1]; end > 0; end = from[end]) breaths[end - 1] = 1;
}

}  // namespace boyin::prosody
