// What is written into a file about it.
#pragma once

#include <filesystem>

#include "encode/encode.h"

namespace boyin::encode {

/// Writes the tags of the format into the finished file: ID3v2.3 in UTF-16 (MP3, MP2, and a chunk
/// in WAV), MP4 atoms, Vorbis comments, RIFF INFO. Errors name `shown`.
[[nodiscard]] Result<void> WriteTags(Format format, const Tags& tags,
                                     const Certificate& certificate,
                                     const std::filesystem::path& path,
                                     const std::filesystem::path& shown);

/// The three letters of ISO 639-2/T for "zh-CN", "zh", "chi", "en" …; "und" where unknown.
[[nodiscard]] std::string Iso639_2(std::string_view language);

}  // namespace boyin::encode
