// Clock times, and what they say.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "normalise/reading.h"

namespace boyin::normalise {

struct ClockTime {
  std::size_t end = 0;
  int hour = 0;
  int minute = 0;
  int second = -1;       ///< −1: not given
  std::string half_day;  ///< 上午, 下午, from am and pm
};

/// hh:mm and hh:mm:ss with am or pm, if the figures are a time of day.
[[nodiscard]] std::optional<ClockTime> ParseClock(const MatchContext& context, std::size_t at);

[[nodiscard]] std::string SayClock(const ClockTime& clock);

}  // namespace boyin::normalise
