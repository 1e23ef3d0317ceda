// A seek table for a FLAC file: libsndfile writes none, and players that read over a network then
// search for the place by halving.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace boyin::encode {

/// Adds a point for every ten seconds. Rewrites the file. Errors name `shown`.
[[nodiscard]] Result<void> AddSeekTable(const std::filesystem::path& path,
                                        const std::filesystem::path& shown);

}  // namespace boyin::encode
