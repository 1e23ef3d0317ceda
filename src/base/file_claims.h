// What a command reads and writes, checked before it begins: no output may be an input, and no two
// outputs may be one file, whatever names they go by.
//
//   FileClaims claims;
//   claims.Read("a.txt");
//   if (Result<void> free = claims.Write("out/a.mp3"); !free) return free;
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"

namespace boyin {

/// Not thread-safe. "-" is standard input or output and no file; devices and pipes may be written
/// by any number.
class FileClaims {
 public:
  void Read(const std::filesystem::path& input);

  /// kUsage, naming both, where `output` is an input or another output.
  [[nodiscard]] Result<void> Write(const std::filesystem::path& output);

 private:
  /// The file as the system knows it, else the path it will have.
  [[nodiscard]] static std::string IdentityOf(const std::filesystem::path& path);

  std::map<std::string, std::string> inputs_;   // by identity, as they were named
  std::map<std::string, std::string> outputs_;  // the same
};

}  // namespace boyin
