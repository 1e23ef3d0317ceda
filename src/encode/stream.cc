#include "encode/stream.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "base/message.h"
#include "encode/av_encoder.h"
#include "produce/rate_converter.h"
#include "produce/stream_master.h"

namespace boyin::encode {
namespace {

struct Facts {
  StreamFormat format;
  std::string_view name;
  std::string_view media_type;
  Settings settings;
  const char* muxer;  ///< null: no libav
};

// 24 kHz holds all that the engines give; 64 kbit/s there is as good as 96 at 44.1 kHz.
const std::array kFacts = {
    Facts{StreamFormat::kMp3, "mp3", "audio/mpeg", {Format::kMp3, 1, 24000, 64}, "mp3"},
    Facts{StreamFormat::kOpus, "opus", "audio/ogg", {Format::kOpus, 1, 48000, 48}, "ogg"},
    Facts{StreamFormat::kAac, "aac", "audio/aac", {Format::kM4a, 1, 24000, 64}, "adts"},
    Facts{StreamFormat::kFlac, "flac", "audio/flac", {Format::kFlac, 1, 24000, 0}, "flac"},
    Facts{StreamFormat::kWav, "wav", "audio/wav", {Format::kWav, 1, 24000, 0}, nullptr},
    Facts{StreamFormat::kPcm, "pcm", "audio/pcm", {Format::kWav, 1, 24000, 0}, nullptr},
};

const Facts& FactsOf(StreamFormat format) { return kFacts[static_cast<std::size_t>(format)]; }

constexpr double kLameScale = 0.95;  // docs/audio.md

tl::unexpected<Error> Broken() { return Fail(Code::kOther, "", Translated("the encoder failed")); }

/// Where bytes come out.
class Sink {
 public:
  virtual ~Sink() = default;
  /// Mono samples at the stream's rate.
  [[nodiscard]] virtual bool Write(std::span<const float> samples) = 0;
  [[nodiscard]] virtual bool Finish() = 0;
  std::string bytes;
};

/// PCM, with or without the header of a WAV.
class PcmSink final : public Sink {
 public:
  PcmSink(bool header, int rate_hz) {
    if (!header) return;
    const auto rate = static_cast<std::uint32_t>(rate_hz);
    bytes = "RIFF";
    Put(0xFFFFFFFFU, 4);
    bytes += "WAVEfmt ";
    Put(16, 4);
    Put(1, 2);  // PCM
    Put(1, 2);  // mono
    Put(rate, 4);
    Put(rate * 2, 4);
    Put(2, 2);
    Put(16, 2);
    bytes += "data";
    Put(0xFFFFFFFFU, 4);
  }

  bool Write(std::span<const float> samples) override {
    bytes.reserve(bytes.size() + samples.size() * 2);
    for (const float sample : samples) {
      const auto value = static_cast<int>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767));
      Put(static_cast<std::uint32_t>(value), 2);
    }
    return true;
  }
  bool Finish() override { return true; }

 private:
  void Put(std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
  }
};

/// An encoder of libavcodec and a muxer of libavformat that writes into memory.
class AvSink final : public Sink {
 public:
  [[nodiscard]] bool Open(const Facts& facts) {
    av::Silence();
    if (encoder_.Open(facts.settings) < 0) return false;
    AVFormatContext* context = nullptr;
    if (avformat_alloc_output_context2(&context, nullptr, facts.muxer, nullptr) < 0) return false;
    muxer_.reset(context);
    muxer_->flags |= AVFMT_FLAG_BITEXACT | AVFMT_FLAG_FLUSH_PACKETS;
    constexpr int kBuffer = 4096;
    auto* buffer = static_cast<unsigned char*>(av_malloc(kBuffer));
    muxer_->pb = avio_alloc_context(buffer, kBuffer, 1, this, nullptr, Take, nullptr);
    if (muxer_->pb == nullptr) {
      av_free(buffer);
      return false;
    }
    AVStream* stream = avformat_new_stream(context, nullptr);
    if (stream == nullptr) return false;
    stream->time_base = encoder_.context().time_base;
    AVDictionary* options = nullptr;
    av_dict_set_int(&options, "id3v2_version", 0, 0);
    av_dict_set_int(&options, "write_xing", 0, 0);
    av_dict_set_int(&options, "page_duration", 100'000, 0);
    av_dict_set_int(&options, "serial_offset", std::random_device()() & 0x7FFFFFFFU, 0);
    const bool opened =
        avcodec_parameters_from_context(stream->codecpar, &encoder_.context()) >= 0 &&
        avformat_write_header(context, &options) >= 0;
    av_dict_free(&options);
    return opened;
  }

  bool Write(std::span<const float> samples) override {
    pending_.insert(pending_.end(), samples.begin(), samples.end());
    const std::size_t size = encoder_.frame_size();
    std::size_t at = 0;
    for (; at + size <= pending_.size(); at += size) {
      if (encoder_.Send(std::span(pending_).subspan(at, size), take_) < 0) return false;
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(at));
    // A muxer may hold one packet back until it knows that no other comes before it.
    av_write_frame(muxer_.get(), nullptr);
    return true;
  }

  bool Finish() override {
    return (pending_.empty() || encoder_.Send(pending_, take_) >= 0) &&
           encoder_.Flush(take_) >= 0 && av_write_trailer(muxer_.get()) >= 0;
  }

 private:
  struct CloseMuxer {
    void operator()(AVFormatContext* context) const {
      if (context->pb != nullptr) {
        av_freep(&context->pb->buffer);
        avio_context_free(&context->pb);
      }
      avformat_free_context(context);
    }
  };

  /// Byte: constant from FFmpeg 7 on.
  template <typename Byte>
  static int Take(void* self, Byte* data, int size) {
    static_cast<AvSink*>(self)->bytes.append(reinterpret_cast<const char*>(data),
                                             static_cast<std::size_t>(size));
    return size;
  }

  int Put(AVPacket& packet) {
    packet.stream_index = 0;
    av_packet_rescale_ts(&packet, encoder_.context().time_base, muxer_->streams[0]->time_base);
    return av_write_frame(muxer_.get(), &packet);
  }

  AvEncoder encoder_;
  std::unique_ptr<AVFormatContext, CloseMuxer> muxer_;
  AvEncoder::Take take_ = [this](AVPacket& packet) { return Put(packet); };
  std::vector<float> pending_;
};

std::unique_ptr<Sink> OpenSink(const Facts& facts) {
  if (facts.muxer == nullptr) {
    return std::make_unique<PcmSink>(facts.format == StreamFormat::kWav,
                                     facts.settings.sample_rate_hz);
  }
  auto sink = std::make_unique<AvSink>();
  return sink->Open(facts) ? std::move(sink) : nullptr;
}

}  // namespace

