#include "base/file_claims.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/message.h"

namespace boyin {

namespace fs = std::filesystem;

std::string FileClaims::IdentityOf(const fs::path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0) {
    if (!S_ISREG(facts.st_mode)) return {};
    return fmt::format("{}:{}", facts.st_dev, facts.st_ino);
  }
  std::error_code failed;
  const fs::path whole = fs::weakly_canonical(fs::absolute(path, failed), failed);
  return failed ? fs::absolute(path).lexically_normal().string() : whole.string();
}

void FileClaims::Read(const fs::path& input) {
  if (input == "-") return;
  if (const std::string identity = IdentityOf(input); !identity.empty()) {
    inputs_.emplace(identity, input.string());
  }
}

Result<void> FileClaims::Write(const fs::path& output) {
  if (output == "-" || output.empty()) return {};
  const std::string identity = IdentityOf(output);
  if (identity.empty()) return {};
  if (const auto input = inputs_.find(identity); input != inputs_.end()) {
    return Fail(Code::kUsage, output.string(),
                Translated("would overwrite its own input {}", input->second),
                Translated("name another file"));
  }
  const auto [other, fresh] = outputs_.emplace(identity, output.string());
  if (fresh) return {};
  return Fail(
      Code::kUsage, output.string(),
      Translated("two outputs would become this file, the other one named {}", other->second),
      Translated("name them differently"));
}

}  // namespace boyin
