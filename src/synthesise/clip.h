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

/// Cuts what is quiet beside the speech from both ends, where voices decay and breathe, then trims
/// and fades; marks stay on their sound.
void TrimQuiet(Clip& clip);

/// The quietest place of samples[begin, end): where a pause is best cut.
[[nodiscard]] std::size_t Quietest(std::span<const float> samples, int sample_rate_hz,
                                   std::size_t begin, std::size_t end);

/// Appends `piece`, marks and all. Both have the same rate.
void Append(Clip& clip, const Clip& piece);

void AppendSilence(Clip& clip, int length_ms);

/// Root mean square of what is loud enough to be speech; 0 for silence.
[[nodiscard]] float SpeechLevel(std::span<const float> samples, int sample_rate_hz);

}  // namespace boyin::synthesise
