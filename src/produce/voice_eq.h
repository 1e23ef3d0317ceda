// The timbre of a voice: two equalisers and the calibrating gain.
#pragma once

#include <span>

#include "voice/voice.h"

namespace boyin::produce {

/// Of a voice with an engine nothing under 40 Hz stays. Low shelf at 150 Hz, peak at 3 kHz, gain;
/// in place. What is 0 dB costs nothing.
void ApplyEq(std::span<float> samples, int sample_rate_hz, const voice::Voice& voice);

/// Raised-cosine ends of 2 ms, so that joins do not click.
void FadeEnds(std::span<float> samples, int sample_rate_hz);

}  // namespace boyin::produce
