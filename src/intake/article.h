// Which lines of a page are the article. Private to intake.
//
// The article is the element whose prose outweighs its clutter most: characters in lines that are
// sentences and hardly link count for it, characters of short lines and of links against it. A
// page that marks its article (<article>, itemprop="articleBody") is believed if what it marks
// holds the better part of the prose.
#pragma once

#include <string_view>

#include "intake/flow.h"

namespace boyin::intake {

/// Gives every line that is no part of the article its reason. `title` is kept wherever it stands.
void KeepArticle(Flow& flow, std::string_view title);

/// A line of sentences, as against a label, a link or a menu.
[[nodiscard]] bool IsProse(const Leaf& leaf);

}  // namespace boyin::intake
