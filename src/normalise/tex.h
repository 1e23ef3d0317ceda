// Formulas typed in TeX become the signs that the other rules read: \frac{1}{2}, r^{2}, \le.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace boyin::normalise {

struct PlainTex {
  std::size_t end = 0;  ///< 0: no TeX stands there
  std::string text;
};

/// What stands at `at` ($…$, a command, ^{…}, _{…}) in plain signs. Looks 400 bytes ahead at most.
[[nodiscard]] PlainTex PlainFormula(std::string_view text, std::size_t at);

}  // namespace boyin::normalise
