// A room: a network of delays that feed each other.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace boyin::produce {

class Reverb {
 public:
  /// `decay_s`: until the room is 60 dB down. High tones decay faster, as in a room with people.
  Reverb(double sample_rate_hz, double decay_s);

  /// One sample in, the room's answer out (without the sample itself).
  [[nodiscard]] float Next(float sample);

 private:
  static constexpr std::size_t kLines = 8;
  struct Line {
    std::vector<float> samples;
    std::size_t at = 0;
    float feedback = 0;
    float damped = 0;
  };

  std::array<Line, kLines> lines_;
  float damping_;
};

}  // namespace boyin::produce
