#include "normalise/reading.h"

#include <array>

namespace boyin::normalise {
namespace {

bool EndsSentence(char32_t c) { return c == U'。' || c == U'！' || c == U'？' || c == U'；'; }

}  // namespace

PhraseMap<Measure>::Hit MatchContext::MeasureAt(std::size_t place) const {
  const auto hit = lookups.measures.LongestAt(text, place);
  return hit && hit.value->none ? PhraseMap<Measure>::Hit{} : hit;
}

PhraseMap<Measure>::Hit MatchContext::MeasureBefore(std::size_t place) const {
  const auto hit = lookups.measures.LongestBefore(text, place);
  return hit && hit.value->none ? PhraseMap<Measure>::Hit{} : hit;
}

bool MatchContext::CueBefore(Cue which, std::size_t place) const {
  return static_cast<bool>(lookups.cue(which).LongestBefore(text, place));
}

bool MatchContext::CueAfter(Cue which, std::size_t place) const {
  return static_cast<bool>(lookups.cue(which).LongestAt(text, place));
}

bool MatchContext::CueNear(Cue which, std::size_t begin, std::size_t end,
                           std::size_t characters) const {
  const Cues& cues = lookups.cue(which);
  std::size_t place = begin;
  for (std::size_t i = 0; i < characters && place > 0; ++i) {
    place = Previous(text, place);
    if (EndsSentence(At(text, place))) break;
    const auto hit = cues.LongestAt(text, place);
    if (hit && place + hit.length <= begin) return true;
  }
  place = end;
  for (std::size_t i = 0; i < characters && place < text.size(); ++i) {
    const utf8::CodePoint c = utf8::Decode(text, place);
    if (EndsSentence(c.value)) break;
    if (cues.LongestAt(text, place)) return true;
    place += c.length;
  }
  return false;
}

std::size_t DashAt(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 15> kDashes = {"——", "---", "--", "-",  "–", "—", "―", "~",
                                                        "～", "〜",  "−",  "－", "‐", "‑", "∼"};
  for (const std::string_view dash : kDashes) {
    if (StartsWith(text, at, dash)) return dash.size();
  }
  return 0;
}

int SmallInt(std::string_view digits) {
  int value = 0;
  for (const char c : digits.substr(0, 6)) value = value * 10 + (c - '0');
  return value;
}

}  // namespace boyin::normalise
