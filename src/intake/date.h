// Dates as pages and feeds write them. Private to intake.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/range.h"

namespace boyin::intake {

struct Moment {
  std::string day;                        ///< "2017-02-03"
  std::string time;                       ///< "2017-02-03T10:20:00+08:00", or as `day`
  std::optional<std::int64_t> unix_time;  ///< where the zone is known
  Range source;                           ///< in the text it was found in

  bool operator==(const Moment&) const = default;
};

/// The first date in `text`: "2017-02-03T10:20:00Z", "2017-2-3 10:20", "2017/02/03",
/// "2017年2月3日", "Fri, 03 Feb 2017 10:20:00 +0800". Nothing where there is none, or it is no day
/// of the calendar.
[[nodiscard]] std::optional<Moment> FindDate(std::string_view text);

}  // namespace boyin::intake
