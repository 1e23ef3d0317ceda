// Text for XML 1.0: what may not stand in a document is left out here, and nowhere else.
#pragma once

#include <string>
#include <string_view>

namespace boyin {

/// The characters of `text` that XML 1.0 allows (production 2, Char): no control character but tab
/// and line feed (a carriage return would not come back as one), no U+FFFE, no U+FFFF, and U+FFFD
/// for each byte that is no UTF-8.
[[nodiscard]] std::string XmlCharacters(std::string_view text);

/// The same, escaped for element text and for attributes in double quotes.
[[nodiscard]] std::string XmlEscaped(std::string_view text);

}  // namespace boyin
