// The talking book for players of the blind: DAISY 2.02
// (https://daisy.org/activities/standards/daisy/daisy-2/, 2001), full text and full sound, one zip
// archive. Private to publish.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "episode/shown_text.h"

namespace boyin::publish {

/// Whether a book may hold the sound file: MP3.
[[nodiscard]] bool IsDaisySound(const std::filesystem::path& sound);

/// Writes the book, the sound file of the episode in it, whole or not at all.
[[nodiscard]] Result<void> WriteDaisy(const episode::Transcript& transcript,
                                      const std::filesystem::path& path);

}  // namespace boyin::publish
