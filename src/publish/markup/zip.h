// A zip archive that appears whole. Private to publish.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace boyin::publish {

struct ZipEntry {
  std::string name{};
  std::string bytes{};
  std::filesystem::path file{};  ///< read from here instead of `bytes`
  bool stored = false;           ///< not compressed
};

/// The entries in their order. The same entries give the same bytes.
[[nodiscard]] Result<void> WriteZip(const std::vector<ZipEntry>& entries,
                                    const std::filesystem::path& path);

}  // namespace boyin::publish
