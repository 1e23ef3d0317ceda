#include "pipeline/slot.h"

#include <algorithm>

namespace boyin::pipeline {
namespace {

constexpr double kShortestFillMs = 3000;  // less is no music, but a scrap of it
/// A rate is chosen for pauses a little inside their limit, because the length of speech is only
/// nearly inverse to its rate, and an engine has steps of rates; the pauses take up what is left.
constexpr double kRoom = 0.3;

Fit Shortened(const Length& natural, double slot_ms, const rundown::Limits& limits) {
  const double pauses = (slot_ms - natural.fixed - natural.speech) / natural.pauses;
  if (natural.pauses > 0 && pauses >= limits.pauses_least) {
    return {Fitting::kFits, {pauses, 1, 0}, 0};
  }
  const auto rate_for = [&](double scale) {
    return (natural.speech + natural.pauses * scale) / (slot_ms - natural.fixed);
  };
  const double least = limits.pauses_least;
  if (slot_ms > natural.fixed && rate_for(least) <= limits.rate_most) {
    const double inside = least + kRoom * (1 - least);
    return {Fitting::kFits, {inside, std::min(rate_for(inside), limits.rate_most), 0}, 0};
  }
  const double shortest =
      natural.fixed + (natural.speech + natural.pauses * least) / limits.rate_most;
  return {Fitting::kTooLong, {least, limits.rate_most, 0}, shortest - slot_ms};
}

Fit Lengthened(const Length& natural, double slot_ms, const rundown::Limits& limits) {
  const double most = limits.pauses_most;
  const double pauses = (slot_ms - natural.fixed - natural.speech) / natural.pauses;
  if (natural.pauses > 0 && pauses <= most) return {Fitting::kFits, {pauses, 1, 0}, 0};
  const double rate =
      (natural.speech + natural.pauses * most) / std::max(1.0, slot_ms - natural.fixed);
  if (rate >= limits.rate_least) {
    const double inside = most - kRoom * (most - 1);
    const double inside_rate =
        (natural.speech + natural.pauses * inside) / (slot_ms - natural.fixed);
    return {Fitting::kFits, {inside, std::max(inside_rate, limits.rate_least), 0}, 0};
  }
  const double longest =
      natural.fixed + (natural.speech + natural.pauses * most) / limits.rate_least;
  return {Fitting::kTooShort, {most, limits.rate_least, 0}, slot_ms - longest};
}

}  // namespace

Length& Length::operator+=(const Length& other) {
  speech += other.speech;
  pauses += other.pauses;
  fixed += other.fixed;
  return *this;
}

Fit FitTo(const Length& natural, double slot_ms, const rundown::Limits& limits, bool filled) {
  const double missing = slot_ms - natural.Total();
  if (missing < 0) return Shortened(natural, slot_ms, limits);
  const double most = limits.fill_most_ms;
  if (filled && missing >= kShortestFillMs && missing <= most) {
    return {Fitting::kFits, {1, 1, missing}, 0};
  }
  if (filled && missing > most) {
    Fit fit = Lengthened(natural, slot_ms - most, limits);
    fit.tempo.fill_ms = most;
    return fit;
  }
  return Lengthened(natural, slot_ms, limits);
}

Tempo Settle(const Length& spoken, double slot_ms, Tempo tempo) {
  const double left = slot_ms - spoken.fixed - spoken.speech;
  const bool plain = tempo.pauses == 1 && tempo.rate == 1;
  if (tempo.fill_ms > 0 && plain) {
    tempo.fill_ms = left - spoken.pauses;
  } else if (spoken.pauses > 0) {
    tempo.pauses = (left - tempo.fill_ms) / spoken.pauses;
  }
  return tempo;
}

bool Within(const Tempo& tempo, const rundown::Limits& limits) {
  return tempo.pauses >= limits.pauses_least && tempo.pauses <= limits.pauses_most &&
         tempo.rate >= limits.rate_least && tempo.rate <= limits.rate_most;
}

}  // namespace boyin::pipeline
