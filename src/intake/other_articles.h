// Lists of other articles on a page. Private to intake.
#pragma once

#include <vector>

#include "intake/flow.h"

namespace boyin::intake {

/// For each line of the page whether it belongs to a run of elements of one shape, each a link with
/// at most a summary and a time: other articles, as against this one. All false where a page holds
/// nothing else.
[[nodiscard]] std::vector<bool> FindOtherArticles(const Flow& flow);

}  // namespace boyin::intake
