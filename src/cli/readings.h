// --readings: the house readings that a station may change, for every command that reads text.
// Private to cli.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "normalise/normalise.h"

namespace boyin::cli {

/// yi, liang-bai, du, per-last, emoji, joined by commas. Anything else is a usage error.
void AddReadings(CLI::App& command, std::vector<std::string>& words);

[[nodiscard]] normalise::Options ReadingsOf(const std::vector<std::string>& words);

}  // namespace boyin::cli
