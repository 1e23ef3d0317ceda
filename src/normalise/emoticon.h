// Emoticons and smileys: (^_^), (≧▽≦), T_T, :-).
#pragma once

#include <cstddef>
#include <string_view>

#include "normalise/tables.h"

namespace boyin::normalise {

/// The end of the emoticon at `at`, or `at` where there is none.
[[nodiscard]] std::size_t EndOfEmoticon(const Lookups& lookups, std::string_view text,
                                        std::size_t at);

}  // namespace boyin::normalise
