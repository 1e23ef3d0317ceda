// Any audio file, decoded and measured.
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include "encode/av.h"
#include "encode/certificate.h"
#include "encode/encode.h"
#include "produce/background_meter.h"

namespace boyin::encode {
namespace {

class Decoder {
 public:
  explicit Decoder(std::filesystem::path path) : path_(std::move(path)) {}

  [[nodiscard]] Result<Certificate> Run();

 private:
  [[nodiscard]] int Open();
  [[nodiscard]] int Decode();
  [[nodiscard]] int Receive();
  [[nodiscard]] int Take(AVFrame& frame);

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
  std::optional<produce::BackgroundMeter> meter_;
  std::vector<float> interleaved_;
};

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

/// One decoded frame into the meter. A stream that changes its form on the way is refused.
int Decoder::Take(AVFrame& frame) {
  const int channels = frame.ch_layout.nb_channels;
  if (!meter_) {
    if (channels < 1 || channels > 64 || frame.sample_rate < 1000) return AVERROR_INVALIDDATA;
    rate_ = frame.sample_rate;
    channels_ = channels;
    meter_.emplace(rate_, channels_);
    SwrContext* converter = nullptr;
    const int result = swr_alloc_set_opts2(
        &converter, &frame.ch_layout, AV_SAMPLE_FMT_FLT, rate_, &frame.ch_layout,
        static_cast<AVSampleFormat>(frame.format), rate_, 0, nullptr);
    if (result < 0) return result;
    converter_.reset(converter);
    if (const int opened = swr_init(converter); opened < 0) return opened;
  }
  if (channels != channels_ || frame.sample_rate != rate_) return AVERROR_INPUT_CHANGED;
  interleaved_.resize(static_cast<std::size_t>(frame.nb_samples) *
                      static_cast<std::size_t>(channels));
  auto* out = reinterpret_cast<std::uint8_t*>(interleaved_.data());
  const auto** in = const_cast<const std::uint8_t**>(frame.extended_data);
  const int got = swr_convert(converter_.get(), &out, frame.nb_samples, in, frame.nb_samples);
  if (got < 0) return got;
  meter_->Add(std::span(interleaved_)
                  .first(static_cast<std::size_t>(got) * static_cast<std::size_t>(channels)));
  samples_ += got;
  return 0;
}

int Decoder::Receive() {
  while (true) {
    const int got = avcodec_receive_frame(codec_.get(), frame_.get());
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return 0;
    if (got < 0) return got;
    const int taken = Take(*frame_);
    av_frame_unref(frame_.get());
    if (taken < 0) return taken;
  }
}

int Decoder::Decode() {
  while (true) {
    const int read = av_read_frame(file_.get(), packet_.get());
    if (read == AVERROR_EOF) break;
    if (read < 0) return read;
    int sent = 0;
    if (packet_->stream_index == stream_) sent = avcodec_send_packet(codec_.get(), packet_.get());
    av_packet_unref(packet_.get());
    // A damaged packet is left out, as players do.
    if (sent < 0 && sent != AVERROR_INVALIDDATA) return sent;
    if (const int received = Receive(); received < 0 && received != AVERROR_INVALIDDATA) {
      return received;
    }
  }
  avcodec_send_packet(codec_.get(), nullptr);
  return Receive();
}

Result<Certificate> Decoder::Run() {
  int result = Open();
  if (result >= 0) result = Decode();
  if (result < 0) return av::CannotRead(path_, result);
  if (!meter_ || samples_ == 0) return av::CannotRead(path_, AVERROR_INVALIDDATA);
  Certificate certificate = ToCertificate(meter_->Measured());
  certificate.codec = avcodec_get_name(codec_->codec_id);
  certificate.channels = channels_;
  certificate.sample_rate_hz = rate_;
  certificate.samples = samples_;
  certificate.duration_s = static_cast<double>(samples_) / rate_;
  std::error_code ignored;
  const std::uintmax_t bytes = std::filesystem::file_size(path_, ignored);
  certificate.bytes = ignored ? 0 : bytes;
  return certificate;
}

}  // namespace

Result<Certificate> Measure(const std::filesystem::path& path) {
  av::Silence();
  return Decoder(path).Run();
}

}  // namespace boyin::encode
