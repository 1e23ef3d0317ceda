// Any audio file that libavcodec reads, as interleaved floats at its own rate.
#pragma once

#include <filesystem>
#include <string>

#include "encode/av.h"
#include "encode/av_decoder.h"
#include "encode/encode.h"

namespace boyin::encode {

/// The first audio stream of one file. A damaged packet is left out, as players do.
class Decoder {
 public:
  using Take = AvDecoder::Take;

  explicit Decoder(std::filesystem::path path) : path_(std::move(path)) {}

  /// Decodes all of it; kInput for what is no audio or has no sample. Stopped by `take`, it is as
  /// if the file ended there.
  [[nodiscard]] Result<void> Run(const Take& take);

  /// Known from the first call of Take on.
  [[nodiscard]] int sample_rate_hz() const { return decoder_.sample_rate_hz(); }
  [[nodiscard]] int channels() const { return decoder_.channels(); }
  [[nodiscard]] std::int64_t samples() const { return decoder_.samples(); }  ///< of one channel
  [[nodiscard]] std::string codec() const { return decoder_.codec(); }

 private:
  [[nodiscard]] int Open();
  [[nodiscard]] int Decode(const Take& take);

  std::filesystem::path path_;
  av::Input file_;
  AvDecoder decoder_;
  av::Owner<AVPacket> packet_{av_packet_alloc()};
  int stream_ = 0;
};

}  // namespace boyin::encode
