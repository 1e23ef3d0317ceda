#include "cli/install_listener.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/file.h"
#include "base/message.h"
#include "cli/data.h"
#include "cli/installer.h"

namespace boyin::cli {
namespace {

namespace fs = std::filesystem;

/// The two programs that make a listener, in a folder of their own.
Result<void> WriteScripts(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return Fail(Code::kOutput, folder.string(), {failed.message(), failed.message()});
  if (Result<void> written = WriteFile(folder / "listener.py", data::listener_py()); !written) {
    return written;
  }
  return WriteFile(folder / "install_listener.py", data::install_listener_py());
}

tl::unexpected<Error> Failed(int status) {
  if (status == 127) {
    return Fail(Code::kInput, "python3", Translated("is not there"),
                {"apt install python3-venv", "apt install python3-venv"});
  }
  return Fail(Code::kInput, std::string(kListener),
              Translated("could not be installed (exit status {})", status),
              Translated("read what stands above; it needs python3-venv and the network, or --from "
                         "with a folder of wheels"));
}

}  // namespace

Result<void> InstallListener(const fs::path& target, const fs::path& packages) {
  const fs::path scripts = target.string() + ".unpacked";
  if (Result<void> written = WriteScripts(scripts); !written) return written;
  std::vector<std::string> command{"python3", "install_listener.py", fs::absolute(target).string()};
  if (!packages.empty()) command.push_back(fs::absolute(packages).string());
  const int status = RunClient(command, scripts);
  std::error_code ignored;
  fs::remove_all(scripts, ignored);
  if (status != 0) return Failed(status);
  return {};
}

}  // namespace boyin::cli
