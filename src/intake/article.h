// Which lines of a page are the article. Private to intake.
//
// Lists of other articles are told by their shape (other_articles.h) and count against an element.
// The article is the element whose prose outweighs its clutter most: characters in lines that are
// sentences and hardly link count for it, characters of short lines and of links against it. A
// page that marks its article (<article>, itemprop="articleBody") is believed if what it marks
// holds the better part of the prose. The text that stands behind the title wins over one somewhat
// longer elsewhere, and what won takes in the clean lines around it.
#pragma once

#include <string_view>

#include "intake/flow.h"

namespace boyin::intake {

/// Gives every line that is no part of the article its reason. `title` is kept wherever it stands.
/// The share of the page's prose, lists of other articles aside, that is read.
double KeepArticle(Flow& flow, std::string_view title, Captions captions);

/// The line that is the title: a heading wherever it stands, or a line above the text; or nullptr.
[[nodiscard]] Leaf* FindTitle(Flow& flow, std::string_view title);

/// Whether two lines are one title, of which one may be cut.
[[nodiscard]] bool SameTitle(std::string_view one, std::string_view other);

/// A line of sentences, as against a label, a link or a menu.
[[nodiscard]] bool IsProse(const Leaf& leaf);

}  // namespace boyin::intake
