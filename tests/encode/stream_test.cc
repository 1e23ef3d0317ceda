#include "encode/stream.h"

#include <cmath>
#include <cstring>
#include <numbers>

#include <doctest/doctest.h>

#include "base/file.h"
#include "encode/encode.h"
#include "folder.h"

namespace boyin::encode {
namespace {

constexpr int kRateHz = 22050;

synthesise::Clip Tone(double seconds, float level) {
  synthesise::Clip clip{kRateHz, {}, {}};
  const auto count = static_cast<std::size_t>(seconds * kRateHz);
  for (std::size_t i = 0; i < count; ++i) {
    const double phase = 2 * std::numbers::pi * 440 * static_cast<double>(i) / kRateHz;
    clip.samples.push_back(level * static_cast<float>(std::sin(phase)));
  }
  return clip;
}

std::string Spoken(StreamFormat format) {
  Result<Stream> stream = Stream::Open(format);
  REQUIRE(stream);
  std::string bytes = stream->Take();
  for (int i = 0; i < 4; ++i) {
    REQUIRE(stream->Append(Tone(0.5, 0.2F), {}));
    REQUIRE(stream->Silence(100));
    bytes += stream->Take();
  }
  REQUIRE(stream->Finish());
  CHECK(stream->seconds() == doctest::Approx(2.4).epsilon(0.001));
  return bytes + stream->Take();
}

TEST_CASE("every format of a stream decodes to all that was said") {
  const Folder folder;
  for (const char* name : {"mp3", "opus", "aac", "flac", "wav"}) {
    CAPTURE(name);
    const std::filesystem::path path = folder.path() / (std::string("a.") + name);
    REQUIRE(WriteFile(path, Spoken(*StreamFormatFromName(name))));
    const Result<Certificate> measured = Measure(path);
    REQUIRE(measured);
    CHECK(measured->channels == 1);
    CHECK(measured->duration_s > 2.39);
    CHECK(measured->duration_s < 2.55);
    CHECK(measured->true_peak_dbtp < -1.0);
    CHECK(measured->integrated_lufs > -25);
  }
}

TEST_CASE("PCM is 24 kHz, 16 bits, nothing else; WAV has one header of unknown length") {
  const std::string pcm = Spoken(StreamFormat::kPcm);
  CHECK(std::abs(static_cast<double>(pcm.size()) / 48000 - 2.4) < 0.06);
  const std::string wav = Spoken(StreamFormat::kWav);
  CHECK(wav.size() == pcm.size() + 44);
  CHECK(wav.substr(0, 8) == "RIFF\xFF\xFF\xFF\xFF");
  CHECK(wav.substr(44) == pcm);
}

TEST_CASE("sound comes out while it goes in") {
  for (const StreamFormat format : {StreamFormat::kMp3, StreamFormat::kOpus, StreamFormat::kAac,
                                    StreamFormat::kFlac, StreamFormat::kPcm}) {
    Result<Stream> stream = Stream::Open(format);
    REQUIRE(stream);
    stream->Take();  // headers
    REQUIRE(stream->Append(Tone(0.6, 0.2F), {}));
    const std::string first = stream->Take();
    CAPTURE(StreamFormatName(format));
    CHECK(first.size() > 1000);
  }
}

TEST_CASE("a clip lies where it was put, and a loud one does not clip") {
  Result<Stream> stream = Stream::Open(StreamFormat::kPcm);
  REQUIRE(stream);
  REQUIRE(stream->Append(Tone(1, 0.1F), {}));
  REQUIRE(stream->Silence(500));
  const Result<produce::Placed> placed = stream->Append(Tone(1, 1.0F), {});
  REQUIRE(placed);
  CHECK(placed->begin == kRateHz * 3 / 2);
  CHECK(placed->Move(kRateHz) == kRateHz * 5 / 2);
  REQUIRE(stream->Finish());
  const std::string pcm = stream->Take();
  int largest = 0;
  for (std::size_t i = 0; i + 1 < pcm.size(); i += 2) {
    std::int16_t sample = 0;
    std::memcpy(&sample, pcm.data() + i, 2);
    largest = std::max(largest, std::abs(int{sample}));
  }
  CHECK(largest > 20000);
  CHECK(largest <= 26100);  // −2 dB
}

TEST_CASE("names of formats, and a stream without a word") {
  CHECK(StreamFormatFromName("ogg").error().code == Code::kUsage);
  CHECK(MediaType(*StreamFormatFromName("opus")) == "audio/ogg");
  Result<Stream> stream = Stream::Open(StreamFormat::kMp3);
  REQUIRE(stream);
  CHECK(stream->Finish());
}

}  // namespace
}  // namespace boyin::encode
