// A sequence of choices whose worth depends on how long ago the last boundary was: the best one by
// dynamic programming, in time linear in the number of steps. Private to prosody.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace boyin::prosody {

/// At each step one of `labels` is chosen; label 0 is no boundary. The state before a step is the
/// number of syllables since the last boundary, from 1 to `states` (and more).
struct Chain {
  std::size_t states = 0;
  std::size_t labels = 0;
  std::size_t steps = 0;
  std::size_t first = 1;              ///< syllables before the first step
  std::vector<std::uint8_t> advance;  ///< for each step: the syllables behind it
  std::vector<float> scores;          ///< [step][state - 1][label]
  std::vector<float> last;            ///< [state - 1], at the end

  [[nodiscard]] float& At(std::size_t step, std::size_t state, std::size_t label) {
    return scores[(step * states + state - 1) * labels + label];
  }
  [[nodiscard]] float At(std::size_t step, std::size_t state, std::size_t label) const {
    return scores[(step * states + state - 1) * labels + label];
  }
  [[nodiscard]] std::size_t Next(std::size_t step, std::size_t state, std::size_t label) const {
    return std::min<std::size_t>(states, (label > 0 ? 0 : state) + advance[step]);
  }
  [[nodiscard]] std::size_t Start() const {
    return std::min(states, std::max<std::size_t>(first, 1));
  }

  /// What was there before is to be written over.
  void Resize(std::size_t all_steps, std::size_t all_states, std::size_t all_labels) {
    steps = all_steps;
    states = all_states;
    labels = all_labels;
    advance.resize(steps);
    scores.resize(steps * states * labels);
    last.resize(states);
  }

  /// The best label for each step.
  void Best(std::vector<std::uint8_t>& chosen);

 private:
  std::vector<float> value_;
  std::vector<std::uint16_t> from_;  // state before and label, for each step and state after it
};

}  // namespace boyin::prosody
