#include "pipeline/slot.h"

#include <doctest/doctest.h>

using namespace boyin;
using namespace boyin::pipeline;

namespace {

/// Five minutes: 250 s of speech, 40 of pauses, 10 of music.
const Length kNatural{250'000, 40'000, 10'000};
const rundown::Limits kLimits{0.7, 1.4, 0.93, 1.1, 60'000};

/// How long it is at a tempo, if speech were exactly inverse to its rate.
double LengthAt(const Tempo& tempo) {
  return kNatural.fixed + (kNatural.speech + kNatural.pauses * tempo.pauses) / tempo.rate +
         tempo.fill_ms;
}

}  // namespace

TEST_CASE("what fits by itself is left alone") {
  CHECK(FitTo(kNatural, 300'000, kLimits, false).tempo == Tempo{1, 1, 0});
}

TEST_CASE("pauses first, then the rate, never beyond the limits") {
  for (double slot = 240'000; slot < 380'000; slot += 500) {
    CAPTURE(slot);
    const Fit fit = FitTo(kNatural, slot, kLimits, false);
    CHECK(Within(fit.tempo, kLimits));
    if (fit.fitting != Fitting::kFits) {
      // The nearest that the limits allow, and how far that is.
      const double off = LengthAt(fit.tempo) - slot;
      CHECK(off == doctest::Approx(fit.fitting == Fitting::kTooLong ? fit.off_ms : -fit.off_ms));
      continue;
    }
    if (slot >= 288'000 && slot <= 316'000) {
      CHECK(fit.tempo.rate == 1);
      CHECK(LengthAt(fit.tempo) == doctest::Approx(slot));
    } else {
      CHECK(fit.tempo.rate != 1);
      const Length spoken{kNatural.speech / fit.tempo.rate, kNatural.pauses / fit.tempo.rate,
                          kNatural.fixed};
      const Tempo settled = Settle(spoken, slot, fit.tempo);
      CHECK(Within(settled, kLimits));
      CHECK(LengthAt(settled) == doctest::Approx(slot));
    }
  }
  CHECK(FitTo(kNatural, 262'000, kLimits, false).fitting == Fitting::kTooLong);
  CHECK(FitTo(kNatural, 264'000, kLimits, false).fitting == Fitting::kFits);
  CHECK(FitTo(kNatural, 338'500, kLimits, false).fitting == Fitting::kFits);
  CHECK(FitTo(kNatural, 340'000, kLimits, false).fitting == Fitting::kTooShort);
  CHECK(FitTo(kNatural, 5'000, kLimits, false).fitting == Fitting::kTooLong);
}

TEST_CASE("music fills what is missing, and leaves words as they are") {
  CHECK(FitTo(kNatural, 320'000, kLimits, true).tempo == Tempo{1, 1, 20'000});
  CHECK(FitTo(kNatural, 360'000, kLimits, true).tempo == Tempo{1, 1, 60'000});
  // Two seconds of music are none.
  CHECK(FitTo(kNatural, 302'000, kLimits, true).tempo == Tempo{1.05, 1, 0});
  const Fit more = FitTo(kNatural, 370'000, kLimits, true);
  CHECK(more.fitting == Fitting::kFits);
  CHECK(more.tempo.fill_ms == 60'000);
  CHECK(more.tempo.pauses == doctest::Approx(1.25));
  CHECK(FitTo(kNatural, 420'000, kLimits, true).fitting == Fitting::kTooShort);
}

TEST_CASE("what was measured is met exactly") {
  const Tempo paused = Settle({240'000, 38'000, 10'000}, 283'800, {1, 1.05, 0});
  CHECK(paused.pauses == doctest::Approx(33.8 / 38));
  const Tempo filled = Settle({240'000, 38'000, 10'000}, 320'000, {1, 1, 30'000});
  CHECK(filled == Tempo{1, 1, 32'000});
}
