// Where a user's files lie, as the XDG Base Directory Specification has it. Each is empty where
// neither its variable nor HOME is set.
#pragma once

#include <filesystem>

namespace boyin {

[[nodiscard]] std::filesystem::path
ConfigFolder();  ///< "~/.config/boyin": settings, voices, lexicons
[[nodiscard]] std::filesystem::path DataFolder();   ///< "~/.local/share/boyin": what was installed
[[nodiscard]] std::filesystem::path CacheFolder();  ///< "~/.cache/boyin": what can be made again
[[nodiscard]] std::filesystem::path
StateFolder();  ///< "~/.local/state/boyin": what must outlive a run

}  // namespace boyin
