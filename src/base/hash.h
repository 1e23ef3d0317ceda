// A content hash: names things by what is in them. XXH3, 128 bits: fast, not for secrets.
#pragma once

#include <string>
#include <string_view>

namespace boyin {

/// 32 hexadecimal digits; the same on every machine.
[[nodiscard]] std::string ContentHash(std::string_view bytes);

}  // namespace boyin
