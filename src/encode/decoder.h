// Any audio file that libavcodec reads, as interleaved floats at its own rate.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "encode/av.h"
#include "encode/encode.h"

namespace boyin::encode {

/// The first audio stream of one file. A damaged packet is left out, as players do; a stream that
/// changes its rate or channels on the way is refused.
class Decoder {
 public:
  /// What is decoded, in order. False stops the decoding.
  using Take = std::function<bool(std::span<const float> interleaved)>;

  explicit Decoder(std::filesystem::path path) : path_(std::move(path)) {}

  /// Decodes all of it; kInput for what is no audio or has no sample. Stopped by `take`, it is as
  /// if the file ended there.
  [[nodiscard]] Result<void> Run(const Take& take);

  /// Known from the first call of Take on.
  [[nodiscard]] int sample_rate_hz() const { return rate_; }
  [[nodiscard]] int channels() const { return channels_; }
  [[nodiscard]] std::int64_t samples() const { return samples_; }  ///< of one channel
  [[nodiscard]] std::string codec() const;

 private:
  [[nodiscard]] int Open();
  [[nodiscard]] int Decode(const Take& take);
  [[nodiscard]] int Receive(const Take& take);
  [[nodiscard]] int Give(AVFrame& frame, const Take& take);
  [[nodiscard]] int Begin(AVFrame& frame);

  std::filesystem::path path_;
  av::Input file_;
  av::Owner<AVCodecContext> codec_;
  av::Owner<SwrContext> converter_;
  av::Owner<AVFrame> frame_{av_frame_alloc()};
  av::Owner<AVPacket> packet_{av_packet_alloc()};
  int stream_ = 0;
  int rate_ = 0;
  int channels_ = 0;
  std::int64_t samples_ = 0;
  std::vector<float> interleaved_;
};

}  // namespace boyin::encode
