#include "encode/decoder.h"

namespace boyin::encode {

int Decoder::Open() {
  AVFormatContext* context = nullptr;
  int result = avformat_open_input(&context, av::Address(path_).c_str(), nullptr, nullptr);
  if (result < 0) return result;
  file_.reset(context);
  result = avformat_find_stream_info(context, nullptr);
  if (result < 0) return result;
  const AVCodec* known = nullptr;  // asked for, so that a stream nobody can decode is not chosen
  stream_ = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, &known, 0);
  if (stream_ < 0) return stream_;
  const AVStream* stream = context->streams[stream_];
  return decoder_.Open(*stream->codecpar, stream->time_base);
}

int Decoder::Decode(const Take& take) {
  while (true) {
    const int read = av_read_frame(file_.get(), packet_.get());
    if (read == AVERROR_EOF) break;
    if (read < 0) return read;
    int sent = 0;
    if (packet_->stream_index == stream_) sent = decoder_.Send(*packet_, take);
    av_packet_unref(packet_.get());
    if (sent < 0 && sent != AVERROR_INVALIDDATA) return sent;
  }
  return decoder_.Flush(take);
}

Result<void> Decoder::Run(const Take& take) {
  av::Silence();
  int result = Open();
  if (result >= 0) result = Decode(take);
  if (result < 0 && result != AVERROR_EXIT) return av::CannotRead(path_, result);
  if (samples() == 0) return av::CannotRead(path_, AVERROR_INVALIDDATA);
  return {};
}

}  // namespace boyin::encode
