// What is done with a decoded file: measuring it, hearing it, and taking it as music.
#include <cmath>
#include <optional>
#include <vector>

#include "encode/certificate.h"
#include "encode/decoder.h"
#include "encode/encode.h"
#include "encode/mono.h"
#include "produce/background_meter.h"
#include "produce/rate_converter.h"

namespace boyin::encode {
namespace {

/// The mean of all channels; what is no number is silence.
void FoldDown(std::span<const float> interleaved, int channels, std::vector<float>& mono) {
  const auto stride = static_cast<std::size_t>(channels);
  mono.resize(interleaved.size() / stride);
  for (std::size_t i = 0; i < mono.size(); ++i) {
    float sum = 0;
    for (std::size_t c = 0; c < stride; ++c) sum += interleaved[i * stride + c];
    mono[i] = std::isfinite(sum) ? sum / static_cast<float>(channels) : 0.0F;
  }
}

}  // namespace

Result<Certificate> Measure(const std::filesystem::path& path) {
  Decoder decoder(path);
  std::optional<produce::BackgroundMeter> meter;
  const Result<void> done = decoder.Run([&](std::span<const float> interleaved) {
    if (!meter) meter.emplace(decoder.sample_rate_hz(), decoder.channels());
    meter->Add(interleaved);
    return true;
  });
  if (!done) return tl::unexpected(done.error());
  Certificate certificate = ToCertificate(meter->Measured());
  certificate.codec = decoder.codec();
  certificate.channels = decoder.channels();
  certificate.sample_rate_hz = decoder.sample_rate_hz();
  certificate.samples = decoder.samples();
  certificate.duration_s = static_cast<double>(decoder.samples()) / decoder.sample_rate_hz();
  std::error_code ignored;
  const std::uintmax_t bytes = std::filesystem::file_size(path, ignored);
  certificate.bytes = ignored ? 0 : bytes;
  return certificate;
}

Result<void> ReadMono(const std::filesystem::path& path, const TakeMono& take) {
  Decoder decoder(path);
  std::vector<float> mono;
  return decoder.Run([&](std::span<const float> interleaved) {
    FoldDown(interleaved, decoder.channels(), mono);
    return take(mono, decoder.sample_rate_hz());
  });
}

Result<produce::Music> LoadMusic(const std::string& source, int sample_rate_hz,
                                 const std::filesystem::path& spool_folder) {
  for (const produce::BuiltinPiece& piece : produce::BuiltinPieces()) {
    if (piece.name == source) {
      return produce::BuiltinMusic(source, sample_rate_hz, spool_folder);
    }
  }
  Result<produce::MusicWriter> writer = produce::MusicWriter::Create(sample_rate_hz, spool_folder);
  if (!writer) return tl::unexpected(writer.error());
  Decoder decoder(source);
  std::optional<produce::RateConverter> converter;
  std::vector<float> mono;
  Result<void> kept;
  const Result<void> decoded = decoder.Run([&](std::span<const float> interleaved) {
    if (!converter) {
      Result<produce::RateConverter> opened =
          produce::RateConverter::Open(decoder.sample_rate_hz(), sample_rate_hz);
      if (!opened) {
        kept = tl::unexpected(opened.error());
        return false;
      }
      converter.emplace(std::move(*opened));
    }
    FoldDown(interleaved, decoder.channels(), mono);
    kept = writer->Append(converter->Convert(mono));
    return kept.has_value();
  });
  if (!decoded) return tl::unexpected(decoded.error());
  if (kept) kept = writer->Append(converter->Flush());
  if (!kept) return tl::unexpected(kept.error());
  return std::move(*writer).Finish(source);
}

}  // namespace boyin::encode
