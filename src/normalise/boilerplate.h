// What a page leaves in a text that is not to be read: pinyin glosses, reference numbers,
// navigation, editors' credits, markup.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/range.h"
#include "normalise/tables.h"

namespace boyin::normalise {

struct Boilerplate {
  std::size_t end = 0;      ///< 0 where there is none
  std::string_view reason;  ///< static
};

/// Boilerplate that begins at `at`, where `left` is the last clean character before it.
[[nodiscard]] Boilerplate FindBoilerplate(const Lookups& lookups, std::string_view text,
                                          std::size_t at, char32_t left);

/// The end of a line that holds an editor's credit alone, or `begin`.
[[nodiscard]] std::size_t BoilerplateLine(const Lookups& lookups, std::string_view text,
                                          std::size_t begin);

/// 好hǎo, 媽ㄇㄚ: the gloss without brackets around `at`, not beginning before `floor`; empty where
/// there is none.
[[nodiscard]] Range FindBareGloss(std::string_view text, std::size_t at, std::size_t floor);

/// Whether a gloss may begin or bear its tone mark here.
[[nodiscard]] bool MarksGloss(char32_t c);

}  // namespace boyin::normalise
