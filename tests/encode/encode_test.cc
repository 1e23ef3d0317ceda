#include "encode/encode.h"

#include <doctest/doctest.h>
#include <sndfile.h>

#include "base/file.h"
#include "encode/folder.h"
#include "produce/signals.h"

namespace boyin::encode {
namespace {

const produce::Profile kPodcast = *produce::FindProfile("podcast");

const produce::Programme& Programme() {
  static const produce::Programme programme = signals::MakeProgramme(25, kPodcast);
  return programme;
}

void Check(const Settings& settings, double tolerance_s) {
  const Folder folder;
  const std::filesystem::path path =
      folder.path() / (std::string("a.") + std::string(FormatName(settings.format)));
  const Result<Certificate> made = Encode(Programme(), settings, {}, path);
  CAPTURE(FormatName(settings.format));
  CAPTURE(settings.bitrate_kbps);
  CAPTURE(settings.channels);
  REQUIRE(made);
  const Certificate again = Measure(path).value();
  const double wanted_s = static_cast<double>(Programme().samples()) / 44100;
  CHECK(std::abs(again.duration_s - wanted_s) <= tolerance_s);
  CHECK(std::abs(again.integrated_lufs + 16) <= 0.3);
  CHECK(again.true_peak_dbtp <= -1);
  CHECK(again.channels == std::max(1, settings.channels));
  CHECK(again.one_channel_lufs - again.integrated_lufs ==
        doctest::Approx(again.channels == 1 ? -3.01 : 0).epsilon(0.001));
  CHECK(made->bytes == std::filesystem::file_size(path));
  // What was measured while the file was being made is what the file holds.
  Certificate as_measured = *made;
  as_measured.bytes = again.bytes;
  as_measured.encodings = again.encodings;
  CHECK(as_measured == again);
  CHECK(folder.files() == 1);
}

TEST_CASE("every format keeps length, loudness and true peak after decoding") {
  Check({.format = Format::kMp3}, 0);
  Check({.format = Format::kFlac}, 0);
  Check({.format = Format::kWav}, 0);
  Check({.format = Format::kM4a}, 0.020);
  Check({.format = Format::kOpus}, 0.020);
  Check({.format = Format::kOgg}, 0.020);
  Check({.format = Format::kMp2}, 0.020);
}

TEST_CASE("two channels carry the same sound and are as loud") {
  for (const Format format : {Format::kMp3, Format::kM4a, Format::kOpus, Format::kOgg,
                              Format::kFlac, Format::kWav, Format::kMp2}) {
    Check({.format = format, .channels = 2}, 0.020);
  }
}

TEST_CASE("bit rates from coarse to fine meet the limits, encoding again where it takes that") {
  for (const int kbps : {48, 64, 128, 192, 320}) {
    Check({.format = Format::kMp3, .bitrate_kbps = kbps}, 0);
  }
  Check({.format = Format::kM4a, .bitrate_kbps = 48}, 0.020);
  Check({.format = Format::kOpus, .bitrate_kbps = 24}, 0.020);
  Check({.format = Format::kOgg, .bitrate_kbps = 64}, 0.020);
}

TEST_CASE("another sample rate than the programme's") {
  Check({.format = Format::kMp3, .sample_rate_hz = 22050, .bitrate_kbps = 64}, 0.001);
  Check({.format = Format::kWav, .sample_rate_hz = 48000}, 0.001);
}

/// The lag (in samples) at which `decoded` is most like `wanted`, near its middle.
int Lag(const std::vector<float>& wanted, const std::vector<float>& decoded) {
  int best = 0;
  double most = -1;
  for (int lag = -60; lag <= 60; ++lag) {
    double sum = 0;
    for (int i = 300000; i < 304000; ++i) {
      sum += static_cast<double>(wanted[static_cast<std::size_t>(i)]) *
             static_cast<double>(decoded[static_cast<std::size_t>(i + lag)]);
    }
    if (sum > most) {
      most = sum;
      best = lag;
    }
  }
  return best;
}

std::vector<float> ReadSndfile(const std::filesystem::path& path) {
  SF_INFO info{};
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
  REQUIRE(file != nullptr);
  std::vector<float> samples(static_cast<std::size_t>(info.frames * info.channels));
  sf_readf_float(file, samples.data(), info.frames);
  sf_close(file);
  return samples;
}

TEST_CASE("WAV and FLAC are the mastered samples to 16 bits") {
  const Folder folder;
  const std::vector<float> wanted = signals::ReadAll(Programme());
  for (const Format format : {Format::kWav, Format::kFlac}) {
    const std::filesystem::path path = folder.path() / FormatName(format);
    REQUIRE(Encode(Programme(), {.format = format}, {}, path));
    const std::vector<float> decoded = ReadSndfile(path);
    REQUIRE(decoded.size() == wanted.size());
    float worst = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      worst = std::max(worst, std::abs(wanted[i] - decoded[i]));
    }
    CHECK(worst <= 1.1F / 32768);
  }
}

TEST_CASE("MP3 starts and ends with the programme: the gapless field is right") {
  const Folder folder;
  const std::filesystem::path path = folder.path() / "a.mp3";
  REQUIRE(Encode(Programme(), {}, {}, path));
  const std::string bytes = ReadFile(path).value();
  // LAME's tag begins 120 bytes after the word "Info"; delay and padding are 12 bits each.
  REQUIRE(bytes.find("Info") != std::string::npos);
  const std::size_t lame = bytes.find("Info") + 120;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[lame + i]); };
  const int delay = byte(21) << 4 | byte(22) >> 4;
  const int padding = (byte(22) & 15) << 8 | byte(23);
  CHECK(delay == 576);
  CHECK((Programme().samples() + delay + padding) % 1152 == 0);
  if (!HasProbe()) return;
  const std::filesystem::path raw = folder.path() / "a.wav";
  Output("ffmpeg -v error -i '" + path.string() + "' -f wav '" + raw.string() + "'");
  const std::vector<float> decoded = ReadSndfile(raw);
  const std::vector<float> wanted = signals::ReadAll(Programme());
  REQUIRE(decoded.size() == wanted.size());
  CHECK(Lag(wanted, decoded) == 0);
}

