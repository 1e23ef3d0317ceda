#include "base/user_folders.h"

#include <cstdlib>

namespace boyin {
namespace {

namespace fs = std::filesystem;

/// A relative path is no valid value, says the specification, and is ignored.
fs::path Folder(const char* variable, const char* below_home) {
  const char* own = std::getenv(variable);
  if (own != nullptr && *own == '/') return fs::path(own) / "boyin";
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') return {};
  return fs::path(home) / below_home / "boyin";
}

}  // namespace

fs::path ConfigFolder() { return Folder("XDG_CONFIG_HOME", ".config"); }
fs::path DataFolder() { return Folder("XDG_DATA_HOME", ".local/share"); }
fs::path CacheFolder() { return Folder("XDG_CACHE_HOME", ".cache"); }
fs::path StateFolder() { return Folder("XDG_STATE_HOME", ".local/state"); }

}  // namespace boyin
