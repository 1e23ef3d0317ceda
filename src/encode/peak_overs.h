// Where a file is louder than its peaks may be.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/result.h"

namespace boyin::encode {

/// A peak above the limit.
struct PeakOver {
  double at_s = 0;  ///< on the clock of the decoded file
  double over_db = 0;

  bool operator==(const PeakOver&) const = default;
};

/// The true peaks of the file above `limit_dbtp`, in order; those within 5 ms are one.
[[nodiscard]] Result<std::vector<PeakOver>> FindPeakOvers(const std::filesystem::path& path,
                                                          double limit_dbtp);

}  // namespace boyin::encode
