// The vocoder alone, to hear what analysis and frames lose: frames of 32-bit floats (an array of
// analyse.py as `frames.astype("f4").tofile`) in, mono 16-bit samples of 24 kHz out.
//
//   voice_vocode < frames.f32 > sound.s16
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "synthesise/parametric/vocoder.h"

int main() {
  namespace parametric = boyin::synthesise::parametric;
  std::vector<parametric::Frame> frames;
  parametric::Frame frame;
  while (std::fread(frame.values.data(), sizeof frame.values, 1, stdin) == 1) {
    frame.values.back() -= 0.5F;  // analysis says 0 or 1, the network more or less than 0
    frames.push_back(frame);
  }
  for (const float sample : parametric::Vocoder().Synthesise(frames)) {
    const auto whole =
        static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767));
    std::fwrite(&whole, sizeof whole, 1, stdout);
  }
  return 0;
}
