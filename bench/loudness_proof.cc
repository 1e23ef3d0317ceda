// The proof of loudness: twenty programmes of different length, voice and music, in every lossy
// format and profile, each decoded and measured by FFmpeg's own meter (dual mono), not by ours.
//
//   bench_loudness_proof BOYIN ARTICLE [PROGRAMMES [FIRST]]
//
// BOYIN is the program, whose engine workers speak. Exit status 1 where a file is more than 0.3 LU
// from its target or above its true peak.
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/file.h"
#include "encode/encode.h"
#include "pipeline/pipeline.h"

namespace {

using namespace boyin;

constexpr std::array kVoices = {"anchor-f", "anchor-m", "brisk", "clear"};
constexpr std::array kProfiles = {"podcast", "ebu", "china-tv"};
constexpr std::array<double, 5> kLengthsS = {4, 9, 18, 35, 70};
enum class Music { kNone, kBed, kStings, kBoth };
constexpr std::array kMusic = {Music::kNone, Music::kBed, Music::kStings, Music::kBoth};

struct Kind {
  const char* name;
  encode::Settings settings;
};
const std::array kKinds = {Kind{"mp3 96", {.format = encode::Format::kMp3}},
                           Kind{"mp3 64", {.format = encode::Format::kMp3, .bitrate_kbps = 64}},
                           Kind{"mp3 128 st.", {.format = encode::Format::kMp3, .channels = 2}},
                           Kind{"m4a 96", {.format = encode::Format::kM4a}},
                           Kind{"m4a 64", {.format = encode::Format::kM4a, .bitrate_kbps = 64}},
                           Kind{"opus 48", {.format = encode::Format::kOpus}},
                           Kind{"opus 32", {.format = encode::Format::kOpus, .bitrate_kbps = 32}},
                           Kind{"ogg 96", {.format = encode::Format::kOgg}},
                           Kind{"mp2 96", {.format = encode::Format::kMp2}}};

/// A chord that is struck again and again, with a beat: tones, attacks and noise, as music has.
float MusicAt(double seconds) {
  constexpr std::array<double, 4> kChord = {220.0, 277.18, 329.63, 440.0};
  const double beat = std::fmod(seconds, 0.5);
  double sound = 0;
  for (std::size_t i = 0; i < kChord.size(); ++i) {
    const double step = std::fmod(std::floor(seconds / 2), 3) == 1 ? 1.122 : 1.0;
    sound += std::sin(2 * std::numbers::pi * kChord[i] * step * seconds) * std::exp(-3 * beat) / 4;
  }
  const double noise = std::sin(seconds * 991733.0) * std::exp(-40 * beat);
  return static_cast<float>(0.7 * sound + 0.25 * noise);
}

/// Clips of one voice until `seconds` are full.
std::vector<synthesise::Clip> Speak(const pipeline::Studio& studio, const intake::Document& text,
                                    const char* voice, double seconds) {
  std::vector<synthesise::Clip> clips;
  double made = 0;
  const pipeline::Reading reading{voice::Find(voice, {}).value(), 1.0, {}, {}};
  const auto take = [&](pipeline::Said said) -> Result<void> {
    made += static_cast<double>(said.clip.samples.size()) / said.clip.sample_rate_hz;
    clips.push_back(std::move(said.clip));
    if (made < seconds) return {};
    return Fail(Code::kInterrupted, "", {"enough", "够了"});
  };
  const Result<pipeline::Narration> ignored = studio.Narrate(text, reading, take);
  return clips;
}

produce::Programme Make(const std::vector<synthesise::Clip>& clips, const char* voice,
                        double seconds, Music music, const produce::Profile& profile) {
  auto timeline = produce::Timeline::Create({}).value();
  const voice::Voice speaker = voice::Find(voice, {}).value();
  const bool bed = music == Music::kBed || music == Music::kBoth;
  synthesise::Clip sting{44100, std::vector<float>(44100 * 2), {}};
  for (std::size_t i = 0; i < sting.samples.size(); ++i) {
    sting.samples[i] = 0.6F * MusicAt(static_cast<double>(i) / 44100);
  }
  double made = 0;
  for (std::size_t n = 0; made < seconds; ++n) {
    if (n % 6 == 0 && (music == Music::kStings || music == Music::kBoth)) {
      timeline.Append(sting, voice::Voice{}).value();
      made += 2;
    }
    synthesise::Clip clip = clips[n % clips.size()];
    for (std::size_t i = 0; bed && i < clip.samples.size(); ++i) {
      clip.samples[i] += 0.08F * MusicAt(static_cast<double>(i) / clip.sample_rate_hz);
    }
    timeline.Append(clip, speaker).value();
    if (!timeline.Silence(350)) std::abort();
    made += 0.35 + static_cast<double>(clip.samples.size()) / clip.sample_rate_hz;
  }
  return std::move(timeline).Finish(profile).value();
}

struct Heard {
  double lufs = 0;
  double peak_dbtp = 0;
};

/// As FFmpeg's meter has it.
Heard ByFfmpeg(const std::filesystem::path& path, int channels) {
  struct Close {
    void operator()(FILE* pipe) const { ::pclose(pipe); }
  };
  const std::string command =
      fmt::format("ffmpeg -hide_banner -nostats -i '{}' -af ebur128=peak=true{} -f null - 2>&1",
                  path.string(), channels == 1 ? ":dualmono=true" : "");
  const std::unique_ptr<FILE, Close> pipe(::popen(command.c_str(), "r"));
  std::string text;
  std::array<char, 4096> buffer{};
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) {
    text.append(buffer.data(), got);
  }
  const auto number = [&](const char* name) {
    const std::size_t at = text.rfind(name);
    if (at == std::string::npos) return 999.0;
    return std::strtod(text.c_str() + at + std::char_traits<char>::length(name), nullptr);
  };
  return {number(" I:"), number("Peak:")};
}

