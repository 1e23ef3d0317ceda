// From an engine's rate to the programme's.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"

namespace boyin::produce {

/// Sample n of `samples` comes to lie at exactly n × to / from; the result has
/// ceil(samples × to / from) samples. kEngine for rates that cannot be converted.
[[nodiscard]] Result<std::vector<float>> Resample(std::span<const float> samples, int from_hz,
                                                  int to_hz);

}  // namespace boyin::produce
