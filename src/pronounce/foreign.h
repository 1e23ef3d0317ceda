// Runs of letters that are not Han: how an English voice should be told to say them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boyin::pronounce {

class ForeignWords {
 public:
  /// Reads foreign.tsv: what is written and what to hand to the voice.
  [[nodiscard]] static Result<ForeignWords> Parse(std::string_view text);

  /// GDP is "G D P", iPhone and NATO stay, α is "alpha"; other scripts are spelled in Latin
  /// letters.
  [[nodiscard]] std::string Say(std::string_view run) const;

 private:
  std::map<std::string, std::string, std::less<>> table_;
};

/// Cyrillic, kana, Hangul and Greek in Latin letters; everything else as it is. Words get spaces
/// where letters are named (Greek).
[[nodiscard]] std::string Romanise(std::string_view run);

}  // namespace boyin::pronounce
