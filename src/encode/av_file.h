// One file that libavformat writes.
#pragma once

#include <filesystem>
#include <span>

#include "encode/av.h"
#include "encode/encode.h"

namespace boyin::encode {

class AvFile {
 public:
  /// Writes the header for what `codec` makes. Only M4A takes the chapters: TagLib has none for it.
  [[nodiscard]] int Open(const Settings& settings, const AVCodecContext& codec,
                         std::span<const Chapter> chapters, const std::filesystem::path& path);
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
