// How fast sound becomes a programme and a file: each step in seconds of audio per second of CPU
// time (which other programs on the machine do not spoil), and of wall time.
//
//   bench_audio [SPEECH.raw]     16-bit mono at 22 050 Hz, such as eSpeak makes; else synthetic
//
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "../tests/produce/signals.h"
#include "encode/encode.h"
#include "produce/produce.h"

namespace {

using namespace boyin;
constexpr int kClipRateHz = 22050;
constexpr double kSeconds = 600;

std::vector<float> Speech(const char* path) {
  if (path == nullptr) return signals::Speech(kClipRateHz, kSeconds);
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<float> samples(bytes.size() / 2);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto low = static_cast<unsigned char>(bytes[2 * i]);
    const auto high = static_cast<signed char>(bytes[2 * i + 1]);
    samples[i] = static_cast<float>(high * 256 + low) / 32768.0F;
  }
  return samples;
}

void Time(const std::string& name, double audio_s, const std::function<std::string()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  const std::clock_t cpu_begin = std::clock();
  const std::string note = work();
  const double cpu_s = static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  fmt::print("{:<34} {:>6.0f} x cpu {:>6.0f} x wall   {}\n", name, audio_s / cpu_s,
             audio_s / wall.count(), note);
}

std::string Describe(const encode::Certificate& c) {
  return fmt::format("{:.2f} LUFS, {:.2f} dBTP, {} encoding(s), {:.2f} MB", c.integrated_lufs,
                     c.true_peak_dbtp, c.encodings, static_cast<double>(c.bytes) / 1e6);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<float> speech = Speech(argc > 1 ? argv[1] : nullptr);
  const double audio_s = static_cast<double>(speech.size()) / kClipRateHz;
  fmt::print("{:.0f} s of {}\n", audio_s, argc > 1 ? argv[1] : "synthetic speech");
  auto timeline = produce::Timeline::Create({});
  voice::Voice voice;
  voice.bass_db = 1;
  voice.presence_db = 2;
  Time("append (tone, resample, spool)", audio_s, [&] {
    constexpr std::size_t kClip = kClipRateHz * 8;
    for (std::size_t at = 0; at < speech.size(); at += kClip) {
      const auto begin = speech.begin() + static_cast<std::ptrdiff_t>(at);
      const auto length = static_cast<std::ptrdiff_t>(std::min(kClip, speech.size() - at));
      timeline->Append({kClipRateHz, std::vector<float>(begin, begin + length), {}}, voice).value();
    }
    return std::string();
  });
  std::optional<produce::Programme> programme;
  Time("finish (compress, find the gain)", audio_s, [&] {
    programme = std::move(*timeline).Finish(*produce::FindProfile("podcast")).value();
    const produce::Mastering& m = programme->mastering();
    return fmt::format(
        "from {:.1f} to {:.2f} LUFS; compressor {:.1f} dB, limiter {:.1f} dB, {:.1f} % of the time",
        m.source_lufs, m.loudness_lufs, m.compression_db, m.limiting_db, m.limited_percent);
  });
  std::vector<float> chunk(16384);
  produce::Meter plain(44100, 1, produce::Meter::Peaks::kNone);
  produce::Meter full(44100, 1);
  Time("read (limit)", audio_s, [&] {
    produce::Reader reader = programme->Open();
    while (reader.Read(chunk).value() > 0) {
    }
    return std::string();
  });
  const std::vector<float> all = signals::ReadAll(*programme);
  Time("meter without true peak", audio_s, [&] {
    plain.Add(all);
    return std::string();
  });
  Time("meter with true peak", audio_s, [&] {
    full.Add(all);
    return std::string();
  });
  const std::filesystem::path folder = std::filesystem::temp_directory_path();
  for (const encode::Format format :
       {encode::Format::kMp3, encode::Format::kM4a, encode::Format::kOpus, encode::Format::kOgg,
        encode::Format::kFlac, encode::Format::kWav, encode::Format::kMp2}) {
    const std::filesystem::path path =
        folder / fmt::format("bench_audio.{}", encode::FormatName(format));
    Time(fmt::format("{}: encode, measure, tag", encode::FormatName(format)), audio_s, [&] {
      return Describe(encode::Encode(*programme, {.format = format}, {}, path).value());
    });
    Time(fmt::format("{}: measure the file", encode::FormatName(format)), audio_s,
         [&] { return Describe(encode::Measure(path).value()); });
    std::filesystem::remove(path);
  }
}
