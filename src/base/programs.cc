#include "base/programs.h"

#include <string>
#include <vector>

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "base/message.h"

namespace boyin {

namespace fs = std::filesystem;

namespace {

/// Where libboyin.so lies, when this code is in it: the program is then another's.
fs::path FolderOfLibrary() {
  Dl_info here{};
  if (::dladdr(reinterpret_cast<const void*>(&FindProgram), &here) == 0) return {};
  const fs::path file = here.dli_fname == nullptr ? fs::path() : fs::path(here.dli_fname);
  std::error_code ignored;
  return file.filename().string().starts_with("libboyin.")
             ? fs::canonical(file, ignored).parent_path()
             : fs::path();
}

}  // namespace

Result<fs::path> FindProgram(std::string_view name) {
  std::error_code ignored;
  const fs::path home = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  // From bin to libexec/boyin, and the other way round, wherever the whole was moved to.
  std::vector<fs::path> folders = {home, (home / BOYIN_LIBEXEC_FROM_BIN).lexically_normal(),
                                   (home / BOYIN_BIN_FROM_LIBEXEC).lexically_normal()};
  if (const fs::path library = FolderOfLibrary(); !library.empty()) {
    folders.push_back((library / BOYIN_LIBEXEC_FROM_LIB).lexically_normal());
  }
  folders.emplace_back(BOYIN_LIBEXEC);
  std::vector<std::string> tried;
  for (const fs::path& folder : folders) {
    fs::path program = folder / name;
    if (::access(program.c_str(), X_OK) == 0 && fs::is_regular_file(program, ignored)) {
      return program;
    }
    tried.push_back(folder.string());
  }
  return Fail(Code::kOther, std::string(name),
              Translated("this part of boyin is missing; looked in {}", fmt::join(tried, ", ")),
              Translated("install boyin as a whole, or copy this program beside boyin"));
}

}  // namespace boyin
