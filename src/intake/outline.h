// What is decided on the whole of a document, whatever its format. Private to intake.
#pragma once

#include <string_view>
#include <vector>

#include "intake/intake.h"

namespace boyin::intake {

/// Blocks of the indices given, which grow, are dropped with their reason.
void DropBlocks(Document& document, const std::vector<std::size_t>& indices,
                std::string_view reason);

/// A title that stands twice at the beginning is read once.
void DropSecondTitle(Document& document);

/// What language the blocks are written in: "zh", "ja", "ko", "en", or empty where it is not clear.
[[nodiscard]] std::string_view WrittenLanguage(const Document& document);

/// Sets the language of the document from what it says of itself and from its characters, and notes
/// when it is not Chinese.
void DecideLanguage(Document& document);

}  // namespace boyin::intake