Result<StreamFormat> StreamFormatFromName(std::string_view name) {
  for (const Facts& facts : kFacts) {
    if (facts.name == name) return facts.format;
  }
  return Fail(Code::kUsage, "", Translated("unknown format '{}'", name),
              Translated("use mp3, opus, aac, flac, wav or pcm"));
}

std::string_view StreamFormatName(StreamFormat format) { return FactsOf(format).name; }
std::string_view MediaType(StreamFormat format) { return FactsOf(format).media_type; }

struct Stream::State {
  explicit State(const Facts& chosen) : facts(chosen) {}

  /// Everything at the engine's rate; the converter comes last, so that one filter serves the whole
  /// stream.
  [[nodiscard]] Result<void> Begin(int clip_rate_hz) {
    Result<produce::RateConverter> opened =
        produce::RateConverter::Open(clip_rate_hz, facts.settings.sample_rate_hz);
    if (!opened) return tl::unexpected(opened.error());
    converter.emplace(std::move(*opened));
    master.emplace(clip_rate_hz);
    return {};
  }

  [[nodiscard]] bool Emit(std::span<float> samples) {
    if (facts.format == StreamFormat::kMp3) {
      for (float& sample : samples) sample /= static_cast<float>(kLameScale);
    }
    return sink->Write(converter->Convert(samples));
  }

  const Facts& facts;
  std::unique_ptr<Sink> sink;
  std::optional<produce::RateConverter> converter;
  std::optional<produce::StreamMaster> master;
  produce::StreamMaster::Emit emit = [this](std::span<float> samples) { return Emit(samples); };
};

Stream::Stream(std::unique_ptr<State> state) : state_(std::move(state)) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

Result<Stream> Stream::Open(StreamFormat format, int clip_rate_hz) {
  auto state = std::make_unique<State>(FactsOf(format));
  state->sink = OpenSink(state->facts);
  if (state->sink == nullptr) return Broken();
  if (clip_rate_hz > 0) {
    if (Result<void> begun = state->Begin(clip_rate_hz); !begun) {
      return tl::unexpected(begun.error());
    }
  }
  return Stream(std::move(state));
}

Result<produce::Placed> Stream::Append(const synthesise::Clip& clip, const voice::Voice& voice,
                                       const std::function<void()>& begun) {
  State& s = *state_;
  const bool other_rate =
      s.master && s.master->samples() == 0 && s.master->sample_rate_hz() != clip.sample_rate_hz;
  if (!s.master || other_rate) {
    if (Result<void> opened = s.Begin(clip.sample_rate_hz); !opened) {
      return tl::unexpected(opened.error());
    }
  }
  return s.master->Append(clip, voice, s.emit, begun);
}

Result<produce::Placed> Stream::Append(const produce::Music& recording) {
  const Result<synthesise::Clip> clip = produce::ClipOf(recording);
  if (!clip) return tl::unexpected(clip.error());
  return Append(*clip, voice::Voice{});
}

Result<void> Stream::Silence(int length_ms) {
  return state_->master ? state_->master->Silence(length_ms, state_->emit) : Result<void>{};
}

Result<void> Stream::Finish() {
  State& s = *state_;
  if (s.master) {
    if (Result<void> done = s.master->Finish(s.emit); !done) return done;
    if (!s.sink->Write(s.converter->Flush())) return Broken();
  }
  if (!s.sink->Finish()) return Broken();
  return {};
}

std::string Stream::Take() { return std::exchange(state_->sink->bytes, {}); }

double Stream::seconds() const {
  if (!state_->master) return 0;
  return static_cast<double>(state_->master->samples()) / state_->master->sample_rate_hz();
}

}  // namespace boyin::encode
