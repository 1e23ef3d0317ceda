// The first half of the room: everything that is decided before a number or sign is read.
#pragma once

#include <bitset>
#include <string_view>

#include "normalise/draft.h"
#include "normalise/script.h"
#include "normalise/tables.h"

namespace boyin::normalise {

class Cleaner {
 public:
  Cleaner(const Lookups& lookups, const Script& script);

  /// Glosses, debris, marks and layout taken out, widths folded, characters simplified.
  [[nodiscard]] Draft Clean(std::string_view written) const;

 private:
  class Pass;
  const Lookups& lookups_;
  const Script& script_;
  std::bitset<0x10000> stops_;  // characters that the pass must look at
};

}  // namespace boyin::normalise
