#include "encode/decoder.h"

namespace boyin::encode {

int Decoder::Open() {
  AVFormatContext* context = nullptr;
  int result = avformat_open_input(&context, av::Address(path_).c_str(), nullptr, nullptr);
  if (result < 0) return result;
  file_.reset(context);
  result = avformat_find_stream_info(context, nullptr);
  if (result < 0) return result;
  const AVCodec* decoder = nullptr;
  stream_ = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, &decoder, 0);
  if (stream_ < 0) return stream_;
  const AVStream* stream = context->streams[stream_];
  codec_.reset(avcodec_alloc_context3(decoder));
  result = avcodec_parameters_to_context(codec_.get(), stream->codecpar);
  if (result < 0) return result;
  codec_->pkt_timebase = stream->time_base;
  codec_->request_sample_fmt = AV_SAMPLE_FMT_FLT;
  return avcodec_open2(codec_.get(), decoder, nullptr);
}

/// The first frame says what the file holds.
int Decoder::Begin(AVFrame& frame) {
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

int Decoder::Give(AVFrame& frame, const Take& take) {
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

int Decoder::Receive(const Take& take) {
  while (true) {
    const int got = avcodec_receive_frame(codec_.get(), frame_.get());
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return 0;
    if (got < 0) return got;
    const int given = Give(*frame_, take);
    av_frame_unref(frame_.get());
    if (given < 0) return given;
  }
}

int Decoder::Decode(const Take& take) {
  while (true) {
    const int read = av_read_frame(file_.get(), packet_.get());
    if (read == AVERROR_EOF) break;
    if (read < 0) return read;
    int sent = 0;
    if (packet_->stream_index == stream_) sent = avcodec_send_packet(codec_.get(), packet_.get());
    av_packet_unref(packet_.get());
    if (sent < 0 && sent != AVERROR_INVALIDDATA) return sent;
    if (const int received = Receive(take); received < 0 && received != AVERROR_INVALIDDATA) {
      return received;
    }
  }
  avcodec_send_packet(codec_.get(), nullptr);
  return Receive(take);
}

Result<void> Decoder::Run(const Take& take) {
  av::Silence();
  int result = Open();
  if (result >= 0) result = Decode(take);
  if (result < 0 && result != AVERROR_EXIT) return av::CannotRead(path_, result);
  if (samples_ == 0) return av::CannotRead(path_, AVERROR_INVALIDDATA);
  return {};
}

std::string Decoder::codec() const { return avcodec_get_name(codec_->codec_id); }

}  // namespace boyin::encode
