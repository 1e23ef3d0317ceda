// The instruments of boyin's own music: struck bars and soft pads, played on a canvas of samples.
// All are sums of partials below a third of the sample rate, so nothing folds back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace boyin::produce {

/// One partial of a struck bar.
struct Partial {
  double ratio;    ///< to the pitch
  double level;    ///< linear
  double decay_s;  ///< until it is 60 dB down
};

/// A note: `key` as MIDI counts (69 is 440 Hz).
struct Note {
  double at_s;
  int key;
  double level;
};

/// A long tone that swells and fades.
struct Swell {
  double at_s;
  int key;
  double level;
  double length_s;  ///< with both ends
  double attack_s;
  double release_s;
};

class Canvas {
 public:
  enum class Shape { kLine, kRing };
  /// On a ring, what goes past the end is heard at the beginning: a loop without a seam.
  Canvas(int sample_rate_hz, double seconds, Shape shape);

  void Strike(const Note& note, std::span<const Partial> partials);
  /// Three strings, a few cents apart.
  void Play(const Swell& swell);
  /// A steady tone with soft edges, as a time signal has.
  void Tone(double hz, double at_s, double length_s, double level);
  /// A room around it, `decay_s` until it is 60 dB down; `level` is the room's, linear. On a line
  /// the last second fades away.
  void Reverberate(double decay_s, double level);
  /// The largest sample becomes `peak`.
  void Normalise(float peak);

  [[nodiscard]] std::span<const float> samples() const { return samples_; }

 private:
  void Add(std::size_t at, float value);
  void PlayString(const Swell& swell, double cents, double phase);

  double rate_;
  bool ring_;
  std::vector<float> samples_;
};

}  // namespace boyin::produce
