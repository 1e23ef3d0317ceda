#include "encode/av_decoder.h"

namespace boyin::encode {

int AvDecoder::Open(const AVCodecParameters& stream, AVRational time_base) {
  const AVCodec* decoder = avcodec_find_decoder(stream.codec_id);
  if (decoder == nullptr) return AVERROR_DECODER_NOT_FOUND;
  codec_.reset(avcodec_alloc_context3(decoder));
  const int result = avcodec_parameters_to_context(codec_.get(), &stream);
  if (result < 0) return result;
  codec_->pkt_timebase = time_base;
  codec_->request_sample_fmt = AV_SAMPLE_FMT_FLT;
  return avcodec_open2(codec_.get(), decoder, nullptr);
}

/// The first frame says what the file holds.
int AvDecoder::Begin(AVFrame& frame) {
  const int channels = frame.ch_layout.nb_channels;
  if (channels < 1 || channels > 64 || frame.sample_rate < 1000) return AVERROR_INVALIDDATA;
  SwrContext* converter = nullptr;
  const int result = swr_alloc_set_opts2(
      &converter, &frame.ch_layout, AV_SAMPLE_FMT_FLT, frame.sample_rate, &frame.ch_layout,
      static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  if (result < 0) return result;
  converter_.reset(converter);
  rate_ = frame.sample_rate;
  channels_ = channels;
  return swr_init(converter);
}

int AvDecoder::Give(AVFrame& frame, const Take& take) {
  if (converter_ == nullptr) {
    if (const int begun = Begin(frame); begun < 0) return begun;
  }
  const int channels = frame.ch_layout.nb_channels;
  if (channels != channels_ || frame.sample_rate != rate_) return AVERROR_INPUT_CHANGED;
  interleaved_.resize(static_cast<std::size_t>(frame.nb_samples) *
                      static_cast<std::size_t>(channels));
  auto* out = reinterpret_cast<std::uint8_t*>(interleaved_.data());
  const auto** in = const_cast<const std::uint8_t**>(frame.extended_data);
  const int got = swr_convert(converter_.get(), &out, frame.nb_samples, in, frame.nb_samples);
  if (got < 0) return got;
  samples_ += got;
  const std::size_t given = static_cast<std::size_t>(got) * static_cast<std::size_t>(channels);
  return take(std::span(interleaved_).first(given)) ? 0 : AVERROR_EXIT;
}

int AvDecoder::Receive(const Take& take) {
  while (true) {
    const int got = avcodec_receive_frame(codec_.get(), frame_.get());
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return 0;
    if (got < 0) return got;
    const int given = Give(*frame_, take);
    av_frame_unref(frame_.get());
    if (given < 0) return given;
  }
}

int AvDecoder::Send(const AVPacket& packet, const Take& take) {
  const int sent = avcodec_send_packet(codec_.get(), &packet);
  return sent < 0 ? sent : Receive(take);
}

int AvDecoder::Flush(const Take& take) {
  avcodec_send_packet(codec_.get(), nullptr);
  return Receive(take);
}

}  // namespace boyin::encode
