// The day that it is here.
#pragma once

#include <ctime>
#include <string>

namespace boyin {

/// "2026-11-23", by the machine's clock and time zone.
[[nodiscard]] std::string LocalDay(std::time_t moment = std::time(nullptr));

}  // namespace boyin
