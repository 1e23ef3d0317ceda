// Did you mean …? The known word that is nearest to the one that was written.
#pragma once

#include <string_view>
#include <vector>

namespace boyin {

/// By the number of bytes to insert, delete or replace; empty where `known` is.
[[nodiscard]] std::string_view Nearest(std::string_view word,
                                       const std::vector<std::string_view>& known);

}  // namespace boyin
