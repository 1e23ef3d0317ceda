// Names that are the same on every machine. Private to publish.
#pragma once

#include <string>
#include <string_view>

namespace boyin::publish {

/// UUIDv5 of `name` in the namespace `space` (a UUID), in lower case.
[[nodiscard]] std::string UuidV5(const char* space, std::string_view name);

/// Whether `text` is a UUID.
[[nodiscard]] bool IsUuid(const std::string& text);

}  // namespace boyin::publish
