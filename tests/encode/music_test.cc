// Files as music, and what codecs do to a programme with music.
#include <array>

#include <doctest/doctest.h>
#include <sndfile.h>

#include "base/file.h"
#include "encode/encode.h"
#include "encode/folder.h"
#include "encode/peak_overs.h"
#include "produce/level.h"
#include "produce/signals.h"

namespace boyin::encode {
namespace {

/// A WAV of floats, as another program would write it.
void WriteWav(const std::filesystem::path& path, const std::vector<float>& interleaved,
              int channels, int rate_hz) {
  SF_INFO info{};
  info.samplerate = rate_hz;
  info.channels = channels;
  info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  REQUIRE(file != nullptr);
  sf_write_float(file, interleaved.data(), static_cast<sf_count_t>(interleaved.size()));
  sf_close(file);
}

std::vector<float> Stereo(const std::vector<float>& left, const std::vector<float>& right) {
  std::vector<float> both;
  for (std::size_t i = 0; i < left.size(); ++i) both.insert(both.end(), {left[i], right[i]});
  return both;
}

std::vector<float> Samples(const produce::Music& music) {
  std::vector<float> samples(static_cast<std::size_t>(music.samples()));
  signals::Do(music.ReadAt(0, samples));
  return samples;
}

TEST_CASE("a stereo file of another rate becomes mono at the programme's rate") {
  const Folder folder;
  const std::filesystem::path path = folder.path() / "片头.wav";
  WriteWav(path, Stereo(signals::Sine(440, 32000, 2, 0.4), signals::Sine(440, 32000, 2, 0.2)), 2,
           32000);
  const produce::Music music = LoadMusic(path, 44100, "/var/tmp").value();
  CHECK(music.name() == path.string());
  CHECK(music.sample_rate_hz() == 44100);
  CHECK(std::abs(music.samples() - 2 * 44100) < 100);
  CHECK(!music.seamless());
  const std::vector<float> samples = Samples(music);
  const std::vector<float> middle(samples.begin() + 20000, samples.begin() + 60000);
  CHECK(signals::Rms(middle) == doctest::Approx(0.3 / std::numbers::sqrt2).epsilon(0.01));
}

TEST_CASE("every format that boyin writes it can take as music") {
  const Folder folder;
  auto timeline = produce::Timeline::Create({.lead_in_ms = 0, .lead_out_ms = 0}).value();
  const produce::Music chime = LoadMusic("chime", 44100, "/var/tmp").value();
  timeline.Play(chime, produce::ForegroundCue()).value();
  const produce::Programme programme =
      std::move(timeline).Finish(*produce::FindProfile("podcast")).value();
  for (const Format format : {Format::kMp3, Format::kM4a, Format::kOpus, Format::kOgg,
                              Format::kFlac, Format::kWav, Format::kMp2}) {
    const std::string name = "a." + std::string(FormatName(format));
    CAPTURE(name);
    const std::filesystem::path path = folder.path() / name;
    const Certificate made = Encode(programme, {.format = format}, {}, path).value();
    const produce::Music music = LoadMusic(path, 48000, "/var/tmp").value();
    CHECK(std::abs(music.seconds() - made.duration_s) < 0.02);
    CHECK(std::abs(music.loudness_lufs() - made.one_channel_lufs) < 0.1);
  }
}

TEST_CASE("what cannot be music is refused with the name of the file") {
  const Folder folder;
  const auto refused = [&](const std::string& name, Code code) {
    CAPTURE(name);
    const auto music = LoadMusic(folder.path() / name, 44100, "/var/tmp");
    REQUIRE(!music);
    CHECK(music.error().code == code);
    CHECK(music.error().where == (folder.path() / name).string());
    CHECK(!music.error().what.zh.empty());
  };
  REQUIRE(WriteFile(folder.path() / "text.mp3", std::string(5000, 'x')));
  const std::vector<float> tone = signals::Sine(440, 44100, 1, 0.4);
  std::vector<float> turned = tone;
  for (float& sample : turned) sample = -sample;
  WriteWav(folder.path() / "against.wav", Stereo(tone, turned), 2, 44100);
  WriteWav(folder.path() / "silent.wav", std::vector<float>(44100), 1, 44100);
  WriteWav(folder.path() / "short.wav", signals::Sine(440, 44100, 0.03, 0.4), 1, 44100);
  WriteWav(folder.path() / "empty.wav", {}, 1, 44100);
  for (const char* name :
       {"missing.mp3", "text.mp3", "against.wav", "silent.wav", "short.wav", "empty.wav"}) {
    refused(name, Code::kInput);
  }
  WriteWav(folder.path() / "tone.wav", tone, 1, 44100);
  CHECK(LoadMusic(folder.path() / "tone.wav", 44100, "/nonexistent").error().code == Code::kOutput);
}

TEST_CASE("samples that are no numbers are silence, not the end of the programme") {
  const Folder folder;
  std::vector<float> tone = signals::Sine(440, 44100, 1, 0.4);
  tone[1000] = std::numeric_limits<float>::quiet_NaN();
  tone[2000] = std::numeric_limits<float>::infinity();
  WriteWav(folder.path() / "a.wav", tone, 1, 44100);
  const produce::Music music = LoadMusic(folder.path() / "a.wav", 44100, "/var/tmp").value();
  for (const float sample : Samples(music)) CHECK(std::isfinite(sample));
}

TEST_CASE("peaks above a limit are found where they are") {
  const Folder folder;
  std::vector<float> sound(4 * 44100);
  sound[30000] = 0.9F;
  sound[30100] = 0.6F;
  sound[100000] = -0.8F;
  sound[120000] = 0.4F;
  WriteWav(folder.path() / "a.wav", Stereo(sound, std::vector<float>(sound.size())), 2, 44100);
  const std::vector<PeakOver> peak_overs = FindPeakOvers(folder.path() / "a.wav", -6).value();
  REQUIRE(peak_overs.size() == 2);
  CHECK(peak_overs[0].at_s == doctest::Approx(30000 / 44100.0).epsilon(0.0001));
  CHECK(peak_overs[0].over_db == doctest::Approx(produce::ToDb(0.9) + 6).epsilon(0.01));
  CHECK(peak_overs[1].at_s == doctest::Approx(100000 / 44100.0).epsilon(0.0001));
}

/// The tag BOYIN_LOUDNESS, wherever the format keeps it.
nlohmann::json CertificateIn(const std::filesystem::path& path) {
  const nlohmann::json probe = Probe(path);
  for (const nlohmann::json& part : {probe["format"], probe["streams"][0]}) {
    if (!part.contains("tags")) continue;
    for (const auto& [name, value] : part["tags"].items()) {
      if (name.ends_with("BOYIN_LOUDNESS")) {
        return nlohmann::json::parse(value.get<std::string>(), nullptr, false);
      }
    }
  }
  return {};
}

TEST_CASE("the certificate in the tags is that of the decoded file") {
  if (!HasProbe()) return;
  const Folder folder;
  const produce::Programme programme = signals::MakeProgramme(6, *produce::FindProfile("ebu"));
  for (const Format format :
       {Format::kMp3, Format::kM4a, Format::kOpus, Format::kOgg, Format::kFlac, Format::kMp2}) {
    CAPTURE(FormatName(format));
    const std::filesystem::path path = folder.path() / ("a." + std::string(FormatName(format)));
    REQUIRE(Encode(programme, {.format = format}, {}, path));
    const Certificate measured = Measure(path).value();
    const nlohmann::json tag = CertificateIn(path);
    const auto value = [&](const char* name) { return tag.value(name, 999.0); };
    CHECK(std::abs(value("integrated_lufs") - measured.integrated_lufs) <= 0.051);
    CHECK(std::abs(value("range_lu") - measured.range_lu) <= 0.051);
    CHECK(std::abs(value("true_peak_dbtp") - measured.true_peak_dbtp) <= 0.051);
    CHECK(std::abs(value("momentary_max_lufs") - measured.momentary_max_lufs) <= 0.051);
    CHECK(std::abs(value("short_term_max_lufs") - measured.short_term_max_lufs) <= 0.051);
  }
}

/// Chords and hard beats, louder than any bed should be: attacks of which Opus makes spikes of its
/// own.
produce::Music HardMusic() {
  std::vector<float> samples(44100 * 4);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double seconds = static_cast<double>(i) / 44100;
    const double beat = std::fmod(seconds, 0.5);
    double sound = 0;
    for (const double hz : {220.0, 277.18, 329.63, 440.0}) {
      sound += std::sin(2 * std::numbers::pi * hz * seconds) * std::exp(-3 * beat) / 4;
    }
    const double noise = std::sin(seconds * 991733.0) * std::exp(-40 * beat);
    samples[i] = static_cast<float>(0.42 * sound + 0.15 * noise);
  }
  auto writer = produce::MusicWriter::Create(44100, "/var/tmp").value();
  signals::Do(writer.Append(samples));
  return std::move(writer).Finish("hard").value();
}

TEST_CASE("voices and music together keep loudness and true peak in every lossy format") {
  const Folder folder;
  const produce::Profile podcast = *produce::FindProfile("podcast");
  const auto load = [](const char* name) { return LoadMusic(name, 44100, "/var/tmp").value(); };
  for (const bool hard : {false, true}) {
    auto timeline = produce::Timeline::Create({}).value();
    const produce::Music sting = hard ? HardMusic() : load("sting");
    timeline.Play(load("chime"), produce::ForegroundCue(), 0, 1000).value();
    produce::MusicCue bed = produce::BedCue();
    bed.begin = timeline.samples();
    for (std::uint32_t item = 0; item < 2; ++item) {
      voice::Voice voice;
      voice.name = item == 0 ? "a" : "b";
      timeline.Append(signals::SpeechClip(22050, 5, item + 1), voice).value();
      signals::Do(timeline.Silence(300));
      timeline.Play(sting, produce::ForegroundCue(), 2000).value();
    }
    bed.end = timeline.samples();
    timeline.Lay(hard ? HardMusic() : load("bed"), bed).value();
    const produce::Programme programme = std::move(timeline).Finish(podcast).value();
    for (const Settings& settings :
         {Settings{.format = Format::kMp3}, Settings{.format = Format::kOpus},
          Settings{.format = Format::kOpus, .bitrate_kbps = 32},
          Settings{.format = Format::kM4a, .bitrate_kbps = 64}, Settings{.format = Format::kOgg},
          Settings{.format = Format::kMp2}}) {
      CAPTURE(hard);
      CAPTURE(FormatName(settings.format));
      const std::filesystem::path path =
          folder.path() / ("a." + std::string(FormatName(settings.format)));
      const Certificate made = Encode(programme, settings, {}, path).value();
      CHECK(std::abs(made.integrated_lufs - podcast.loudness_lufs) <= 0.3);
      CHECK(made.true_peak_dbtp <= podcast.true_peak_dbtp);
      CHECK(made.encodings <= 5);
    }
  }
}

}  // namespace
}  // namespace boyin::encode
