// One file that libavformat writes.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "encode/av.h"
#include "encode/encode.h"

namespace boyin::encode {

/// What of a file's tags its container holds.
struct ContainerFacts {
  std::span<const Chapter> chapters{};  ///< for M4A only: TagLib has none for it
  std::string language{};               ///< ISO 639-2, for M4A
  int serial = 0;  ///< of an Ogg stream: files put behind each other are told apart by it
};

class AvFile {
 public:
  /// Writes the header for what `codec` makes.
  [[nodiscard]] int Open(const Settings& settings, const AVCodecContext& codec,
                         const ContainerFacts& facts, const std::filesystem::path& path);
  [[nodiscard]] int Put(AVPacket& packet);
  [[nodiscard]] int Close();

 private:
  [[nodiscard]] int MarkStart(AVPacket& packet) const;

  Format format_ = Format::kMp3;
  AVRational time_base_{1, 1};
  int padding_ = 0;
  bool first_ = true;
  av::Output file_;
};

}  // namespace boyin::encode
