// Dates of feeds. Private to publish.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace boyin::publish {

/// Of "2026-11-24T06:00:00Z" or "2026-11-24"; nothing for anything else.
[[nodiscard]] std::optional<std::time_t> FromIso(std::string_view text);

/// "Tue, 24 Nov 2026 06:00:00 +0000", as RFC 2822 has it.
[[nodiscard]] std::string ToRfc2822(std::time_t time);

/// Of a date as RFC 2822 has it, with the right day of the week; nothing for anything else.
[[nodiscard]] std::optional<std::time_t> FromRfc2822(const std::string& text);

}  // namespace boyin::publish
