#include "encode/packet_meter.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "encode/certificate.h"

namespace boyin::encode {
namespace {

struct FreeParameters {
  void operator()(AVCodecParameters* x) const { avcodec_parameters_free(&x); }
};

int OpenFor(const AVCodecContext& encoder, AvDecoder& decoder) {
  const std::unique_ptr<AVCodecParameters, FreeParameters> stream(avcodec_parameters_alloc());
  if (stream == nullptr) return AVERROR(ENOMEM);
  const int result = avcodec_parameters_from_context(stream.get(), &encoder);
  return result < 0 ? result : decoder.Open(*stream, encoder.time_base);
}

}  // namespace

PacketMeter::PacketMeter(const AVCodecContext& encoder)
    : state_(OpenFor(encoder, decoder_)),
      meter_(encoder.sample_rate, encoder.ch_layout.nb_channels) {}

PacketMeter::~PacketMeter() {
  if (running_.valid()) running_.wait();
}

void PacketMeter::Add(Packets packets) {
  std::move(packets.begin(), packets.end(), std::back_inserter(waiting_));
  const bool busy =
      running_.valid() && running_.wait_for(std::chrono::seconds(0)) == std::future_status::timeout;
  if (!busy) HandOver();
}

void PacketMeter::HandOver() {
  if (running_.valid()) running_.get();
  running_ = std::async(std::launch::async | std::launch::deferred,
                        [this, packets = std::exchange(waiting_, {})] {
                          if (state_ >= 0) state_ = Decode(packets);
                        });
}

int PacketMeter::Decode(const Packets& packets) {
  for (const av::Owner<AVPacket>& packet : packets) {
    if (const int sent = decoder_.Send(*packet, take_); sent < 0) return sent;
  }
  return 0;
}

int PacketMeter::Finish(Certificate& certificate) {
  HandOver();
  running_.get();
  if (state_ >= 0) state_ = decoder_.Flush(take_);
  if (state_ < 0) return state_;
  certificate = ToCertificate(meter_.Measured());
  certificate.codec = decoder_.codec();
  certificate.channels = decoder_.channels();
  certificate.sample_rate_hz = decoder_.sample_rate_hz();
  certificate.samples = decoder_.samples();
  certificate.duration_s = static_cast<double>(certificate.samples) / certificate.sample_rate_hz;
  return 0;
}

}  // namespace boyin::encode
