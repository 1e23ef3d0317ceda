// Work done in a child process that starts from the same state every time and leaves none behind.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"

namespace boyin::synthesise::espeak {

/// Forks, runs `work` in the child and returns what it returned. kEngine when the child died. The
/// child dies with its parent.
[[nodiscard]] Result<std::string> InChild(const std::function<std::string()>& work);

}  // namespace boyin::synthesise::espeak
