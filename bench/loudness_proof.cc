// The proof of loudness: twenty programmes of different length, voices and music, in every lossy
// format and profile, each decoded and measured by FFmpeg's own meter (dual mono), not by ours. The
// music is boyin's own and, as a user's file, hard beats of which Opus makes spikes; two voices
// take turns where there is music, and how equally loud they come out is measured too.
//
//   bench_loudness_proof BOYIN ARTICLE [PROGRAMMES [FIRST]]
//
// BOYIN is the program, whose engine workers speak. Exit status 1 where a file is more than 0.3 LU
// from its target or above its true peak, or the voices of a programme are more than 1 LU apart.
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <numbers>
#include <optional>
#include <span>
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
/// What is heard besides the speech.
struct Music {
  const char* name;
  const char* opening;  ///< null: none
  const char* sting;
  const char* bed;
};
constexpr std::array kMusic = {
    Music{"none", nullptr, nullptr, nullptr}, Music{"bed", nullptr, nullptr, "bed"},
    Music{"stings", "chime", "sting", nullptr}, Music{"all", "pips", "sting", "bed"},
    Music{"file", nullptr, "hard.wav", "hard.wav"}};

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
float BeatAt(double seconds) {
  constexpr std::array<double, 4> kChord = {220.0, 277.18, 329.63, 440.0};
  const double beat = std::fmod(seconds, 0.5);
  double sound = 0;
  for (std::size_t i = 0; i < kChord.size(); ++i) {
    const double step = std::fmod(std::floor(seconds / 2), 3) == 1 ? 1.122 : 1.0;
    sound += std::sin(2 * std::numbers::pi * kChord[i] * step * seconds) * std::exp(-3 * beat) / 4;
  }
  const double noise = std::sin(seconds * 991733.0) * std::exp(-40 * beat);
  return static_cast<float>(0.42 * sound + 0.15 * noise);
}

/// Twelve seconds of it as a file, which is read back as a user's would be.
void WriteHardFile(const std::filesystem::path& path) {
  auto timeline = produce::Timeline::Create({.lead_in_ms = 0, .lead_out_ms = 0}).value();
  synthesise::Clip clip{44100, std::vector<float>(44100 * 12), {}};
  for (std::size_t i = 0; i < clip.samples.size(); ++i) {
    clip.samples[i] = BeatAt(static_cast<double>(i) / 44100);
  }
  timeline.Append(clip, voice::Voice{}).value();
  const auto programme = std::move(timeline).Finish(produce::FindProfile("none").value()).value();
  encode::Encode(programme, {.format = encode::Format::kWav}, {}, path).value();
}

/// Clips of one voice until `seconds` are full.
std::vector<synthesise::Clip> Speak(const pipeline::Renderer& renderer,
                                    const intake::Document& text, const char* voice,
                                    double seconds) {
  std::vector<synthesise::Clip> clips;
  double made = 0;
  const pipeline::Reading reading{voice::Find(voice, {}).value(), 1.0, {}, {}};
  const auto take = [&](pipeline::SpokenSentence said) -> Result<void> {
    made += static_cast<double>(said.clip.samples.size()) / said.clip.sample_rate_hz;
    clips.push_back(std::move(said.clip));
    if (made < seconds) return {};
    return Fail(Code::kInterrupted, "", {"enough", "够了"});
  };
  const Result<pipeline::Narration> ignored = renderer.Narrate(text, reading, take);
  return clips;
}

struct Made {
  produce::Programme programme;
  double voices_apart_lu = 0;  ///< as mastered
};

/// Loudness of what lies at `places`, as mastered.
double LoudnessOf(const std::vector<float>& all, const std::vector<produce::Placed>& places) {
  produce::Meter meter(44100, 1, produce::Meter::Peaks::kNone);
  for (const produce::Placed& place : places) {
    meter.Add(std::span(all).subspan(static_cast<std::size_t>(place.begin),
                                     static_cast<std::size_t>(place.end - place.begin)));
  }
  return meter.Measured().integrated_lufs;
}

std::vector<float> ReadAll(const produce::Programme& programme) {
  std::vector<float> all(static_cast<std::size_t>(programme.samples()));
  produce::Reader reader = programme.Open();
  reader.Read(all).value();
  return all;
}

