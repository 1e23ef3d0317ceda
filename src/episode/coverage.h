// The law that nothing is lost: every character of the source is spoken, silent by nature, skipped
// with a reason, or listed as not said.
#pragma once

#include <string_view>

#include "episode/episode.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"

namespace boyin::episode {

inline constexpr std::string_view kNoReading = "no reading is known";
inline constexpr std::string_view kNoSound = "no voice has a sound for it";

/// Whether nobody expects to hear a character: marks, blanks, ornaments. Not letters, figures,
/// symbols that mean something, braille, private and unassigned characters.
[[nodiscard]] bool IsSilent(char32_t c);

/// Counts the characters of `written`, which begins at byte `source_begin` of the source. A letter
/// that reaches an engine counts as spoken: only the engine knows better, see MarkUnsaid.
void AddCoverage(std::string_view written, std::size_t source_begin,
                 const normalise::Spoken& spoken, const pronounce::Utterance& utterance,
                 Coverage& coverage);

/// Counts characters that a recording says, not a voice of ours.
void AddRecorded(std::string_view written, Coverage& coverage);

/// Counts a range that never came to be read.
void AddSkipped(std::string_view text, Range source, std::string_view reason, Coverage& coverage);

/// Takes one character, counted as spoken, out of what is spoken.
void MarkUnsaid(Range source, std::string_view reason, Coverage& coverage);

}  // namespace boyin::episode
