// The lines around the title and at the end of an article that say when, where and by whom it was
// published. Private to intake.
#pragma once

#include "intake/flow.h"
#include "intake/intake.h"
#include "intake/page_metadata.h"

namespace boyin::intake {

/// Reads lines such as "2017年02月03日 10:20 来源：新华网 作者：张三" near the title, and gives
/// those that are nothing else their reason: "byline".
void ReadBylines(Flow& flow, PageFindings& page);

/// Decides the metadata of a page whose article has been found. A date without a year gets that of
/// its surroundings in `text`, the page as written, or is noted in `notes`.
[[nodiscard]] Metadata Decide(const Flow& flow, PageFindings& page, std::string_view text,
                              std::vector<Message>& notes);

}  // namespace boyin::intake
