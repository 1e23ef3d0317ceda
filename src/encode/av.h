// Owners for libav's objects, and its errors as ours. For the .cc files of this room only.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "encode/encode.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/audio_fifo.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

namespace boyin::encode::av {

struct Free {
  void operator()(AVCodecContext* x) const { avcodec_free_context(&x); }
  void operator()(AVPacket* x) const { av_packet_free(&x); }
  void operator()(AVFrame* x) const { av_frame_free(&x); }
  void operator()(SwrContext* x) const { swr_free(&x); }
  void operator()(AVAudioFifo* x) const { av_audio_fifo_free(x); }
};
template <typename T>
using Owner = std::unique_ptr<T, Free>;

struct CloseInput {
  void operator()(AVFormatContext* x) const { avformat_close_input(&x); }
};
using Input = std::unique_ptr<AVFormatContext, CloseInput>;

struct CloseOutput {
  void operator()(AVFormatContext* x) const {
    avio_closep(&x->pb);
    avformat_free_context(x);
  }
};
using Output = std::unique_ptr<AVFormatContext, CloseOutput>;

/// libav writes to the terminal unless told not to; the first call tells it.
void Silence();

/// The "file:" address, so that no name is taken for a protocol.
[[nodiscard]] std::string Address(const std::filesystem::path& path);

/// libav's error `number` while writing `path`.
[[nodiscard]] tl::unexpected<Error> CannotWrite(const std::filesystem::path& path, int number);
/// The encoder is missing or refuses its settings.
[[nodiscard]] tl::unexpected<Error> Refused(Format format, const std::filesystem::path& path);
/// libav's error `number` while reading `path`.
[[nodiscard]] tl::unexpected<Error> CannotRead(const std::filesystem::path& path, int number);

}  // namespace boyin::encode::av
