// MP3, AAC, Opus, Vorbis and MP2 by libavcodec and libavformat.
#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include <fmt/format.h>

#include "encode/av.h"
#include "encode/writer.h"

namespace boyin::encode {
namespace {

struct Choice {
  const char* encoder;
  const char* muxer;
};

Choice ChoiceFor(Format format) {
  switch (format) {
    case Format::kM4a:
      return {"aac", "ipod"};
    case Format::kOpus:
      return {"libopus", "opus"};
    case Format::kOgg:
      return {"libvorbis", "ogg"};
    case Format::kMp2:
      return {"libtwolame", "mp2"};
    default:
      return {"libmp3lame", "mp3"};
  }
}

class AvWriter : public Writer {
 public:
  AvWriter(const Settings& settings, std::filesystem::path shown)
      : settings_(settings), shown_(std::move(shown)) {}

  [[nodiscard]] Result<void> Open(const std::filesystem::path& path);
  [[nodiscard]] Result<void> Write(std::span<const float> samples) override;
  [[nodiscard]] Result<void> Finish() override;

 private:
  [[nodiscard]] int OpenEncoder();
  [[nodiscard]] int OpenFile(const std::filesystem::path& path);
  [[nodiscard]] int SendFrame(std::span<const float> samples);
  [[nodiscard]] int Drain();
  [[nodiscard]] int Put(AVPacket& packet);
  [[nodiscard]] int MarkStart(AVPacket& packet) const;
  [[nodiscard]] Result<void> Check(int result) const {
    if (result < 0) return av::CannotWrite(shown_, result);
    return {};
  }

