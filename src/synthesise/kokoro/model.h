// The Kokoro network in ONNX Runtime: symbol numbers and a speaker's style in, samples and the
// length of every symbol out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace boyin::synthesise::kokoro {

constexpr int kRateHz = 24000;
constexpr std::size_t kSamplesPerFrame = 600;  ///< the decoder makes 40 frames a second
constexpr std::size_t kStyleSize = 256;
constexpr std::size_t kModelSymbols = 510;  ///< that it was built for

/// What came of one text.
struct Utterance {
  std::vector<float> samples;        ///< at kRateHz
  std::vector<std::int64_t> frames;  ///< of each symbol, the silent ones at both ends included
};

/// One network in one process, for one thread. ONNX Runtime is loaded when it is, not before.
class Model {
 public:
  /// `as_products`: see network.h; the samples are the same, where AddsProductsOfBytes sooner.
  /// kEngine, with the mend, where the runtime or the network is missing or not what we know.
  [[nodiscard]] static Result<Model> Load(const std::filesystem::path& runtime,
                                          const std::filesystem::path& network, int threads,
                                          bool as_products);
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;
  ~Model();

  /// `symbols` without the silent ones at both ends, at most kModelSymbols; `style` of kStyleSize.
  /// The same arguments give the same samples.
  [[nodiscard]] Result<Utterance> Speak(std::span<const std::int64_t> symbols,
                                        std::span<const float> style, float speed) const;

  [[nodiscard]] const std::string& runtime_version() const;

 private:
  struct State;
  explicit Model(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace boyin::synthesise::kokoro
