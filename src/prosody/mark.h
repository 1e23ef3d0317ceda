// What a punctuation mark asks of the reader.
#pragma once

#include <string_view>

#include "prosody/prosody.h"
#include "voice/voice.h"

namespace boyin::prosody {

/// What the marks of one token ask for together: the longest silence, never their sum.
struct MarkEffect {
  int pause_ms = 0;
  bool ends_sentence = false;
  bool only_closing = false;  ///< ” ） 》 and the like: stays with the sentence before it
  Contour contour = Contour::kStatement;
};

[[nodiscard]] MarkEffect EffectOf(std::string_view marks, const voice::Pauses& pauses);

/// +1 for each “ or 《 in `marks`, −1 for each ” or 》: words between them are kept together.
[[nodiscard]] int NestingChange(std::string_view marks);

}  // namespace boyin::prosody
