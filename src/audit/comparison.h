// A sentence laid beside the same words said once more. Private to audit.
#pragma once

#include <cstddef>
#include <vector>

#include "audit/sound_features.h"

namespace boyin::audit {

/// The frames of speech, pauses left out: those are nobody's words.
struct SpeechShapes {
  std::vector<Shape> shapes;
  std::vector<std::size_t> frames;  ///< which frame of the sentence each of them is

  [[nodiscard]] std::size_t size() const { return shapes.size(); }
};

[[nodiscard]] SpeechShapes SpeechOf(const Frames& frames, const std::vector<bool>& speech);

/// What a speaker's shapes have in common, taken away: two voices become comparable.
struct Normal {
  Shape mean{};
  Shape spread{};
};

[[nodiscard]] Normal NormalOf(const std::vector<const SpeechShapes*>& sentences);
void Normalise(const Normal& normal, SpeechShapes& sentence);

/// The way of least distance through both (dynamic time warping).
struct Alignment {
  std::vector<std::size_t> own_of;        ///< for each frame of the reference
  std::vector<std::size_t> reference_of;  ///< for each frame of the sentence
  std::vector<float> distance;  ///< for each frame of the sentence; 1.4: as between any two sounds
};

/// Neither may be empty.
[[nodiscard]] Alignment Align(const SpeechShapes& reference, const SpeechShapes& own);

/// The worst stretch of each kind. Frames of speech.
struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
  double value = 0;
};

/// Of the reference; `value`: frames of it that are not heard. `tempo`: own frames for one of its.
[[nodiscard]] Stretch WorstLost(const Alignment& alignment, double tempo);
/// Of the sentence; `value`: frames of it that the reference does not have.
[[nodiscard]] Stretch WorstAdded(const Alignment& alignment, double tempo);
/// Of the sentence; `value`: mean distance.
[[nodiscard]] Stretch MostUnlike(const Alignment& alignment);

}  // namespace boyin::audit
