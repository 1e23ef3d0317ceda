#include "encode/av_file.h"

#include <algorithm>
#include <cstring>

#include "encode/av_encoder.h"

namespace boyin::encode {
namespace {

/// Chapters for libavformat to write; the context owns them.
int AddChapters(AVFormatContext& file, std::span<const Chapter> chapters) {
  if (chapters.empty()) return 0;
  file.chapters = static_cast<AVChapter**>(av_calloc(chapters.size(), sizeof(AVChapter*)));
  if (file.chapters == nullptr) return AVERROR(ENOMEM);
  for (const Chapter& chapter : chapters) {
    auto* made = static_cast<AVChapter*>(av_mallocz(sizeof(AVChapter)));
    if (made == nullptr) return AVERROR(ENOMEM);
    file.chapters[file.nb_chapters++] = made;
    made->time_base = {1, 1000};
    made->start = chapter.begin_ms;
    made->end = chapter.end_ms;
    const int named = av_dict_set(&made->metadata, "title", chapter.title.c_str(), 0);
    if (named < 0) return named;
  }
  return 0;
}

/// Nero's list of chapters holds 255 of 255 bytes each; the chapter track of QuickTime, which is
/// written in any case, has no such bounds.
bool FitsNero(std::span<const Chapter> chapters) {
  return chapters.size() <= 255 &&
         std::all_of(chapters.begin(), chapters.end(),
                     [](const Chapter& chapter) { return chapter.title.size() <= 255; });
}

}  // namespace

int AvFile::Open(const Settings& settings, const AVCodecContext& codec, const ContainerFacts& facts,
                 const std::filesystem::path& path) {
  format_ = settings.format;
  time_base_ = codec.time_base;
  padding_ = codec.initial_padding;
  AVFormatContext* context = nullptr;
  int result = avformat_alloc_output_context2(&context, nullptr, AvFactsOf(format_).muxer,
                                              av::Address(path).c_str());
  if (result < 0) return result;
  file_.reset(context);
  // The same bytes for the same sound: no date, no name of the library.
  file_->flags |= AVFMT_FLAG_BITEXACT;
  AVStream* stream = avformat_new_stream(context, nullptr);
  if (stream == nullptr) return AVERROR(ENOMEM);
  result = avcodec_parameters_from_context(stream->codecpar, &codec);
  if (result < 0) return result;
  stream->time_base = codec.time_base;
  if (IsMp4(format_)) {
    result = AddChapters(*context, facts.chapters);
    if (result >= 0 && !facts.language.empty()) {
      result = av_dict_set(&stream->metadata, "language", facts.language.c_str(), 0);
    }
  }
  if (result < 0) return result;
  result = avio_open(&context->pb, av::Address(path).c_str(), AVIO_FLAG_WRITE);
  if (result < 0) return result;
  AVDictionary* options = nullptr;
  if (format_ == Format::kMp3) av_dict_set_int(&options, "id3v2_version", 0, 0);
  if (IsMp4(format_)) {
    const char* flags = FitsNero(facts.chapters) ? "+faststart" : "+faststart+disable_chpl";
    av_dict_set(&options, "movflags", flags, 0);
    if (format_ == Format::kM4b) av_dict_set(&options, "brand", "M4B ", 0);
  }
  if (format_ == Format::kOpus || format_ == Format::kOgg) {
    av_dict_set_int(&options, "serial_offset", facts.serial, 0);
  }
  result = avformat_write_header(context, &options);
  av_dict_free(&options);
  return result;
}

/// libavformat takes the encoder's delay for the gapless field of the MP3 header from the first
/// packet; libmp3lame tells only the last, and the field would be wrong (0xDEF).
int AvFile::MarkStart(AVPacket& packet) const {
  std::uint8_t* data = av_packet_new_side_data(&packet, AV_PKT_DATA_SKIP_SAMPLES, 10);
  if (data == nullptr) return AVERROR(ENOMEM);
  std::memset(data, 0, 10);
  for (unsigned i = 0; i < 4; ++i) {
    data[i] = static_cast<std::uint8_t>((static_cast<unsigned>(padding_) >> (8 * i)) & 0xFFU);
  }
  return 0;
}

int AvFile::Put(AVPacket& packet) {
  AVStream* stream = file_->streams[0];
  if (first_ && format_ == Format::kMp3) {
    if (const int marked = MarkStart(packet); marked < 0) return marked;
  }
  first_ = false;
  packet.stream_index = 0;
  av_packet_rescale_ts(&packet, time_base_, stream->time_base);
  // One stream: nothing to interleave, and the packet stays whole.
  const int result = av_write_frame(file_.get(), &packet);
  return result < 0 ? result : file_->pb->error;
}

int AvFile::Close() {
  int result = av_write_trailer(file_.get());
  if (result >= 0) result = file_->pb->error;
  // Closing writes what is still buffered, and may be what meets the full disk.
  const int closed = avio_closep(&file_->pb);
  return std::min(result, closed);
}

}  // namespace boyin::encode