struct Row {
  int files = 0;
  int failed = 0;
  double least_off = 99;
  double most_off = -99;
  double highest_over = -99;
  int encodings = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const int first = argc > 4 ? std::atoi(argv[4]) : 0;
  const int programmes = argc > 3 ? std::atoi(argv[3]) : 20;
  auto studio = pipeline::Studio::Open({{}, {}, {}, {.command = {argv[1], "engine-worker"}}});
  const auto text = intake::Read(ReadFile(argv[2]).value(), argv[2], {}).value();
  std::string pattern = (std::filesystem::temp_directory_path() / "boyin-proof-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(pattern.data());
  std::map<std::string, Row> rows;
  for (int n = first; n < first + programmes; ++n) {
    const auto at = static_cast<std::size_t>(n);
    const char* voice = kVoices[at % kVoices.size()];
    const double seconds = kLengthsS[at % kLengthsS.size()];
    const Music music = kMusic[at / 4 % kMusic.size()];
    const std::vector<synthesise::Clip> clips = Speak(studio.value(), text, voice, seconds);
    for (const char* name : kProfiles) {
      const produce::Profile profile = produce::FindProfile(name).value();
      const produce::Programme programme = Make(clips, voice, seconds, music, profile);
      for (const Kind& kind : kKinds) {
        const std::filesystem::path path =
            folder / fmt::format("a.{}", encode::FormatName(kind.settings.format));
        const auto made = encode::Encode(programme, kind.settings, {}, path).value();
        const Heard heard = ByFfmpeg(path, made.channels);
        const double off = heard.lufs - profile.loudness_lufs;
        const double over = heard.peak_dbtp - profile.true_peak_dbtp;
        Row& row = rows[fmt::format("{:<12} {:<9}", kind.name, name)];
        ++row.files;
        row.least_off = std::min(row.least_off, off);
        row.most_off = std::max(row.most_off, off);
        row.highest_over = std::max(row.highest_over, over);
        row.encodings += made.encodings;
        if (std::abs(off) <= 0.3 && over <= 0) continue;
        ++row.failed;
        fmt::print(
            "MISSED: programme {} ({}, {:.0f} s, music {}), {} {}: {:+.1f} LU, {:+.1f} dB; "
            "ours {:.2f} LUFS {:.2f} dBTP, mastered to {:.2f}\n",
            n, voice, static_cast<double>(programme.samples()) / 44100, static_cast<int>(music),
            kind.name, name, off, over, made.integrated_lufs, made.true_peak_dbtp,
            programme.mastering().loudness_lufs);
      }
    }
  }
  std::filesystem::remove_all(folder);
  int failed = 0;
  for (const auto& [name, row] : rows) {
    failed += row.failed;
    fmt::print(
        "{} {:>3} files  {:+.1f} … {:+.1f} LU  peak {:+.1f} dB below the limit  {:.1f} "
        "encodings  {} missed\n",
        name, row.files, row.least_off, row.most_off, -row.highest_over,
        static_cast<double>(row.encodings) / row.files, row.failed);
  }
  return failed == 0 ? 0 : 1;
}
