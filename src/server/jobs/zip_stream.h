// Files as one ZIP archive, written while it is sent: nothing is kept on disk, and of a large file
// no more than a piece is in memory. Not by libarchive: while it streams it puts the sum of a
// stored member behind it, which Java's reader among others refuses, and to compress sound is in
// vain. Private to server.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/fair_executor.h"
#include "server/http/pipe.h"

namespace boyin::server {

struct ZipMember {
  std::string name;  ///< in the archive: "news.mp3", "news/news.mp3"
  std::filesystem::path file;
};

/// What stands of a member in its local header and in the directory at the end.
struct ZipFacts {
  std::string name;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;  ///< of its local header
  std::uint32_t crc = 0;
  std::uint32_t dos_time = 0;  ///< the date in the upper half
};

/// Sound and books are compressed already: members are stored. With ZIP64 where 32 bits do not hold
/// a size or a place.
[[nodiscard]] std::string ZipLocalHeader(const ZipFacts& facts);
[[nodiscard]] std::string ZipDirectory(const std::vector<ZipFacts>& members, std::uint64_t offset);

/// Fills `pipe` by tasks of `executor`, each a piece, while its listener takes it. A file that is
/// gone or has changed breaks it off.
void StreamZip(FairExecutor& executor, const std::string& caller, std::vector<ZipMember> members,
               std::shared_ptr<Pipe> pipe);

}  // namespace boyin::server
