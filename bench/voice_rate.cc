// Pace, melody and loudness of voices over one article, as a Markdown table:
//
//   bench_voice_rate ARTICLE [VOICE_FOLDER]
//
// Neural voices are measured where BOYIN_MODELS names the folder in which they are installed, else
// left out. Pace counts pauses. F0 is by autocorrelation on voiced frames: 10th, 50th, 90th
// percentile. Loudness is that of the engine's speech before the voice's gain, one channel.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <sstream>
#include <vector>

#include <ebur128.h>
#include <fmt/format.h>

#include "base/file.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"
#include "synthesise/synthesise.h"
#include "voice/voice.h"

namespace {

using namespace boyin;

struct Measured {
  std::size_t syllables = 0;
  double seconds = 0;
  std::vector<double> pitches_hz;
  double lufs = 0;
};

double Correlation(std::span<const float> frame, std::size_t lag) {
  double product = 0;
  double early = 1e-9;
  double late = 1e-9;
  for (std::size_t i = 0; i + lag < frame.size(); ++i) {
    const double a = static_cast<double>(frame[i]);
    const double b = static_cast<double>(frame[i + lag]);
    product += a * b;
    early += a * a;
    late += b * b;
  }
  return product / std::sqrt(early * late);
}

/// The F0 of one frame; 0 where it is not voiced.
double PitchOf(std::span<const float> frame, int rate) {
  constexpr double kLeastHz = 60;
  constexpr double kMostHz = 420;
  std::vector<double> values;
  const auto from = static_cast<std::size_t>(rate / kMostHz);
  const auto to = static_cast<std::size_t>(rate / kLeastHz);
  for (std::size_t lag = from; lag <= to; ++lag) values.push_back(Correlation(frame, lag));
  const double most = *std::max_element(values.begin(), values.end());
  if (most < 0.8) return 0;
  // The first peak nearly as high as the highest: later ones are its multiples.
  for (std::size_t i = 1; i + 1 < values.size(); ++i) {
    if (values[i] > 0.93 * most && values[i] >= values[i - 1] && values[i] >= values[i + 1]) {
      return rate / static_cast<double>(from + i);
    }
  }
  return 0;
}

void AddPitches(const synthesise::Clip& clip, std::vector<double>& pitches_hz) {
  const auto length = static_cast<std::size_t>(clip.sample_rate_hz) / 25;
  for (std::size_t at = 0; at + length <= clip.samples.size(); at += 5 * length) {
    const std::span<const float> frame = std::span(clip.samples).subspan(at, length);
    double power = 0;
    for (float sample : frame) power += static_cast<double>(sample * sample);
    if (power / static_cast<double>(length) < 1e-4) continue;
    if (const double pitch = PitchOf(frame, clip.sample_rate_hz); pitch > 0) {
      pitches_hz.push_back(pitch);
    }
  }
}

std::filesystem::path ModelsFolder() {
  const char* folder = std::getenv("BOYIN_MODELS");
  return folder == nullptr ? "" : folder;
}

Result<Measured> Measure(const voice::Voice& voice, const std::string& article) {
  auto normaliser = normalise::Normaliser::Create({});
  auto pronouncer = pronounce::Pronouncer::Create({});
  auto engine = synthesise::OpenEngine(voice, {ModelsFolder()});
  if (!normaliser) return tl::unexpected(normaliser.error());
  if (!pronouncer) return tl::unexpected(pronouncer.error());
  if (!engine) return tl::unexpected(engine.error());
  const auto rate = static_cast<unsigned long>((*engine)->Describe().sample_rate_hz);
  ebur128_state* meter = ebur128_init(1, rate, EBUR128_MODE_I);
  Measured measured;
  std::istringstream lines(article);
  for (std::string line; std::getline(lines, line);) {
    const auto utterance = pronouncer->Pronounce(normaliser->Normalise(line));
    int pause_ms = 0;
    for (const prosody::Sentence& sentence : prosody::Phrase(utterance, voice)) {
      if (sentence.plan.units.empty()) continue;
      const auto clip = (*engine)->Speak(sentence.plan);
      if (!clip) return tl::unexpected(clip.error());
      ebur128_add_frames_float(meter, clip->samples.data(), clip->samples.size());
      AddPitches(*clip, measured.pitches_hz);
      measured.syllables += clip->marks.size();
      measured.seconds += static_cast<double>(clip->samples.size()) / static_cast<double>(rate);
      measured.seconds += pause_ms / 1000.0;
      pause_ms = sentence.pause_after_ms;
    }
    if (measured.syllables > 0) measured.seconds += voice.pauses.paragraph_ms / 1000.0;
  }
  ebur128_loudness_global(meter, &measured.lufs);
  ebur128_destroy(&meter);
  return measured;
}

}  // namespace

int main(int count, char** words) {
  const std::span arguments(words, static_cast<std::size_t>(count));
  if (count < 2) return 2;
  std::vector<std::filesystem::path> folders(arguments.begin() + 2, arguments.end());
  const auto article = ReadFile(arguments[1]);
  const auto voices = voice::List(folders);
  if (!article || !voices) return 3;
  fmt::print(
      "| voice | syllables | min:s | syllables/min | F0 10/50/90 % (Hz) | LUFS | + gain |\n");
  fmt::print("|---|---|---|---|---|---|---|\n");
  for (const voice::Voice& voice : *voices) {
    if (!synthesise::IsInstant(voice.engine) && ModelsFolder().empty()) continue;
    auto measured = Measure(voice, *article);
    if (!measured) {
      fmt::print(stderr, "{}: {}\n", measured.error().where, measured.error().what.en);
      return 5;
    }
    std::vector<double>& f0 = measured->pitches_hz;
    std::sort(f0.begin(), f0.end());
    if (f0.empty()) f0.push_back(0);
    const auto at = [&](std::size_t tenths) { return f0[(f0.size() - 1) * tenths / 10]; };
    const double minutes = measured->seconds / 60;
    fmt::print("| {} | {} | {}:{:02} | {:.0f} | {:.0f} / {:.0f} / {:.0f} | {:.1f} | {:.1f} |\n",
               voice.name, measured->syllables, static_cast<int>(minutes),
               static_cast<int>(measured->seconds) % 60,
               static_cast<double>(measured->syllables) / minutes, at(1), at(5), at(9),
               measured->lufs, measured->lufs + voice.gain_db);
  }
  return 0;
}
