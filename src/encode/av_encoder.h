// One libavcodec encoder, fed with mono float samples.
#pragma once

#include <functional>
#include <span>

#include "encode/av.h"
#include "encode/encode.h"

namespace boyin::encode {

/// The names that libavcodec and libavformat have for a format, and the samples its encoder takes.
struct AvFacts {
  const char* encoder;
  const char* muxer;
  AVSampleFormat samples;
};
[[nodiscard]] AvFacts AvFactsOf(Format format);

/// Errors are libav's numbers; packets are given to `Take` as they come.
class AvEncoder {
 public:
  using Take = std::function<int(AVPacket&)>;

  [[nodiscard]] int Open(const Settings& settings);
  [[nodiscard]] std::size_t frame_size() const;
  [[nodiscard]] const AVCodecContext& context() const { return *codec_; }

  /// At most frame_size() samples; fewer only for the last frame.
  [[nodiscard]] int Send(std::span<const float> samples, const Take& take);
  /// Gives what the encoder still holds.
  [[nodiscard]] int Flush(const Take& take);

 private:
  [[nodiscard]] int Drain(const Take& take);

  int channels_ = 1;
  std::int64_t sent_ = 0;
  av::Owner<AVCodecContext> codec_;
  av::Owner<AVFrame> frame_{av_frame_alloc()};
  av::Owner<AVPacket> packet_{av_packet_alloc()};
};

}  // namespace boyin::encode
