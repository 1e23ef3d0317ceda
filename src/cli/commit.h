// From which commit this was built. Private to cli; the build writes the source
// (cmake/boyin_commit.cmake).
#pragma once

#include <string_view>

namespace boyin::cli {

/// "50d3132cf9ff", with " and changes" where the tree had some.
[[nodiscard]] std::string_view Commit();

}  // namespace boyin::cli
