// What the model of boundaries looks at. The trainer and the model both call this. Private to
// prosody.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "prosody/clause.h"

namespace boyin::prosody {

/// Syllables that a prosodic word, and a phrase, is measured in; longer ones count as these.
inline constexpr std::size_t kWordStates = 7;
inline constexpr std::size_t kPhraseStates = 18;
inline constexpr std::size_t kPhraseLabels = 3;  ///< none, phrase, major

/// Steps of what the model of commas says, in halves of a logit.
inline constexpr int kCommaSteps = 16;

/// Hashes of one place. A `local` one has a weight for each label but 0; a `length` one has a
/// weight for each state and label.
struct Features {
  std::array<std::uint32_t, 56> local;  // not cleared: this is what takes the time
  std::size_t locals = 0;
  std::array<std::uint32_t, 4> length;
  std::size_t lengths = 0;

  void Add(std::uint32_t hash) {
    if (locals < local.size()) local[locals++] = hash;
  }
  void AddLength(std::uint32_t hash) {
    if (lengths < length.size()) length[lengths++] = hash;
  }
};

/// A prosodic word: sounds [begin, end).
struct Foot {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t syllables = 0;
};

/// Whether a prosodic word ends between sounds `gap` and `gap` + 1.
[[nodiscard]] Features WordFeatures(const Clause& clause, std::size_t gap);

/// Whether a writer would set a comma there, by the words around.
[[nodiscard]] Features CommaFeatures(const Clause& clause, std::size_t gap);

/// What ends between feet `at` and `at` + 1; `comma` is the step of the model of commas.
[[nodiscard]] Features PhraseFeatures(const Clause& clause, const std::vector<Foot>& feet,
                                      std::size_t at, int comma);

/// The hashes for how long the last word and the last phrase of a clause are.
[[nodiscard]] std::uint32_t LastWordHash();
[[nodiscard]] std::uint32_t LastPhraseHash();

/// Of the feature that every gap between words of the dictionary has.
[[nodiscard]] std::uint32_t WordBiasHash();

}  // namespace boyin::prosody
