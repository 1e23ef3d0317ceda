// The network of a voice: a sentence in, the length of every sound and the frames of the vocoder
// out. docs/voice-training.md draws it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "prosody/prosody.h"
#include "synthesise/parametric/features.h"
#include "synthesise/parametric/layers.h"
#include "synthesise/parametric/vocoder.h"
#include "synthesise/parametric/weights.h"

namespace boyin::synthesise::parametric {

constexpr std::size_t kFramesPerStep = 2;

/// A sentence as the network says it.
struct Spoken {
  std::vector<Lengths> lengths;  ///< of each token, in steps
  std::vector<Frame> frames;     ///< kFramesPerStep of each step
};

class Network {
 public:
  /// kEngine where a matrix is missing or does not fit the others.
  [[nodiscard]] static Result<Network> Build(const Weights& weights);

  /// kEngine for a token of sounds that the weights do not have. `pace`: 2 is twice as fast.
  [[nodiscard]] Result<Spoken> Speak(const std::vector<Token>& tokens, prosody::Contour contour,
                                     double pace) const;

 private:
  struct Block {
    Layer layer;
    std::size_t dilation = 1;
  };

  struct Shape {
    std::size_t inputs = 0;
    std::size_t taps = 1;
    std::size_t outputs = 0;  ///< 0: as the file has them
  };

  [[nodiscard]] static Result<void> TakeLayer(const Weights& weights, const std::string& name,
                                              const Shape& shape, Layer& layer);
  [[nodiscard]] static Result<void> TakeBlocks(const Weights& weights, const std::string& name,
                                               std::size_t width, std::vector<Block>& blocks);
  [[nodiscard]] Result<Rows> Encode(const std::vector<Token>& tokens, prosody::Contour contour,
                                    double pace) const;
  [[nodiscard]] Rows Decode(const Rows& tokens, const std::vector<Lengths>& lengths) const;

  Matrix initial_;
  Matrix final_;
  Matrix tone_;
  Matrix erhua_;
  Layer token_in_;
  std::vector<Block> token_blocks_;
  Layer lengths_;
  Layer step_in_;
  std::vector<Block> step_blocks_;
  Layer out_;
};

}  // namespace boyin::synthesise::parametric
