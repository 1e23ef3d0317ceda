// The little XML that this room writes.
#pragma once

#include <string>
#include <string_view>

namespace boyin::encode {

/// "<NAME>text</NAME>" and a line feed; nothing where `text` is empty.
[[nodiscard]] std::string XmlElement(std::string_view name, std::string_view text);

}  // namespace boyin::encode
