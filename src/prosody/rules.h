// What holds between two sounds whatever the weights say: numbers are grouped as they are spoken,
// and a short quotation or title is kept together. Private to prosody.
#pragma once

#include <cstdint>
#include <vector>

#include "prosody/clause.h"

namespace boyin::prosody {

enum class Rule : std::uint8_t {
  kFree,
  kNone,         ///< no boundary
  kNoPhrase,     ///< at most that of a prosodic word
  kWord,         ///< that of a prosodic word, no more
  kAtLeastWord,  ///< that of a prosodic word, or more
};

/// For each sound but the last: what may follow it.
void FindRules(const Clause& clause, std::vector<Rule>& rules);

}  // namespace boyin::prosody
