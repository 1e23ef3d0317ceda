// The law that nothing is lost: every character of the source is spoken, punctuation, or skipped
// with a reason.
#pragma once

#include <string_view>

#include "episode/episode.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"

namespace boyin::episode {

/// Counts the characters of `written`, which begins at byte `source_begin` of the source.
void AddCoverage(std::string_view written, std::size_t source_begin,
                 const normalise::Spoken& spoken, const pronounce::Utterance& utterance,
                 Coverage& coverage);

/// Counts a range that never came to be read.
void AddSkipped(std::string_view text, Range source, std::string_view reason, Coverage& coverage);

}  // namespace boyin::episode
