// Which of the proposed readings wins.
#include <utility>

#include "normalise/reading.h"

namespace boyin::normalise {
namespace {

std::size_t Evidence(const Reading& reading, std::size_t at) {
  return reading.end - at + reading.cue;
}

// Evidence: what is read and what speaks for it, in bytes; then the stated weight; then the longer
// reading. Never the order in which the rules ran: equal proposals are equal.
bool Better(const Reading& a, const Reading& b, std::size_t at) {
  if (Evidence(a, at) != Evidence(b, at)) return Evidence(a, at) > Evidence(b, at);
  if (a.weight != b.weight) return a.weight > b.weight;
  if (a.end != b.end) return a.end > b.end;
  return a.spoken < b.spoken;
}

// The best of those that would have said something else.
void NameRival(const MatchContext& context, Readings& all, Reading& best) {
  Reading* rival = nullptr;
  for (Reading& reading : all) {
    if (reading.end <= context.at || reading.end > context.limit) continue;
    if (reading.end == best.end && reading.spoken == best.spoken) continue;
    if (rival == nullptr || Better(reading, *rival, context.at)) rival = &reading;
  }
  if (rival != nullptr && rival->end == best.end) best.rival = std::move(rival->spoken);
}

}  // namespace

Reading Choose(const MatchContext& context) {
  Readings all;
  constexpr std::size_t kUsual = 16;
  all.reserve(kUsual);
  ReadQuantities(context, all);
  ReadDates(context, all);
  ReadYears(context, all);
  ReadClock(context, all);
  ReadRatios(context, all);
  ReadAlgebra(context, all);
  ReadPhones(context, all);
  ReadPlaces(context, all);
  ReadCodes(context, all);
  ReadLatin(context, all);
  ReadWeb(context, all);
  ReadSymbols(context, all);
  ReadSlash(context, all);
  ReadScience(context, all);
  ReadStandards(context, all);
  context.lookups.patterns.Propose(context, all);
  const Reading* winner = nullptr;
  for (const Reading& reading : all) {
    if (reading.end <= context.at || reading.end > context.limit) continue;
    if (winner == nullptr || Better(reading, *winner, context.at)) winner = &reading;
  }
  if (winner == nullptr) return {};
  Reading best = *winner;
  NameRival(context, all, best);
  return best;
}

}  // namespace boyin::normalise
