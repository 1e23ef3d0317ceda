// Where a reader breathes inside a long clause, and where a sentence without end is cut.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "prosody/prosody.h"
#include "voice/voice.h"

namespace boyin::prosody {

/// A unit of a sentence, with what phrasing needs to know besides.
struct Piece {
  Unit unit;
  bool grouped = false;    ///< the place before it lies inside “” or 《》
  std::size_t weight = 0;  ///< in syllables; 0 for a break
};

/// Puts short silences into clauses that are too long for one breath, before words only. Linear.
[[nodiscard]] std::vector<Piece> AddBreaths(std::span<const Piece> pieces, std::string_view text,
                                            const voice::Pauses& pauses);

/// How many of `pieces` to take so that they weigh at most kMostSyllables (at least one): all of
/// them, or up to the best place to cut. Looks no further than that many syllables.
[[nodiscard]] std::size_t CutPoint(std::span<const Piece> pieces, std::string_view text);

}  // namespace boyin::prosody
