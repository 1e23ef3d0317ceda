// The speech that a voice is trained on, from an installed teacher, with the place of every sound:
//
//   voice_corpus MODELS VOICE SENTENCES FOLDER
//
// MODELS is where `boyin voices install kokoro` put the network, VOICE a voice of it, SENTENCES a
// file with one a line. FOLDER gets, for each part of sentence N, `N-PART.s16` (24 kHz, mono, 16
// bits) and `N-PART.tsv`, which docs/voice-training.md describes. What is there already is kept, so
// a run that was stopped goes on; of two runs over one folder each makes what the other has not.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

#include <fmt/format.h>

#include "normalise/normalise.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"
#include "synthesise/espeak_library.h"
#include "synthesise/kokoro/lengths.h"
#include "synthesise/kokoro/model.h"
#include "synthesise/kokoro/network.h"
#include "synthesise/kokoro/script.h"
#include "voice/voice.h"

namespace {

using namespace boyin;
namespace fs = std::filesystem;
namespace kokoro = synthesise::kokoro;

constexpr std::size_t kMostSymbols = 320;
constexpr std::size_t kStyleRows = 510;
// The speaker has a style for each number of symbols, and they differ: in short texts another voice
// speaks than in long ones. All are said as a sentence of thirty syllables is.
constexpr std::size_t kStyleRow = 100;

std::vector<float> ReadStyles(const fs::path& file) {
  std::vector<float> styles(kStyleRows * kokoro::kStyleSize);
  std::ifstream in(file, std::ios::binary);
  in.read(reinterpret_cast<char*>(styles.data()),
          static_cast<std::streamsize>(styles.size() * sizeof(float)));
  if (!in) styles.clear();
  return styles;
}

std::string_view NameOf(prosody::Contour contour) {
  switch (contour) {
    case prosody::Contour::kQuestion:
      return "question";
    case prosody::Contour::kExclamation:
      return "exclamation";
    case prosody::Contour::kContinues:
      return "continues";
    case prosody::Contour::kStatement:
      break;
  }
  return "statement";
}

/// Where each symbol of [begin, end) starts, "12000,12600".
std::string Places(std::span<const std::size_t> places, std::size_t begin, std::size_t end) {
  return fmt::format("{}", fmt::join(places.subspan(begin, end - begin), ","));
}

/// A row for each unit and pause of the part: kind, text, 1 at the start of a word, symbols'
/// places.
std::string Rows(const prosody::Plan& plan, const kokoro::Part& part,
                 std::span<const std::size_t> places, bool last) {
  const std::string_view contour = NameOf(last ? plan.contour : prosody::Contour::kContinues);
  std::string rows = fmt::format("contour\t{}\t-\t{}\t{}\n", contour, places.back(), kStyleRow);
  auto pause = part.pauses.begin();
  for (std::size_t i = 0; i < part.starts.size(); ++i) {
    const kokoro::Start& start = part.starts[i];
    for (; pause != part.pauses.end() && pause->begin < start.symbol; ++pause) {
      rows += fmt::format("pause\t{}\t-\t{}\n", pause->length_ms,
                          Places(places, pause->begin, pause->end));
    }
    std::size_t end =
        i + 1 < part.starts.size() ? part.starts[i + 1].symbol : part.symbols.size() - 1;
    if (pause != part.pauses.end()) end = std::min(end, pause->begin);
    const prosody::Unit& unit = plan.units[start.unit];
    if (const auto* syllable = std::get_if<prosody::SyllableUnit>(&unit)) {
      rows += fmt::format("syllable\t{}\t{}\t{}\n", syllable->pinyin.text(),
                          syllable->word_start ? 1 : 0, Places(places, start.symbol, end));
    } else if (const auto* foreign = std::get_if<prosody::ForeignUnit>(&unit)) {
      rows += fmt::format("foreign\t{}\t1\t{}\n", foreign->as, Places(places, start.symbol, end));
    }
  }
  return rows + fmt::format("end\t-\t-\t{}\n", places[part.symbols.size() - 1]);
}

void WriteSound(const fs::path& file, std::span<const float> samples) {
  std::vector<std::int16_t> whole;
  for (const float s : samples) {
    whole.push_back(static_cast<std::int16_t>(std::lround(std::clamp(s, -1.0F, 1.0F) * 32767)));
  }
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(whole.data()),
             static_cast<std::streamsize>(whole.size() * sizeof(std::int16_t)));
}

