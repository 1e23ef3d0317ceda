// What must hold for every text, for the tests and the fuzzer.
#pragma once

#include <string>
#include <string_view>

#include "base/utf8.h"
#include "normalise/normalise.h"

namespace boyin::normalise {

/// The first law that the reading of any text at all may break, or "": pieces tile, nothing is left
/// out without a reason, no digit stays.
inline std::string BrokenCover(const Normaliser& normaliser, std::string_view written) {
  const Spoken spoken = normaliser.Normalise(written);
  std::size_t written_at = 0;
  std::size_t spoken_at = 0;
  for (const Piece& piece : spoken.pieces) {
    if (piece.written.begin != written_at || piece.spoken.begin != spoken_at) return "a gap";
    if (piece.written.end < written_at || piece.spoken.end < spoken_at) return "backwards";
    written_at = piece.written.end;
    spoken_at = piece.spoken.end;
    if (piece.kind == PieceKind::kSame) {
      if (piece.written.size() != piece.spoken.size()) return "a copy of another length";
      continue;
    }
    if (piece.detail >= spoken.details.size()) return "no detail";
    const Detail& detail = spoken.details[piece.detail];
    if (piece.kind == PieceKind::kSkipped && (!piece.spoken.empty() || detail.reason.empty())) {
      return "skipped without a reason";
    }
  }
  if (written_at != written.size() || spoken_at != spoken.text.size()) return "not covered";
  if (spoken.text.find_first_of("0123456789") != std::string::npos) return "a digit is left";
  if (utf8::FirstInvalid(spoken.text)) return "invalid UTF-8";
  for (const Override& wish : spoken.overrides) {
    if (wish.spoken.end > spoken.text.size() || wish.spoken.begin > wish.spoken.end) {
      return "an override outside";
    }
  }
  return "";
}

/// The same, and that reading twice changes nothing. That holds for text; letters and digits thrown
/// together at random may make a unit or a numeral of what the first reading left.
inline std::string BrokenLaw(const Normaliser& normaliser, std::string_view written) {
  const std::string broken = BrokenCover(normaliser, written);
  if (!broken.empty()) return broken;
  const std::string once = normaliser.Normalise(written).text;
  const std::string twice = normaliser.Normalise(once).text;
  return once == twice ? "" : "twice is not once: " + once + " → " + twice;
}

}  // namespace boyin::normalise
