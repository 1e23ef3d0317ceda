// A programme made to fit its slot: pauses first, then the rate, within limits. Private to
// pipeline.
#pragma once

#include "rundown/rundown.h"

namespace boyin::pipeline {

/// What a programme is long, by what can be done about it. In milliseconds.
struct Length {
  double speech = 0;  ///< changes with the rate
  double pauses = 0;  ///< between sentences: can be scaled
  double fixed = 0;   ///< music, and the silence at both ends

  [[nodiscard]] double Total() const { return speech + pauses + fixed; }
  Length& operator+=(const Length& other);
};

/// How a programme is spoken so that it fits.
struct Tempo {
  double pauses = 1;   ///< times the pauses between sentences
  double rate = 1;     ///< times the voice's own
  double fill_ms = 0;  ///< music after the last word

  bool operator==(const Tempo&) const = default;
};

enum class Fitting { kFits, kTooLong, kTooShort };

struct Fit {
  Fitting fitting = Fitting::kFits;
  Tempo tempo;        ///< nearest to the slot within the limits; it meets the slot where it fits
  double off_ms = 0;  ///< what is over, or missing, at that tempo
};

/// `natural` is the length at rate 1 with pauses as they are. `filled`: music may end the slot.
[[nodiscard]] Fit FitTo(const Length& natural, double slot_ms, const rundown::Limits& limits,
                        bool filled);

/// The pauses that meet the slot exactly, for the length measured at the rate of `tempo`. Where
/// there is music at the end, that takes up the difference. It may leave the limits: see Within.
[[nodiscard]] Tempo Settle(const Length& spoken, double slot_ms, Tempo tempo);
[[nodiscard]] bool Within(const Tempo& tempo, const rundown::Limits& limits);

}  // namespace boyin::pipeline