  Settings settings_;
  std::filesystem::path shown_;
  av::Owner<AVCodecContext> codec_;
  av::Output file_;
  av::Owner<AVFrame> frame_{av_frame_alloc()};
  av::Owner<AVPacket> packet_{av_packet_alloc()};
  std::vector<float> pending_;
  std::int64_t sent_ = 0;
  bool first_ = true;
};

Result<void> AvWriter::Open(const std::filesystem::path& path) {
  if (const int result = OpenEncoder(); result < 0) {
    return Fail(Code::kUsage, shown_.string(),
                {fmt::format("the encoder for {} refuses these settings or is missing",
                             FormatName(settings_.format)),
                 fmt::format("{} 编码器不接受这些设置，或未安装", FormatName(settings_.format))},
                {"try another bit rate or sample rate", "请换一个码率或采样率"});
  }
  return Check(OpenFile(path));
}

int AvWriter::OpenEncoder() {
  const AVCodec* encoder = avcodec_find_encoder_by_name(ChoiceFor(settings_.format).encoder);
  if (encoder == nullptr) return AVERROR_ENCODER_NOT_FOUND;
  codec_.reset(avcodec_alloc_context3(encoder));
  const bool planar = encoder->sample_fmts != nullptr && [&] {
    for (const AVSampleFormat* f = encoder->sample_fmts; *f != AV_SAMPLE_FMT_NONE; ++f) {
      if (*f == AV_SAMPLE_FMT_FLT) return false;
    }
    return true;
  }();
  codec_->sample_fmt = planar ? AV_SAMPLE_FMT_FLTP : AV_SAMPLE_FMT_FLT;
  codec_->sample_rate = settings_.sample_rate_hz;
  codec_->time_base = {1, settings_.sample_rate_hz};
  codec_->bit_rate = std::int64_t{settings_.bitrate_kbps} * 1000;
  codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  av_channel_layout_default(&codec_->ch_layout, settings_.channels);
  if (settings_.format == Format::kMp3) {
    codec_->compression_level = 7;
    av_opt_set_int(codec_->priv_data, "reservoir", 0, 0);
  }
  if (settings_.format == Format::kOpus) av_opt_set(codec_->priv_data, "application", "audio", 0);
  return avcodec_open2(codec_.get(), encoder, nullptr);
}

int AvWriter::OpenFile(const std::filesystem::path& path) {
  AVFormatContext* context = nullptr;
  int result = avformat_alloc_output_context2(&context, nullptr, ChoiceFor(settings_.format).muxer,
                                              av::Address(path).c_str());
  if (result < 0) return result;
  file_.reset(context);
  // The same bytes for the same sound: no date, no name of the library.
  file_->flags |= AVFMT_FLAG_BITEXACT;
  AVStream* stream = avformat_new_stream(context, nullptr);
  if (stream == nullptr) return AVERROR(ENOMEM);
  result = avcodec_parameters_from_context(stream->codecpar, codec_.get());
  if (result < 0) return result;
  stream->time_base = codec_->time_base;
  result = avio_open(&context->pb, av::Address(path).c_str(), AVIO_FLAG_WRITE);
  if (result < 0) return result;
  AVDictionary* options = nullptr;
  if (settings_.format == Format::kMp3) av_dict_set_int(&options, "id3v2_version", 0, 0);
  if (settings_.format == Format::kM4a) av_dict_set(&options, "movflags", "+faststart", 0);
  result = avformat_write_header(context, &options);
  av_dict_free(&options);
  return result;
}

Result<void> AvWriter::Write(std::span<const float> samples) {
  pending_.insert(pending_.end(), samples.begin(), samples.end());
  const std::size_t size =
      codec_->frame_size > 0 ? static_cast<std::size_t>(codec_->frame_size) : 1024;
  std::size_t at = 0;
  for (; at + size <= pending_.size(); at += size) {
    const int result = SendFrame(std::span(pending_).subspan(at, size));
    if (result < 0) return Check(result);
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(at));
  return {};
}

int AvWriter::SendFrame(std::span<const float> samples) {
  av_frame_unref(frame_.get());
  frame_->nb_samples = static_cast<int>(samples.size());
  frame_->format = codec_->sample_fmt;
  frame_->sample_rate = codec_->sample_rate;
  int result = av_channel_layout_copy(&frame_->ch_layout, &codec_->ch_layout);
  if (result >= 0) result = av_frame_get_buffer(frame_.get(), 0);
  if (result < 0) return result;
  const auto channels = static_cast<std::size_t>(settings_.channels);
  if (codec_->sample_fmt == AV_SAMPLE_FMT_FLTP) {
    for (std::size_t c = 0; c < channels; ++c) {
      std::memcpy(frame_->extended_data[c], samples.data(), samples.size_bytes());
    }
  } else {
    auto* out = reinterpret_cast<float*>(frame_->data[0]);
    for (std::size_t i = 0; i < samples.size() * channels; ++i) out[i] = samples[i / channels];
  }
  frame_->pts = sent_;
  sent_ += frame_->nb_samples;
  result = avcodec_send_frame(codec_.get(), frame_.get());
  return result < 0 ? result : Drain();
}

int AvWriter::Drain() {
  while (true) {
    const int got = avcodec_receive_packet(codec_.get(), packet_.get());
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return 0;
    if (got < 0) return got;
    if (const int put = Put(*packet_); put < 0) return put;
  }
}

/// libavformat takes the encoder's delay for the gapless field of the MP3 header from the first
/// packet; libmp3lame tells only the last, and the field would be wrong (0xDEF).
int AvWriter::MarkStart(AVPacket& packet) const {
  std::uint8_t* data = av_packet_new_side_data(&packet, AV_PKT_DATA_SKIP_SAMPLES, 10);
  if (data == nullptr) return AVERROR(ENOMEM);
  std::memset(data, 0, 10);
  for (unsigned i = 0; i < 4; ++i) {
    data[i] = static_cast<std::uint8_t>(
        (static_cast<unsigned>(codec_->initial_padding) >> (8 * i)) & 0xFFU);
  }
  return 0;
}

int AvWriter::Put(AVPacket& packet) {
  AVStream* stream = file_->streams[0];
  if (first_ && settings_.format == Format::kMp3) {
    if (const int marked = MarkStart(packet); marked < 0) return marked;
  }
  first_ = false;
  packet.stream_index = 0;
  av_packet_rescale_ts(&packet, codec_->time_base, stream->time_base);
  const int result = av_interleaved_write_frame(file_.get(), &packet);
  return result < 0 ? result : file_->pb->error;
}

Result<void> AvWriter::Finish() {
  int result = 0;
  if (!pending_.empty()) result = SendFrame(pending_);
  if (result >= 0) result = avcodec_send_frame(codec_.get(), nullptr);
  if (result >= 0) result = Drain();
  if (result >= 0) result = av_write_trailer(file_.get());
  if (result >= 0) result = file_->pb->error;
  // Closing writes what is still buffered, and may be what meets the full disk.
  const int closed = avio_closep(&file_->pb);
  return Check(std::min(result, closed));
}

}  // namespace

Result<std::unique_ptr<Writer>> OpenAvWriter(const Settings& settings,
                                             const std::filesystem::path& path,
                                             const std::filesystem::path& shown) {
  av::Silence();
  auto writer = std::make_unique<AvWriter>(settings, shown);
  if (Result<void> opened = writer->Open(path); !opened) return tl::unexpected(opened.error());
  return writer;
}

}  // namespace boyin::encode
