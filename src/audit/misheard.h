// What a recogniser heard beside what should be heard, as pinyin. Private to audit.
#pragma once

#include <cstddef>
#include <string>

namespace boyin::audit {

/// A stretch in which no syllable is the one that should be heard.
struct Misheard {
  std::size_t syllables = 0;  ///< of the longer side
  std::string expected{};     ///< pinyin without tones
  std::string heard{};
};

/// The longest of them. Tones, foreign runs and what recognisers mix up in any voice (zh and z, ang
/// and an …) are not looked at.
[[nodiscard]] Misheard LongestMisheard(const std::string& expected, const std::string& heard);

}  // namespace boyin::audit
