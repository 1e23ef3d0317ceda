// --readings: the house readings that a station may change, for every command that reads text.
// Private to cli.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "normalise/normalise.h"

namespace boyin::cli {

/// yi, liang-bai, du, per-last, emoji, joined by commas. Anything else is a usage error.
void AddReadings(Command command, std::vector<std::string>& words);

[[nodiscard]] normalise::Options ReadingsOf(const std::vector<std::string>& words);

}  // namespace boyin::cli