TEST_CASE("a file without mastering is encoded once, as it is") {
  const Folder folder;
  const produce::Programme plain = signals::MakeProgramme(8, *produce::FindProfile("none"));
  const Certificate certificate =
      Encode(plain, {.format = Format::kMp3, .bitrate_kbps = 128}, {}, folder.path() / "a.mp3")
          .value();
  CHECK(certificate.encodings == 1);
  CHECK(std::abs(certificate.integrated_lufs - plain.mastering().source_lufs) < 0.15);
}

TEST_CASE("the number of threads does not change a byte, and the seams are not heard") {
  const Folder folder;
  const produce::Programme programme = signals::MakeProgramme(65, kPodcast);
  const std::filesystem::path path = folder.path() / "a.mp3";
  REQUIRE(Encode(programme, {.threads = 1}, {}, path));
  REQUIRE(Encode(programme, {.threads = 3}, {}, folder.path() / "b.mp3"));
  CHECK(ReadFile(path).value() == ReadFile(folder.path() / "b.mp3").value());
  if (!HasProbe()) return;
  const std::filesystem::path raw = folder.path() / "a.wav";
  Output("ffmpeg -v error -i '" + path.string() + "' -f wav '" + raw.string() + "'");
  const std::vector<float> decoded = ReadSndfile(raw);
  const std::vector<float> wanted = signals::ReadAll(programme);
  REQUIRE(decoded.size() == wanted.size());
  // Coding noise in frames of 1152 samples; the parts meet at every 1024th frame.
  std::vector<double> noise(wanted.size() / 1152);
  for (std::size_t i = 0; i < noise.size() * 1152; ++i) {
    const double error = static_cast<double>(wanted[i]) - static_cast<double>(decoded[i]);
    noise[i / 1152] += error * error;
  }
  std::vector<double> sorted = noise;
  std::sort(sorted.begin(), sorted.end());
  const double usual = sorted[sorted.size() * 98 / 100];
  for (const std::size_t seam : {std::size_t{1024}, std::size_t{2048}}) {
    REQUIRE(seam + 2 < noise.size());
    for (std::size_t frame = seam - 2; frame <= seam + 1; ++frame) CHECK(noise[frame] <= usual);
  }
}

TEST_CASE("silence and the shortest programme are files, too") {
  const Folder folder;
  for (const Format format : {Format::kMp3, Format::kM4a, Format::kOpus, Format::kOgg,
                              Format::kFlac, Format::kWav, Format::kMp2}) {
    CAPTURE(FormatName(format));
    auto timeline = produce::Timeline::Create({.lead_in_ms = 0, .lead_out_ms = 60});
    const produce::Programme programme = std::move(*timeline).Finish(kPodcast).value();
    const Result<Certificate> made =
        Encode(programme, {.format = format}, {}, folder.path() / FormatName(format));
    REQUIRE(made);
    CHECK(made->integrated_lufs <= -69.9);
    CHECK(made->encodings == 1);
  }
}

TEST_CASE("the same programme gives the same bytes") {
  const Folder folder;
  REQUIRE(Encode(Programme(), {}, {.title = "同"}, folder.path() / "a.mp3"));
  REQUIRE(Encode(Programme(), {}, {.title = "同"}, folder.path() / "b.mp3"));
  CHECK(ReadFile(folder.path() / "a.mp3").value() == ReadFile(folder.path() / "b.mp3").value());
}

}  // namespace
}  // namespace boyin::encode
