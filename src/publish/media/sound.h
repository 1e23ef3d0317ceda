// What the web must know of a sound file. Private to publish.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace boyin::publish {

/// "audio/mpeg" for an .mp3; empty for what boyin does not make.
[[nodiscard]] std::string_view SoundType(const std::filesystem::path& file);

/// A file name as it stands in a URL: all but unreserved characters as %XX.
[[nodiscard]] std::string UrlPath(std::string_view name);

/// The way back. What is no %XX stays as it is.
[[nodiscard]] std::string FromUrlPath(std::string_view path);

}  // namespace boyin::publish
