// Where in a clip each unit is said, for servers that do not tell: an estimate. The breaks of the
// plan are laid on the clip's silences, and between two breaks every syllable lasts as long as the
// others. Private to synthesise.
#pragma once

#include <vector>

#include "synthesise/synthesise.h"

namespace boyin::synthesise::remote {

/// One mark for each syllable and foreign unit of `plan`. `clip` is trimmed. Linear in the samples,
/// and in breaks times silences.
[[nodiscard]] std::vector<Mark> Align(const prosody::Plan& plan, const Clip& clip);

}  // namespace boyin::synthesise::remote
