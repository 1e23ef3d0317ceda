// One libavcodec decoder, giving interleaved float samples.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "encode/av.h"

namespace boyin::encode {

/// Errors are libav's numbers. A stream that changes its rate or channels on the way is refused.
class AvDecoder {
 public:
  /// What is decoded, in order. False stops the decoding.
  using Take = std::function<bool(std::span<const float> interleaved)>;

  [[nodiscard]] int Open(const AVCodecParameters& stream, AVRational time_base);

  /// Decodes one packet; AVERROR_EXIT where Take wants no more.
  [[nodiscard]] int Send(const AVPacket& packet, const Take& take);
  /// Gives what the decoder still holds.
  [[nodiscard]] int Flush(const Take& take);

  /// Known from the first call of Take on.
  [[nodiscard]] int sample_rate_hz() const { return rate_; }
  [[nodiscard]] int channels() const { return channels_; }
  [[nodiscard]] std::int64_t samples() const { return samples_; }  ///< of one channel
  [[nodiscard]] const char* codec() const { return avcodec_get_name(codec_->codec_id); }

 private:
  [[nodiscard]] int Receive(const Take& take);
  [[nodiscard]] int Give(AVFrame& frame, const Take& take);
  [[nodiscard]] int Begin(AVFrame& frame);

  av::Owner<AVCodecContext> codec_;
  av::Owner<SwrContext> converter_;
  av::Owner<AVFrame> frame_{av_frame_alloc()};
  int rate_ = 0;
  int channels_ = 0;
  std::int64_t samples_ = 0;
  std::vector<float> interleaved_;
};

}  // namespace boyin::encode
