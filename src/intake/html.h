// HTML that came in some other file: a chapter, an item of a feed, Markdown. Private to intake.
#pragma once

#include <string_view>

#include "base/result.h"
#include "intake/composer.h"
#include "intake/flow.h"

namespace boyin::intake {

/// Adds all of `html` to `composer`: nothing is navigation here, it is somebody's own text.
[[nodiscard]] Result<void> AddFragment(std::string_view html, std::string_view file_name,
                                       Composer& composer);

/// Adds the lines of a page, the dropped ones with their reasons.
void AddLeaves(const Flow& flow, Composer& composer);

}  // namespace boyin::intake
