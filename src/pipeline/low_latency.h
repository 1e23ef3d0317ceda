// Pieces of a sentence, for who listens while a slow engine works: the first so short that it is
// heard soon, each next one as long as can be made while the one before is heard. Private to
// pipeline.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "prosody/prosody.h"

namespace boyin::pipeline {

/// The sentence cut between its phrases into pieces of at most `most` syllables, where phrases are
/// that short. `most` becomes half as much again as a piece has, and 0 once no sentence needs to be
/// cut any more; with 0 the sentence stays whole. The ranges of the pieces tile that of the
/// sentence; a mark that opens (“) goes with what it opens.
[[nodiscard]] std::vector<prosody::Sentence> CutInPieces(prosody::Sentence sentence,
                                                         std::string_view text, std::size_t& most);

}  // namespace boyin::pipeline