/// Sentences by two voices in turn, a sting after each five, until `seconds` are full.
Made Make(const std::array<std::vector<synthesise::Clip>, 2>& clips,
          const std::array<const char*, 2>& voices, double seconds, const Music& music,
          const std::filesystem::path& folder, const produce::Profile& profile) {
  auto timeline = produce::Timeline::Create({}).value();
  const auto load = [&](const std::string& name) {
    const bool file = name.find('.') != std::string::npos;
    return encode::LoadMusic(file ? (folder / name).string() : name, 44100, "/var/tmp").value();
  };
  std::optional<produce::Music> sting;
  if (music.sting != nullptr) sting = load(music.sting);
  if (music.opening != nullptr) {
    timeline.Play(load(music.opening), produce::ForegroundCue(), 0, 800).value();
  }
  produce::MusicCue bed = produce::BedCue();
  bed.begin = timeline.samples();
  std::array<std::vector<produce::Placed>, 2> places;
  for (std::size_t n = 0; n == 0 || static_cast<double>(timeline.samples()) / 44100 < seconds;
       ++n) {
    const std::size_t who = n % 2;
    if (n % 6 == 5 && sting) {
      timeline.Play(*sting, produce::ForegroundCue(), 2500).value();
    }
    const voice::Voice voice = voice::Find(voices[who], {}).value();
    places[who].push_back(timeline.Append(clips[who][n % clips[who].size()], voice).value());
    if (!timeline.Silence(350)) std::abort();
  }
  bed.end = timeline.samples_if_finished();
  if (music.bed != nullptr) timeline.Lay(load(music.bed), bed).value();
  produce::Programme programme = std::move(timeline).Finish(profile).value();
  const std::vector<float> all = ReadAll(programme);
  const double apart =
      places[1].empty() ? 0 : LoudnessOf(all, places[0]) - LoudnessOf(all, places[1]);
  return {std::move(programme), apart};
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
  auto renderer =
      pipeline::Renderer::Open({{}, {}, {}, {.command = {std::string(argv[1]) + "-engine"}}});
  const auto text = intake::Read(ReadFile(argv[2]).value(), argv[2], {}).value();
  std::string pattern = (std::filesystem::temp_directory_path() / "boyin-proof-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(pattern.data());
  WriteHardFile(folder / "hard.wav");
  std::map<std::string, Row> rows;
  double most_apart = 0;
  for (int n = first; n < first + programmes; ++n) {
    const auto at = static_cast<std::size_t>(n);
    const std::array voices = {kVoices[at % kVoices.size()], kVoices[(at + 1) % kVoices.size()]};
    const double seconds = kLengthsS[at / 4 % kLengthsS.size()];
    const Music& music = kMusic[at % kMusic.size()];
    const std::array clips = {Speak(renderer.value(), text, voices[0], seconds),
                              Speak(renderer.value(), text, voices[1], seconds)};
    for (const char* name : kProfiles) {
      const produce::Profile profile = produce::FindProfile(name).value();
      const Made mixed = Make(clips, voices, seconds, music, folder, profile);
      const produce::Programme& programme = mixed.programme;
      const produce::Mastering& m = programme.mastering();
      most_apart = std::max(most_apart, std::abs(mixed.voices_apart_lu));
      fmt::print(
          "programme {:>2} {:>3.0f} s  {}, {}  music {:<6} {:<8}  compressed {:.1f} (mean {:.1f})"
          "  limited {:.1f} (mean {:.1f}, {:.1f} % of the time)  voices {:+.1f} LU apart\n",
          n, static_cast<double>(programme.samples()) / 44100, voices[0], voices[1], music.name,
          name, m.compression_db, m.compression_mean_db, m.limiting_db, m.limiting_mean_db,
          m.limited_percent, mixed.voices_apart_lu);
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
            "MISSED: programme {} (music {}), {} {}: {:+.1f} LU, {:+.1f} dB; ours {:.2f} LUFS "
            "{:.2f} dBTP, mastered to {:.2f}, {} encodings\n",
            n, music.name, kind.name, name, off, over, made.integrated_lufs, made.true_peak_dbtp,
            m.loudness_lufs, made.encodings);
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
  fmt::print("voices of one programme at most {:.2f} LU apart\n", most_apart);
  return failed == 0 && most_apart <= 1 ? 0 : 1;
}
