// Dates, read and written: as pages and feeds write them, as ISO 8601 and RFC 2822 have them. In
// English whatever the locale, and on the Gregorian calendar.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "base/range.h"

namespace boyin {

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

/// Of "2026-11-24T06:00:00Z" or "2026-11-24" (its midnight, UTC); nothing for anything else.
[[nodiscard]] std::optional<std::time_t> FromIso(std::string_view text);

/// "2026-11-24T06:00:00Z"
[[nodiscard]] std::string ToIso(std::time_t time);

/// Of a date as RFC 2822, 3.3 has it, with the right day of the week if it names one; nothing for
/// anything else.
[[nodiscard]] std::optional<std::time_t> FromRfc2822(std::string_view text);

/// "Tue, 24 Nov 2026 06:00:00 +0000"; `zone` is what stands for UTC ("GMT" in HTTP).
[[nodiscard]] std::string ToRfc2822(std::time_t time, std::string_view zone = "+0000");

}  // namespace boyin
