// The chapter track of an M4A as its readers want it.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace boyin::encode {

/// Gives the chapter track, where there is one, its language (three letters of ISO 639-2) and each
/// title a chunk of its own: libavformat writes "eng" and one chunk, and a reader that looks for a
/// title by its chunk (music-metadata) fails. Rewrites the file. Errors name `shown`.
[[nodiscard]] Result<void> MendChapterTrack(const std::filesystem::path& path,
                                            std::string_view language,
                                            const std::filesystem::path& shown);

}  // namespace boyin::encode
