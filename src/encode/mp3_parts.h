// MP3 made in parts, side by side, and joined into one stream.
#pragma once

#include <filesystem>

#include "encode/encode.h"

namespace boyin::encode {

/// The parts are of fixed length, so the file is the same whatever the number of threads. The
/// programme has the rate of the file. `gain` is applied to every sample. What the stream sounds
/// like decoded is measured on the way.
[[nodiscard]] Result<Certificate> EncodeMp3InParts(const produce::Programme& programme,
                                                   const Settings& settings,
                                                   const produce::Trim& trim, float gain,
                                                   const std::filesystem::path& path,
                                                   const std::filesystem::path& shown);

}  // namespace boyin::encode
