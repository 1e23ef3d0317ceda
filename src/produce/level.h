// Decibels and ratios.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

namespace boyin::produce {

/// What nothing but silence measures; also the absolute gate of ITU-R BS.1770-4.
inline constexpr double kSilenceLufs = -70.0;
/// A mono file is heard from two loudspeakers: twice the power.
inline constexpr double kDualMonoDb = 3.010299956639812;

[[nodiscard]] inline double FromDb(double db) { return std::pow(10.0, db / 20.0); }
[[nodiscard]] inline double ToDb(double ratio) { return 20.0 * std::log10(std::max(ratio, 1e-10)); }

/// From 0 to 1 without a corner; `part` runs from 0 to 1, and is held beyond.
[[nodiscard]] inline double RaisedCosine(double part) {
  return 0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(part, 0.0, 1.0));
}

}  // namespace boyin::produce
