// What a library threw, as a value: that memory ran out, mostly. Caught where one piece of work
// ends (an article, a job, a request), so that it costs that piece and no other.
#pragma once

#include <exception>
#include <string>

#include "base/result.h"

namespace boyin {

/// kOther, of what was at work at `where`.
[[nodiscard]] Error FaultOf(const std::exception& fault, std::string where);

}  // namespace boyin