class Teacher {
 public:
  Teacher(kokoro::Model model, std::vector<float> styles)
      : model_(std::move(model)), styles_(std::move(styles)) {}

  /// Writes the parts of a plan; the seconds of them.
  double Record(const prosody::Plan& plan, const fs::path& stem) {
    const auto parts = kokoro::Write(plan, kMostSymbols, [](const std::string& text) {
      return synthesise::espeak::Ipa(text, "en-us");
    });
    double seconds = 0;
    for (std::size_t i = 0; parts && i < parts->size(); ++i) {
      const kokoro::Part& part = (*parts)[i];
      const auto said = model_.Speak(
          part.symbols,
          std::span(styles_).subspan(kStyleRow * kokoro::kStyleSize, kokoro::kStyleSize), 1);
      if (!said) continue;
      const std::vector<std::size_t> places = kokoro::PlacesIn(part, *said);
      const auto heard = kokoro::Listen(part, *said, 1);
      if (places.empty() || !std::all_of(heard.begin(), heard.end(), kokoro::Plausible)) continue;
      WriteSound(fmt::format("{}-{}.s16", stem.string(), i), said->samples);
      std::ofstream(fmt::format("{}-{}.tsv", stem.string(), i))
          << Rows(plan, part, places, i + 1 == parts->size());
      seconds += static_cast<double>(said->samples.size()) / kokoro::kRateHz;
    }
    return seconds;
  }

 private:
  kokoro::Model model_;
  std::vector<float> styles_;
};

int Run(const std::span<char*> words) {
  const fs::path models = words[1];
  const fs::path folder = words[4];
  const auto voice = voice::Find(words[2], {});
  const auto normaliser = normalise::Normaliser::Create({});
  const auto pronouncer = pronounce::Pronouncer::Create({});
  if (!voice || !normaliser || !pronouncer || !synthesise::espeak::Load()) return 2;
  std::vector<float> styles = ReadStyles(models / "kokoro/voices" / (voice->variant + ".bin"));
  auto model = kokoro::Model::Load(models / "kokoro" / "libonnxruntime.so",
                                   models / "kokoro/model.onnx", 1, kokoro::AddsProductsOfBytes());
  if (!model || styles.empty()) {
    std::fputs("the teacher does not open: boyin voices install kokoro\n", stderr);
    return 5;
  }
  Teacher teacher(std::move(*model), std::move(styles));
  fs::create_directories(folder);
  std::ifstream file(words[3]);
  double seconds = 0;
  long number = 0;
  for (std::string line; std::getline(file, line); ++number) {
    // Taken by whoever makes its mark first.
    const fs::path mark = folder / fmt::format("{:05}.text", number);
    std::FILE* taken = std::fopen(mark.c_str(), "wx");
    if (taken == nullptr) continue;
    std::fputs(line.c_str(), taken);
    std::fclose(taken);
    const auto sentences =
        prosody::Phrase(pronouncer->Pronounce(normaliser->Normalise(line)), *voice);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      if (sentences[i].plan.units.empty()) continue;
      seconds += teacher.Record(sentences[i].plan, folder / fmt::format("{:05}-{}", number, i));
    }
    if (number % 20 == 0) {
      fmt::print("{} sentences, {:.0f} s\n", number + 1, seconds);
      std::fflush(stdout);
    }
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count != 5) {
    std::fputs("usage: voice_corpus MODELS VOICE SENTENCES FOLDER\n", stderr);
    return 2;
  }
  return Run({words, static_cast<std::size_t>(count)});
}
