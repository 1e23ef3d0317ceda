// The read-along book: EPUB 3 with media overlays, so that a reader marks each sentence as it is
// heard. Private to publish.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"
#include "episode/shown_text.h"

namespace boyin::publish {

/// The media type under which a book may hold the sound file; empty where it may not.
[[nodiscard]] std::string_view BookSoundType(const std::filesystem::path& sound);

/// Writes the book, the sound file of the episode in it, whole or not at all.
[[nodiscard]] Result<void> WriteBook(const episode::Transcript& transcript,
                                     const std::filesystem::path& path);

}  // namespace boyin::publish
