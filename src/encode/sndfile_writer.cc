// FLAC and WAV by libsndfile.
#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <sndfile.h>

#include "base/message.h"
#include "encode/chunks.h"
#include "encode/writer.h"

namespace boyin::encode {
namespace {

struct Close {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

class SndfileWriter : public Writer {
 public:
  SndfileWriter(const Settings& settings, const Tags& tags, std::filesystem::path shown)
      : settings_(settings),
        shown_(std::move(shown)),
        meter_(settings.sample_rate_hz, settings.channels),
        tags_(tags) {}

  [[nodiscard]] Result<void> Open(const std::filesystem::path& path, std::int64_t samples);
  [[nodiscard]] Result<void> Write(std::span<const float> samples) override;
  [[nodiscard]] Result<void> Finish() override;

 private:
  [[nodiscard]] bool wav() const { return settings_.format == Format::kWav; }
  [[nodiscard]] bool SetChunks(std::int64_t samples);
  [[nodiscard]] bool SetBext() {
    return sf_command(file_.get(), SFC_SET_BROADCAST_INFO, &bext_, sizeof(bext_)) == SF_TRUE;
  }
  [[nodiscard]] Result<void> Failed() const {
    return Fail(Code::kOutput, shown_.string(),
                Translated("cannot write: {}", sf_strerror(file_.get())),
                Translated("make room, or name another place with -o"));
  }

  Settings settings_;
  std::filesystem::path shown_;
  produce::Meter meter_;
  const Tags& tags_;
  SF_BROADCAST_INFO bext_{};
  std::string ixml_;  // libsndfile reads it until the file is closed
  std::unique_ptr<SNDFILE, Close> file_;
  std::vector<float> doubled_;
};

/// Before the first sample, where the chunks stand.
bool SndfileWriter::SetChunks(std::int64_t samples) {
  bext_ = BextChunk(tags_);
  if (!SetBext()) return false;
  if (tags_.radio.with_cart) {
    auto cart = std::make_unique<CartChunk>(MakeCart(tags_, samples));
    if (sf_command(file_.get(), SFC_SET_CART_INFO, &cart->info, sizeof(cart->info)) != SF_TRUE) {
      return false;
    }
  }
  ixml_ = IxmlChunk(tags_, settings_.channels);
  SF_CHUNK_INFO chunk{};
  std::memcpy(chunk.id, "iXML", 4);
  chunk.id_size = 4;
  chunk.datalen = static_cast<unsigned>(ixml_.size());
  chunk.data = ixml_.data();
  return sf_set_chunk(file_.get(), &chunk) == SF_ERR_NO_ERROR;
}

Result<void> SndfileWriter::Open(const std::filesystem::path& path, std::int64_t samples) {
  // The 32-bit sizes of RIFF end at 4 GiB; a little is left for the other chunks.
  const bool huge = samples * settings_.channels * 2 > (std::int64_t{1} << 32) - (1 << 20);
  SF_INFO info{};
  info.samplerate = settings_.sample_rate_hz;
  info.channels = settings_.channels;
  info.format =
      (wav() ? (huge ? SF_FORMAT_RF64 : SF_FORMAT_WAV) : SF_FORMAT_FLAC) | SF_FORMAT_PCM_16;
  file_.reset(sf_open(path.c_str(), SFM_WRITE, &info));
  if (file_ == nullptr) return Failed();
  sf_command(file_.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
  if (wav() && !SetChunks(samples)) return Failed();
  return {};
}

Result<void> SndfileWriter::Write(std::span<const float> samples) {
  std::span<const float> out = samples;
  if (settings_.channels == 2) {
    doubled_.clear();
    for (const float sample : samples) doubled_.insert(doubled_.end(), {sample, sample});
    out = doubled_;
  }
  if (wav()) meter_.Add(out);
  const auto frames = static_cast<sf_count_t>(samples.size());
  if (sf_writef_float(file_.get(), out.data(), frames) != frames) return Failed();
  return {};
}

Result<void> SndfileWriter::Finish() {
  if (wav()) {
    PutLoudness(bext_, meter_.Measured());
    if (!SetBext()) return Failed();
  }
  if (sf_close(file_.release()) != 0) {
    return Fail(Code::kOutput, shown_.string(), Translated("cannot write to the end"),
                Translated("make room, or name another place with -o"));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Writer>> OpenSndfileWriter(const Settings& settings, const Tags& tags,
                                                  std::int64_t samples,
                                                  const std::filesystem::path& path,
                                                  const std::filesystem::path& shown) {
  auto writer = std::make_unique<SndfileWriter>(settings, tags, shown);
  if (Result<void> opened = writer->Open(path, samples); !opened) {
    return tl::unexpected(opened.error());
  }
  return writer;
}

}  // namespace boyin::encode
