// Two kinds of writers of files: libav's and libsndfile's.
#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "base/result.h"
#include "encode/av_file.h"
#include "encode/encode.h"

namespace boyin::encode {

class Writer {
 public:
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  virtual ~Writer() = default;

  /// Mono samples at the file's rate; a stereo file gets them twice.
  [[nodiscard]] virtual Result<void> Write(std::span<const float> samples) = 0;
  /// Writes what is left. The file is complete.
  [[nodiscard]] virtual Result<void> Finish() = 0;
};

/// Writes to `path`; errors name `shown`. The settings are resolved.
[[nodiscard]] Result<std::unique_ptr<Writer>> OpenAvWriter(const Settings& settings,
                                                           const ContainerFacts& facts,
                                                           const std::filesystem::path& path,
                                                           const std::filesystem::path& shown);

/// For FLAC and WAV. WAV gets the chunks bext (EBU Tech 3285, version 2) with the loudness of what
/// was written, iXML, and cart where `tags`, which must outlive the writer, ask for it; RF64 where
/// `samples` of one channel would pass 4 GiB.
[[nodiscard]] Result<std::unique_ptr<Writer>> OpenSndfileWriter(const Settings& settings,
                                                                const Tags& tags,
                                                                std::int64_t samples,
                                                                const std::filesystem::path& path,
                                                                const std::filesystem::path& shown);

}  // namespace boyin::encode
