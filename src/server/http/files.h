// A file as a reply: whole, in part, or not at all because the client has it. Private to server.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/http.h"

namespace boyin::server {

/// The bytes that a Range field asks for, of a file of `size` bytes.
struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  bool operator==(const ByteRange&) const = default;
};

/// Nothing for what is no single range of bytes (the whole is sent then); begin == end for one that
/// lies outside.
[[nodiscard]] std::optional<ByteRange> ParseRange(std::string_view field, std::uint64_t size);

/// "audio/mpeg" for an .mp3; "application/octet-stream" for what is not known.
[[nodiscard]] std::string_view TypeOfFile(const std::filesystem::path& path);

/// 200, 206, 304 or 416, with ETag and Last-Modified; 404 where there is no such file.
[[nodiscard]] Reply FileReply(const Request& request, const std::filesystem::path& path);

/// `name` below `folder`; nothing for one that climbs out, by dots or by a link, for a hidden file
/// and for what is no regular file.
[[nodiscard]] std::optional<std::filesystem::path> FileBelow(const std::filesystem::path& folder,
                                                             std::string_view name);

}  // namespace boyin::server
