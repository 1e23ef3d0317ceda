// Pieces of sound put together: trimmed, faded at the joins, marks moved with their audio.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "synthesise/synthesise.h"

namespace boyin::synthesise {

/// Cuts silence from both ends and fades the ends over a few milliseconds; marks stay on their
/// sound.
void TrimAndFade(Clip& clip);

/// Appends `piece`, marks and all. Both have the same rate.
void Append(Clip& clip, const Clip& piece);

void AppendSilence(Clip& clip, int length_ms);

/// Root mean square of what is loud enough to be speech; 0 for silence.
[[nodiscard]] float SpeechLevel(std::span<const float> samples, int sample_rate_hz);

}  // namespace boyin::synthesise
