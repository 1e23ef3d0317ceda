// The reading script (读稿): spoken text with the marks that announcers write into theirs.
//
//   ╱ the end of a phrase   ∨ a breath that no mark asks for   ↘ ↗ the melody at a sentence's end
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/range.h"
#include "intake/intake.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"

namespace boyin::publish {

/// A mark and where it stands, in bytes of Utterance::text.
struct Beat {
  std::size_t at = 0;
  std::string_view sign;

  bool operator==(const Beat&) const = default;
};

/// In order. Phrases that end with a punctuation mark have no sign beside it.
[[nodiscard]] std::vector<Beat> BeatsOf(const pronounce::Utterance& utterance);

/// `range` of `text` with the signs that stand in it or at its end.
[[nodiscard]] std::string WithBeats(std::string_view text, Range range,
                                    const std::vector<Beat>& beats);

/// A whole article, a line for each block.
[[nodiscard]] std::string ReadingScript(const intake::Document& document,
                                        const normalise::Normaliser& normaliser,
                                        const pronounce::Pronouncer& pronouncer);

}  // namespace boyin::publish
