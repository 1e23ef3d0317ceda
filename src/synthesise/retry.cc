#include "synthesise/retry.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "synthesise/clip.h"

namespace boyin::synthesise {
namespace {

using prosody::BreakUnit;
using prosody::SyllableUnit;
using prosody::Unit;

bool IsBreak(const Unit& unit) { return std::holds_alternative<BreakUnit>(unit); }

bool BeginsWord(const Unit& unit) {
  const auto* syllable = std::get_if<SyllableUnit>(&unit);
  return syllable == nullptr || syllable->word_start;
}

/// How bad a cut before `place` is: a pause is better than any place between words, that than one
/// inside a word; then the middle is best.
std::size_t Cost(const std::vector<Unit>& units, std::size_t place) {
  const std::size_t from_middle =
      std::max(place * 2, units.size()) - std::min(place * 2, units.size());
  if (IsBreak(units[place - 1])) return from_middle;
  return from_middle + units.size() * (BeginsWord(units[place]) ? 1 : 2);
}

Result<Clip> SpeakHalves(Pool& pool, const voice::Voice& voice, const Halves& halves, Kept kept) {
  Result<Clip> clip = pool.Speak(voice, halves.first, kept);
  if (!clip) return clip;
  Result<Clip> rest = pool.Speak(voice, halves.second, kept);
  if (!rest) return rest;
  AppendSilence(*clip, halves.pause_ms);
  for (Mark& mark : rest->marks) mark.unit += halves.offset;
  Append(*clip, *rest);
  clip->remade += rest->remade + 1;
  return clip;
}

/// A server is asked again; who says the same every time says it in halves.
Result<Clip> SpeakAfresh(Pool& pool, const voice::Voice& voice, const prosody::Plan& plan,
                         Kept kept) {
  if (!ReadsText(voice.engine)) {
    const std::optional<Halves> halves = Halve(plan);
    if (halves) return SpeakHalves(pool, voice, *halves, kept);
  }
  Result<Clip> clip = pool.Speak(voice, plan, kept);
  if (clip) ++clip->remade;
  return clip;
}

/// Each half keeps its part of the text.
void CutText(const prosody::Plan& plan, std::size_t cut, Halves& halves) {
  const std::size_t end = plan.text_begin + plan.text.size();
  cut = std::clamp(cut, plan.text_begin, end);
  halves.first.text = plan.text.substr(0, cut - plan.text_begin);
  halves.first.text_begin = plan.text_begin;
  halves.second.text = plan.text.substr(cut - plan.text_begin);
  halves.second.text_begin = cut;
}

}  // namespace

std::optional<Halves> Halve(const prosody::Plan& plan) {
  std::optional<std::size_t> best;
  const auto& units = plan.units;
  for (std::size_t place = 1; place < units.size(); ++place) {
    const auto middle = units.begin() + static_cast<std::ptrdiff_t>(place);
    if (IsBreak(*middle) || std::all_of(units.begin(), middle, IsBreak)) continue;
    if (!best || Cost(units, place) < Cost(units, *best)) best = place;
  }
  if (!best) return std::nullopt;
  Halves halves;
  auto end = units.begin() + static_cast<std::ptrdiff_t>(*best);
  halves.second = {{end, units.end()}, plan.contour};
  halves.first.contour = prosody::Contour::kContinues;
  CutText(plan, prosody::SpokenOf(*end)->begin, halves);
  halves.offset = static_cast<std::uint32_t>(*best);
  for (; IsBreak(*(end - 1)); --end) halves.pause_ms += std::get<BreakUnit>(*(end - 1)).length_ms;
  halves.first.units.assign(units.begin(), end);
  return halves;
}

Result<Attempted> SpeakWithRetries(Pool& pool, const Cast& cast, const prosody::Plan& plan) {
  if (cast.afresh) {
    Result<Clip> clip = SpeakAfresh(pool, cast.voice, plan, *cast.afresh);
    if (clip) return Attempted{std::move(*clip)};
  }
  Result<Clip> clip = pool.Speak(cast.voice, plan);
  if (clip) return Attempted{std::move(*clip)};
  if (clip.error().code != Code::kEngine) return tl::unexpected(clip.error());
  if (const std::optional<Halves> halves = Halve(plan)) {
    Result<Clip> joined = SpeakHalves(pool, cast.voice, *halves, Kept::kTake);
    if (joined) return Attempted{std::move(*joined)};
  }
  if (cast.fallback == nullptr) return tl::unexpected(clip.error());
  Result<Clip> other = pool.Speak(*cast.fallback, plan);
  if (!other) return tl::unexpected(other.error());
  return Attempted{std::move(*other), clip.error().what};
}

}  // namespace boyin::synthesise
