#include "encode/av_encoder.h"

#include <cstring>

namespace boyin::encode {

AvFacts AvFactsOf(Format format) {
  switch (format) {
    case Format::kM4a:
    case Format::kM4b:
      return {"aac", "ipod", AV_SAMPLE_FMT_FLTP};
    case Format::kOpus:
      return {"libopus", "opus", AV_SAMPLE_FMT_S16};
    case Format::kOgg:
      return {"libvorbis", "ogg", AV_SAMPLE_FMT_FLTP};
    case Format::kMp2:
      return {"libtwolame", "mp2", AV_SAMPLE_FMT_FLT};
    case Format::kFlac:
      return {"flac", "flac", AV_SAMPLE_FMT_S16};
    default:
      return {"libmp3lame", "mp3", AV_SAMPLE_FMT_FLTP};
  }
}

namespace {

template <typename Sample>
void Interleave(std::span<const float> samples, std::size_t channels, float scale, Sample* out) {
  for (std::size_t i = 0; i < samples.size() * channels; ++i) {
    out[i] = static_cast<Sample>(samples[i / channels] * scale);
  }
}

}  // namespace

int AvEncoder::Open(const Settings& settings) {
  const AvFacts facts = AvFactsOf(settings.format);
  const AVCodec* encoder = avcodec_find_encoder_by_name(facts.encoder);
  if (encoder == nullptr) return AVERROR_ENCODER_NOT_FOUND;
  channels_ = settings.channels;
  codec_.reset(avcodec_alloc_context3(encoder));
  codec_->sample_fmt = facts.samples;
  codec_->sample_rate = settings.sample_rate_hz;
  codec_->time_base = {1, settings.sample_rate_hz};
  codec_->bit_rate = std::int64_t{settings.bitrate_kbps} * 1000;
  codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  av_channel_layout_default(&codec_->ch_layout, settings.channels);
  if (settings.format == Format::kMp3) {
    codec_->compression_level = 7;  // docs/audio.md has the figures
    // Frames that lean on no other can be made side by side and joined.
    av_opt_set_int(codec_->priv_data, "reservoir", 0, 0);
  }
  if (settings.format == Format::kOpus) av_opt_set(codec_->priv_data, "application", "audio", 0);
  return avcodec_open2(codec_.get(), encoder, nullptr);
}

std::size_t AvEncoder::frame_size() const {
  return codec_->frame_size > 0 ? static_cast<std::size_t>(codec_->frame_size) : 1024;
}

int AvEncoder::Send(std::span<const float> samples, const Take& take) {
  av_frame_unref(frame_.get());
  frame_->nb_samples = static_cast<int>(samples.size());
  frame_->format = codec_->sample_fmt;
  frame_->sample_rate = codec_->sample_rate;
  int result = av_channel_layout_copy(&frame_->ch_layout, &codec_->ch_layout);
  if (result >= 0) result = av_frame_get_buffer(frame_.get(), 0);
  if (result < 0) return result;
  const auto channels = static_cast<std::size_t>(channels_);
  if (codec_->sample_fmt == AV_SAMPLE_FMT_FLTP) {
    for (std::size_t c = 0; c < channels; ++c) {
      std::memcpy(frame_->extended_data[c], samples.data(), samples.size_bytes());
    }
  } else if (codec_->sample_fmt == AV_SAMPLE_FMT_S16) {
    Interleave(samples, channels, 32767.0F, reinterpret_cast<std::int16_t*>(frame_->data[0]));
  } else {
    Interleave(samples, channels, 1.0F, reinterpret_cast<float*>(frame_->data[0]));
  }
  frame_->pts = sent_;
  sent_ += frame_->nb_samples;
  result = avcodec_send_frame(codec_.get(), frame_.get());
  return result < 0 ? result : Drain(take);
}

int AvEncoder::Drain(const Take& take) {
  while (true) {
    const int got = avcodec_receive_packet(codec_.get(), packet_.get());
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return 0;
    if (got < 0) return got;
    if (const int put = take(*packet_); put < 0) return put;
  }
}

int AvEncoder::Flush(const Take& take) {
  const int sent = avcodec_send_frame(codec_.get(), nullptr);
  return sent < 0 ? sent : Drain(take);
}

}  // namespace boyin::encode
