// Tones by their melody: every syllable of the table in tones 1 to 4, in the sentence "他说 X 字".
//
//   bench_voice_tones VOICE … [--list]
//
// Prints how many of each tone have the melody of the textbook (55, 35, 21 before another syllable,
// 51), --list those that have not. F0 by autocorrelation, in semitones beside where that voice's
// first tones stand in that place. An initial without voice is no part of a melody.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "lexicon/pinyin.h"
#include "prosody/prosody.h"
#include "synthesise/pitch.h"
#include "synthesise/synthesise.h"
#include "voice/voice.h"

namespace {

using namespace boyin;

constexpr double kReferenceHz = 100;
constexpr std::size_t kPlace = 2;  // of the syllable in the sentence

prosody::Plan Sentence(const Pinyin& syllable) {
  prosody::Plan plan;
  for (const Pinyin& one :
       {*Pinyin::Parse("ta1"), *Pinyin::Parse("shuo1"), syllable, *Pinyin::Parse("zi4")}) {
    plan.units.emplace_back(prosody::SyllableUnit{one, {}, true});
  }
  return plan;
}

using Notes = std::vector<double>;  // semitones, 10 ms each

Notes NotesOf(const synthesise::Clip& clip, std::size_t from, std::size_t to) {
  const std::span<const float> all(clip.samples);
  return synthesise::Melody(synthesise::PitchHz(all.subspan(from, to - from), clip.sample_rate_hz),
                            kReferenceHz);
}

double Middle(Notes notes) {
  std::ranges::sort(notes);
  return notes[notes.size() / 2];
}

Notes Part(const Notes& notes, double from, double to) {
  const auto size = static_cast<double>(notes.size());
  const auto at = [&](double share) {
    return notes.begin() + static_cast<std::ptrdiff_t>(share * size);
  };
  return {at(from), std::max(at(from) + 1, at(to))};
}

/// What is wrong with the melody; `high`: where first tones stand.
std::string WrongTone(int tone, const Notes& notes, double high) {
  if (notes.size() < 5) return "hardly voiced";
  const double end = Middle(Part(notes, 0.75, 1));
  const double middle = Middle(Part(notes, 0.25, 0.75));
  const double lowest = std::ranges::min(notes);
  const double highest = std::ranges::max(notes);
  switch (tone) {
    case 1:
      if (middle < high - 3) return fmt::format("too low ({:.1f})", middle - high);
      return std::abs(end - middle) < 2.5 ? "" : fmt::format("not level ({:.1f})", end - middle);
    case 2:
      if (lowest > high - 1.5) return fmt::format("too high ({:.1f})", lowest - high);
      return std::ranges::max(Part(notes, 0.5, 1)) - lowest > 1 ? "" : "does not rise";
    case 3:
      return std::min(end, middle) < high - 3 ? "" : fmt::format("not low ({:.1f})", middle - high);
    default:
      if (highest < high - 2) return fmt::format("begins low ({:.1f})", highest - high);
      return highest - std::ranges::min(Part(notes, 0.5, 1)) > 2 ? "" : "does not fall";
  }
}

struct Said {
  std::string syllable;
  int tone = 0;
  Notes notes;
};

std::vector<Said> SayAll(synthesise::Engine& engine) {
  std::vector<Said> all;
  for (const std::string_view base : Pinyin::Bases()) {
    for (int tone = 1; tone <= 4; ++tone) {
      const Pinyin syllable = Pinyin::Parse(std::string(base) + "1")->WithTone(tone);
      const Result<synthesise::Clip> clip = engine.Speak(Sentence(syllable));
      const bool whole =
          clip && clip->marks.size() == 4;  // else it has no melody: it counts as wrong
      all.push_back(
          {syllable.text(), tone,
           whole ? NotesOf(*clip, clip->marks[kPlace].sample, clip->marks[kPlace + 1].sample)
                 : Notes{}});
    }
  }
  return all;
}

/// Where first tones stand in that place of the sentence.
double High(const std::vector<Said>& all) {
  Notes middles;
  for (const Said& one : all) {
    if (one.tone == 1 && !one.notes.empty()) middles.push_back(Middle(one.notes));
  }
  return middles.empty() ? 0 : Middle(std::move(middles));
}

void Measure(synthesise::Engine& engine, const std::string& name, bool list) {
  std::array<std::size_t, 5> said{};
  std::array<std::size_t, 5> right{};
  std::string errors;
  const std::vector<Said> all = SayAll(engine);
  const double high = High(all);
  for (const Said& one : all) {
    ++said.at(static_cast<std::size_t>(one.tone));
    const std::string why = WrongTone(one.tone, one.notes, high);
    if (why.empty()) {
      ++right.at(static_cast<std::size_t>(one.tone));
    } else {
      errors += fmt::format("  {}: {}\n", one.syllable, why);
    }
  }
  std::string line = fmt::format("| {} ", name);
  for (std::size_t tone = 1; tone <= 4; ++tone) {
    line += fmt::format("| {} of {} ", right.at(tone), said.at(tone));
  }
  const auto sum = [](const std::array<std::size_t, 5>& counts) {
    return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::size_t{0}));
  };
  fmt::print("{}| {:.1f} |\n{}", line, 100 * sum(right) / std::max(1.0, sum(said)),
             list ? errors : "");
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool list = std::ranges::find(arguments, "--list") != arguments.end();
  fmt::print("| voice | first | second | third | fourth | right, % |\n|---|---|---|---|---|---|\n");
  for (const std::string& name : arguments) {
    if (name == "--list") continue;
    const auto voice = voice::Find(name, {});
    if (!voice) {
      fmt::print(stderr, "there is no voice {}\n", name);
      return 2;
    }
    const char* models = std::getenv("BOYIN_MODELS");
    const auto engine = synthesise::OpenEngine(*voice, {models == nullptr ? "" : models, 2});
    if (!engine) {
      fmt::print(stderr, "{} does not start: {}\n", name, engine.error().what.en);
      return 5;
    }
    Measure(**engine, name, list);
  }
  return 0;
}
