// A neural voice over many sentences: whether every syllable came out, what each took, and whether
// memory stays flat. Tab-separated, a row a sentence:
//
//   bench_neural_sentences MODELS VOICE SENTENCES [COUNT [THREADS [FOLDER]]] > rows.tsv
//
// MODELS is where `boyin voices install` put the network, SENTENCES a file with one a line.
// Durations are by the marks of the finished clip: `shortest` and `longest` are those of syllables
// that another follows without a pause, in milliseconds; `quietest` is the least loud stretch of
// any syllable against the loudness of the sentence, in decibels. FOLDER gets the sound of each
// line, LINE.s16 (mono, 16 bits, the engine's rate), to listen to.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <limits>
#include <span>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "normalise/normalise.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"
#include "synthesise/clip.h"
#include "synthesise/synthesise.h"
#include "voice/voice.h"

namespace {

using namespace boyin;

struct Row {
  std::size_t syllables = 0;
  double seconds = 0;
  double wall_s = 0;
  double cpu_s = 0;
  int remade = 0;
  double shortest_ms = std::numeric_limits<double>::max();
  double longest_ms = 0;
  double quietest_db = 0;
};

double ProcessorSeconds() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

double ResidentMb() {
  std::ifstream file("/proc/self/statm");
  double size = 0;
  double resident = 0;
  file >> size >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

float LoudestIn(std::span<const float> samples, int rate_hz) {
  const auto length = static_cast<std::size_t>(rate_hz) / 50;
  float loudest = 0;
  for (std::size_t at = 0; at < samples.size(); at += length / 2) {
    float power = 0;
    for (float s : samples.subspan(at, std::min(length, samples.size() - at))) power += s * s;
    loudest = std::max(loudest, std::sqrt(power / static_cast<float>(length)));
  }
  return loudest;
}

void AddLengths(const prosody::Plan& plan, const synthesise::Clip& clip, Row& row) {
  const float level = synthesise::SpeechLevel(clip.samples, clip.sample_rate_hz);
  for (std::size_t i = 0; i < clip.marks.size(); ++i) {
    const bool last = i + 1 == clip.marks.size();
    const std::size_t begin = clip.marks[i].sample;
    const std::size_t end = last ? clip.samples.size() : clip.marks[i + 1].sample;
    const std::span<const float> sound(clip.samples.data() + begin, end - begin);
    const auto ratio = static_cast<double>(LoudestIn(sound, clip.sample_rate_hz) / level);
    row.quietest_db = std::min(row.quietest_db, 20 * std::log10(std::max(ratio, 1e-5)));
    if (!std::holds_alternative<prosody::SyllableUnit>(plan.units[clip.marks[i].unit])) continue;
    ++row.syllables;
    if (last || clip.marks[i + 1].unit != clip.marks[i].unit + 1) continue;
    const double ms = 1000.0 * static_cast<double>(sound.size()) / clip.sample_rate_hz;
    row.shortest_ms = std::min(row.shortest_ms, ms);
    row.longest_ms = std::max(row.longest_ms, ms);
  }
}

void WriteSound(const std::string& file, const std::vector<synthesise::Clip>& clips) {
  std::ofstream out(file, std::ios::binary);
  for (const synthesise::Clip& clip : clips) {
    std::vector<std::int16_t> whole;
    for (const float s : clip.samples) {
      whole.push_back(static_cast<std::int16_t>(std::lround(std::clamp(s, -1.0F, 1.0F) * 32767)));
    }
    whole.resize(whole.size() + static_cast<std::size_t>(clip.sample_rate_hz) / 2);  // a pause
    out.write(reinterpret_cast<const char*>(whole.data()),
              static_cast<std::streamsize>(whole.size() * sizeof(std::int16_t)));
  }
}

/// `sound`: a file for the sound; empty for none.
Result<Row> Measure(synthesise::Engine& engine, const std::vector<prosody::Sentence>& sentences,
                    const std::string& sound) {
  Row row;
  const double cpu = ProcessorSeconds();
  const auto wall = std::chrono::steady_clock::now();
  std::vector<synthesise::Clip> clips;
  for (const prosody::Sentence& sentence : sentences) {
    if (sentence.plan.units.empty()) continue;
    Result<synthesise::Clip> clip = engine.Speak(sentence.plan);
    if (!clip) return tl::unexpected(clip.error());
    row.seconds += static_cast<double>(clip->samples.size()) / clip->sample_rate_hz;
    row.remade += clip->remade;
    clips.push_back(std::move(*clip));
  }
  row.cpu_s = ProcessorSeconds() - cpu;
  row.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count();
  if (!sound.empty()) WriteSound(sound, clips);
  auto clip = clips.begin();
  for (const prosody::Sentence& sentence : sentences) {
    if (!sentence.plan.units.empty()) AddLengths(sentence.plan, *clip++, row);
  }
  return row;
}

int Run(const std::span<char*> words) {
  const auto voice = voice::Find(words[2], {});
  if (!voice) return 2;
  const auto normaliser = normalise::Normaliser::Create({});
  const auto pronouncer = pronounce::Pronouncer::Create({});
  const int threads = words.size() > 5 ? std::atoi(words[5]) : 1;
  auto engine = synthesise::OpenEngine(*voice, {words[1], threads});
  if (!normaliser || !pronouncer || !engine) return 5;
  std::ifstream file(words[3]);
  const long most = words.size() > 4 ? std::atol(words[4]) : std::numeric_limits<long>::max();
  fmt::print("syllables\tseconds\twall_s\tcpu_s\tremade\tshortest\tlongest\tquietest\tmb\ttext\n");
  std::fflush(stdout);  // who feeds it line by line waits for this
  long count = 0;
  for (std::string line; count < most && std::getline(file, line); ++count) {
    const auto plan = prosody::Phrase(pronouncer->Pronounce(normaliser->Normalise(line)), *voice);
    const std::string sound =
        words.size() > 6 ? fmt::format("{}/{:04}.s16", words[6], count) : std::string();
    const Result<Row> row = Measure(**engine, plan, sound);
    if (!row) {
      fmt::print("0\t0\t0\t0\t-1\t0\t0\t0\t0\t{}: {}\n", line, row.error().what.en);
      continue;
    }
    fmt::print("{}\t{:.3f}\t{:.3f}\t{:.3f}\t{}\t{:.0f}\t{:.0f}\t{:.1f}\t{:.1f}\t{}\n",
               row->syllables, row->seconds, row->wall_s, row->cpu_s, row->remade, row->shortest_ms,
               row->longest_ms, row->quietest_db, ResidentMb(), line);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) {
    std::fputs(
        "usage: bench_neural_sentences MODELS VOICE SENTENCES [COUNT [THREADS "
        "[FOLDER]]]\n",
        stderr);
    return 2;
  }
  return Run({words, static_cast<std::size_t>(count)});
}
