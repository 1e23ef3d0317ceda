// FLAC and WAV by libsndfile.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <sndfile.h>

#include "encode/writer.h"

namespace boyin::encode {
namespace {

struct Close {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

/// bext text is ASCII by EBU Tech 3285; what is not becomes '?'. Chinese stands in the ID3 chunk.
template <std::size_t kSize>
void PutAscii(char (&field)[kSize], const std::string& text) {
  std::memset(field, 0, kSize);
  std::size_t at = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;  // one '?' a character
    if (at == kSize) break;
    field[at++] = static_cast<unsigned char>(c) >= 0x80 ? '?' : c;
  }
}

std::int16_t Hundredths(double value) {
  return static_cast<std::int16_t>(std::lround(std::clamp(value, -300.0, 300.0) * 100));
}

class SndfileWriter : public Writer {
 public:
  SndfileWriter(const Settings& settings, const Tags& tags, std::filesystem::path shown)
      : settings_(settings),
        shown_(std::move(shown)),
        meter_(settings.sample_rate_hz, settings.channels) {
    bext_.version = 2;
    PutAscii(bext_.description, tags.title);
    PutAscii(bext_.originator, "boyin");
    if (tags.date.size() == 10) PutAscii(bext_.origination_date, tags.date);
  }

  [[nodiscard]] Result<void> Open(const std::filesystem::path& path, std::int64_t samples);
  [[nodiscard]] Result<void> Write(std::span<const float> samples) override;
  [[nodiscard]] Result<void> Finish() override;

 private:
  [[nodiscard]] bool wav() const { return settings_.format == Format::kWav; }
  [[nodiscard]] bool SetBext() {
    return sf_command(file_.get(), SFC_SET_BROADCAST_INFO, &bext_, sizeof(bext_)) == SF_TRUE;
  }
  [[nodiscard]] Result<void> Failed() const {
    return Fail(Code::kOutput, shown_.string(),
                {fmt::format("cannot write: {}", sf_strerror(file_.get())),
                 fmt::format("无法写入：{}", sf_strerror(file_.get()))},
                {"make room, or name another place with -o", "请腾出空间，或用 -o 指定别处"});
  }

  Settings settings_;
  std::filesystem::path shown_;
  produce::Meter meter_;
  SF_BROADCAST_INFO bext_{};
  std::unique_ptr<SNDFILE, Close> file_;
  std::vector<float> doubled_;
};

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
  if (wav() && !SetBext()) return Failed();
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
    const produce::Loudness loudness = meter_.Measured();
    bext_.loudness_value = Hundredths(loudness.integrated_lufs);
    bext_.loudness_range = Hundredths(loudness.range_lu);
    bext_.max_true_peak_level = Hundredths(loudness.true_peak_dbtp);
    bext_.max_momentary_loudness = Hundredths(loudness.momentary_max_lufs);
    bext_.max_shortterm_loudness = Hundredths(loudness.short_term_max_lufs);
    if (!SetBext()) return Failed();
  }
  if (sf_close(file_.release()) != 0) {
    return Fail(Code::kOutput, shown_.string(), {"cannot write to the end", "未能写完"},
                {"make room, or name another place with -o", "请腾出空间，或用 -o 指定别处"});
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
