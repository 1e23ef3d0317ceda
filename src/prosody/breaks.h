// Boundaries of one utterance, clause by clause. Private to prosody.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "prosody/clause.h"
#include "prosody/model.h"
#include "prosody/prosody.h"

namespace boyin::prosody {

/// A stretch of tokens [first, end) without a mark that ends it, and what its mark makes of the
/// boundary there.
struct Stretch {
  std::size_t first = 0;
  std::size_t end = 0;
  Break mark = Break::kNone;
};

/// The clauses of an utterance, in order.
[[nodiscard]] std::vector<Stretch> Clauses(const pronounce::Utterance& utterance);

}  // namespace boyin::prosody
