// The first half of the room: everything that is decided before a number or sign is read.
#pragma once

#include <bitset>
#include <string_view>

#include "normalise/draft.h"
#include "normalise/simplify.h"
#include "normalise/tables.h"

namespace boyin::normalise {

class Cleaner {
 public:
  Cleaner(const Lookups& lookups, const Simplifier& simplifier);

  /// Glosses, boilerplate, marks and layout taken out, widths folded, characters simplified.
  [[nodiscard]] Draft Clean(std::string_view written) const;

 private:
  class Pass;
  const Lookups& lookups_;
  const Simplifier& simplifier_;
  std::bitset<0x10000> stops_;  // characters that the pass must look at
};

}  // namespace boyin::normalise
