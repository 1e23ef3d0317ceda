// A book as documents: one for each of its chapters.
//
//   for (const intake::Document& chapter : intake::SplitChapters(*book)) …
#pragma once

#include <vector>

#include "intake/intake.h"

namespace boyin::intake {

/// The chapters of a document, each a document of its own, named "book-01", with the title of the
/// chapter and what else the whole has: split at the headings of the highest level that there are
/// several of. What stands before the first is a part of its own, but for the title alone. One
/// document where there are no chapters.
[[nodiscard]] std::vector<Document> SplitChapters(const Document& document);

}  // namespace boyin::intake
