#include "pipeline/low_latency.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace boyin::pipeline {
namespace {

using prosody::BreakUnit;
using prosody::SyllableUnit;
using prosody::Unit;

using Units = std::vector<Unit>;
using Place = Units::const_iterator;

constexpr std::size_t kLeast = 5;  // syllables: less is over before more has been made

bool IsBreak(const Unit& unit) { return std::holds_alternative<BreakUnit>(unit); }

std::size_t LengthOf(Place begin, Place end) {
  std::size_t length = 0;
  for (; begin != end; ++begin) {
    if (IsBreak(*begin)) continue;
    length += std::holds_alternative<SyllableUnit>(*begin) ? 1 : prosody::kForeignSyllables;
  }
  return length;
}

/// The break that ends the piece which begins at `begin`; `end` where the rest is one piece.
Place EndOfPiece(Place begin, Place end, std::size_t most) {
  Place found = std::find_if(begin, end, IsBreak);
  while (found != end) {
    const Place next = std::find_if(found + 1, end, IsBreak);
    const bool little = LengthOf(begin, found) < kLeast;
    if (LengthOf(begin, next) > (little ? most * 3 / 2 : most)) break;
    found = next;
  }
  return found;
}

/// Where between two units the text is cut.
std::size_t CutBetween(std::string_view text, std::size_t said, std::size_t next) {
  constexpr std::u32string_view kOpening = U"“‘「『《〈（(【[";
  for (std::size_t at = said; at < next;) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (kOpening.find(c.value) != std::u32string_view::npos) return at;
    at += c.length;
  }
  return next;
}

}  // namespace

std::vector<prosody::Sentence> CutInPieces(prosody::Sentence sentence, std::string_view text,
                                           std::size_t& most) {
  std::vector<prosody::Sentence> pieces;
  const Units units = std::move(sentence.plan.units);
  std::size_t spoken = sentence.spoken.begin;
  Place begin = units.begin();
  while (most > 0) {
    const Place end = EndOfPiece(begin, units.end(), most);
    const Place next = std::find_if_not(end, units.end(), IsBreak);
    most = std::max(most, LengthOf(begin, end) * 3 / 2);
    if (most > prosody::kMostSyllables) most = 0;
    if (end == begin || next == units.end()) break;
    const std::size_t cut = CutBetween(text, SpokenOf(*(end - 1))->end, SpokenOf(*next)->begin);
    int pause_ms = 0;
    for (Place at = end; at != next; ++at) {
      pause_ms = std::max(pause_ms, std::get<BreakUnit>(*at).length_ms);
    }
    pieces.push_back({{spoken, cut}, {{begin, end}, prosody::Contour::kContinues}, pause_ms});
    spoken = cut;
    begin = next;
  }
  sentence.spoken.begin = spoken;
  sentence.plan.units.assign(begin, units.end());
  pieces.push_back(std::move(sentence));
  return pieces;
}

}  // namespace boyin::pipeline
