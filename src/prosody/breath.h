// Where a reader breathes in a long clause: which of its phrases end with a breath. Private to
// prosody.
#pragma once

#include <cstdint>
#include <vector>

namespace boyin::prosody {

/// The end of a phrase inside a clause.
struct Place {
  std::uint32_t syllables = 0;  ///< of the clause, up to here
  float welcome = 0;            ///< how gladly a writer would set a comma here
};

/// For each place whether it is a breath; `total` are the syllables of the clause. Linear in the
/// number of places: a stretch between breaths is bounded.
void FindBreaths(const std::vector<Place>& places, std::uint32_t total,
                 std::vector<std::uint8_t>& breaths);

}  // namespace boyin::prosody
