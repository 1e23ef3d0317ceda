// The certificate of a stream, made while the stream is.
#pragma once

#include <future>
#include <memory>
#include <vector>

#include "encode/av.h"
#include "encode/av_decoder.h"
#include "encode/encode.h"
#include "produce/produce.h"

namespace boyin::encode {

using Packets = std::vector<av::Owner<AVPacket>>;

/// Decodes each packet as a player of the file will and measures what comes out, beside the thread
/// that makes more of them: the certificate is there soon after the last packet.
class PacketMeter {
 public:
  /// For the stream of `encoder`.
  explicit PacketMeter(const AVCodecContext& encoder);
  PacketMeter(const PacketMeter&) = delete;
  PacketMeter& operator=(const PacketMeter&) = delete;
  ~PacketMeter();

  /// In the order of the file, with what tells players which samples to leave out.
  void Add(Packets packets);

  /// All but the bytes; libav's error where a packet could not be decoded.
  [[nodiscard]] int Finish(Certificate& certificate);

 private:
  void HandOver();
  [[nodiscard]] int Decode(const Packets& packets);

  AvDecoder decoder_;
  int state_;  ///< libav's error, if any
  produce::Meter meter_;
  AvDecoder::Take take_ = [this](std::span<const float> interleaved) {
    meter_.Add(interleaved);
    return true;
  };
  Packets waiting_;
  std::future<void> running_;  ///< last: it ends before what it uses
};

}  // namespace boyin::encode
