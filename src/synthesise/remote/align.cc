#include "synthesise/remote/align.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "synthesise/clip.h"

namespace boyin::synthesise::remote {
namespace {

constexpr int kHopsASecond = 100;
constexpr float kQuiet = 0.03F;          // −30 dB under the level of the speech
constexpr std::size_t kShortestGap = 5;  // hops
constexpr double kUnmatched = 0.5;       // what a break costs for which no silence is found

/// Samples [begin, end) without speech.
struct Gap {
  double begin = 0;
  double end = 0;
};

std::vector<Gap> GapsOf(const Clip& clip) {
  const auto hop = static_cast<std::size_t>(std::max(1, clip.sample_rate_hz / kHopsASecond));
  const float floor = kQuiet * SpeechLevel(clip.samples, clip.sample_rate_hz);
  std::vector<Gap> gaps;
  std::size_t quiet = 0;
  for (std::size_t at = 0; at + hop <= clip.samples.size(); at += hop) {
    float power = 0;
    for (const float s : std::span(clip.samples).subspan(at, hop)) power += s * s;
    if (std::sqrt(power / static_cast<float>(hop)) < floor) {
      ++quiet;
      continue;
    }
    if (quiet >= kShortestGap) {
      gaps.push_back({static_cast<double>(at - quiet * hop), static_cast<double>(at)});
    }
    quiet = 0;
  }
  return gaps;
}

/// A run of units without a break between them.
struct Phrase {
  std::vector<std::uint32_t> units;
  std::vector<double> weights;  ///< in syllables
  double syllables = 0;
};

double WeightOf(const prosody::Unit& unit) {
  if (std::holds_alternative<prosody::SyllableUnit>(unit)) return 1;
  const auto& foreign = std::get<prosody::ForeignUnit>(unit);
  return std::max(1.0, static_cast<double>(foreign.as.size()) / 3.0);
}

std::vector<Phrase> PhrasesOf(const prosody::Plan& plan) {
  std::vector<Phrase> phrases(1);
  for (std::uint32_t i = 0; i < plan.units.size(); ++i) {
    if (std::holds_alternative<prosody::BreakUnit>(plan.units[i])) {
      if (!phrases.back().units.empty()) phrases.emplace_back();
      continue;
    }
    phrases.back().units.push_back(i);
    phrases.back().weights.push_back(WeightOf(plan.units[i]));
    phrases.back().syllables += phrases.back().weights.back();
  }
  if (phrases.back().units.empty()) phrases.pop_back();
  return phrases;
}

/// The gap that lies at each break between phrases, −1 where there is none: the assignment, in
/// order, that comes nearest to where an even pace would put the breaks.
std::vector<int> Match(const std::vector<Phrase>& phrases, const std::vector<Gap>& gaps,
                       double samples_a_syllable) {
  const std::size_t breaks = phrases.size() - 1;
  std::vector<double> due(breaks);
  double syllables = 0;
  for (std::size_t b = 0; b < breaks; ++b) due[b] = syllables += phrases[b].syllables;
  // The speech before each gap, in syllables.
  std::vector<double> at(gaps.size());
  double silent = 0;
  for (std::size_t g = 0; g < gaps.size(); ++g) {
    at[g] = (gaps[g].begin - silent) / samples_a_syllable;
    silent += gaps[g].end - gaps[g].begin;
  }
  const std::size_t width = gaps.size() + 1;
  constexpr double kFar = std::numeric_limits<double>::max() / 4;
  // cost[b][g]: breaks before b laid, on gaps before g.
  std::vector<double> cost((breaks + 1) * width, kFar);
  std::fill_n(cost.begin(), width, 0.0);
  const auto distance = [&](std::size_t b, std::size_t g) {
    return std::abs(at[g] - due[b]) / (1 + std::sqrt(due[b]));
  };
  for (std::size_t b = 1; b <= breaks; ++b) {
    for (std::size_t g = 0; g < width; ++g) {
      double best = cost[(b - 1) * width + g] + kUnmatched;
      if (g > 0) {
        best = std::min({best, cost[b * width + g - 1],
                         cost[(b - 1) * width + g - 1] + distance(b - 1, g - 1)});
      }
      cost[b * width + g] = best;
    }
  }
  std::vector<int> match(breaks, -1);
  std::size_t g = gaps.size();
  for (std::size_t b = breaks; b > 0;) {
    const double here = cost[b * width + g];
    if (g > 0 && here == cost[b * width + g - 1]) {
      --g;
    } else if (g > 0 && here == cost[(b - 1) * width + g - 1] + distance(b - 1, g - 1)) {
      match[b - 1] = static_cast<int>(g - 1);
      --b;
      --g;
    } else {
      --b;
    }
  }
  return match;
}

}  // namespace

std::vector<Mark> Align(const prosody::Plan& plan, const Clip& clip) {
  const std::vector<Phrase> phrases = PhrasesOf(plan);
  std::vector<Mark> marks;
  if (phrases.empty()) return marks;
  const std::vector<Gap> gaps = GapsOf(clip);
  double speech = static_cast<double>(clip.samples.size());
  for (const Gap& gap : gaps) speech -= gap.end - gap.begin;
  double syllables = 0;
  for (const Phrase& phrase : phrases) syllables += phrase.syllables;
  const std::vector<int> match = Match(phrases, gaps, speech / syllables);
  // Phrases up to the next matched break share what lies between two matched breaks.
  double begin = 0;
  for (std::size_t first = 0; first < phrases.size();) {
    std::size_t last = first;
    double weight = phrases[first].syllables;
    while (last < match.size() && match[last] < 0) weight += phrases[++last].syllables;
    const bool matched = last < match.size();
    const Gap gap = matched ? gaps[static_cast<std::size_t>(match[last])] : Gap{};
    const double end = matched ? gap.begin : static_cast<double>(clip.samples.size());
    double done = 0;
    for (std::size_t p = first; p <= last; ++p) {
      for (std::size_t i = 0; i < phrases[p].units.size(); ++i) {
        const double sample = begin + (end - begin) * done / weight;
        marks.push_back({phrases[p].units[i], static_cast<std::uint32_t>(std::max(0.0, sample))});
        done += phrases[p].weights[i];
      }
    }
    begin = gap.end;
    first = last + 1;
  }
  return marks;
}

}  // namespace boyin::synthesise::remote
