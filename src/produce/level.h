// Decibels and ratios.
#pragma once

#include <algorithm>
#include <cmath>

namespace boyin::produce {

/// What nothing but silence measures; also the absolute gate of ITU-R BS.1770-4.
inline constexpr double kSilenceLufs = -70.0;
/// A mono file is heard from two loudspeakers: twice the power.
inline constexpr double kDualMonoDb = 3.010299956639812;

[[nodiscard]] inline double FromDb(double db) { return std::pow(10.0, db / 20.0); }
[[nodiscard]] inline double ToDb(double ratio) { return 20.0 * std::log10(std::max(ratio, 1e-10)); }

}  // namespace boyin::produce
