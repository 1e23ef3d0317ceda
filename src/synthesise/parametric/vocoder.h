// Frames into sound: pulses at the pitch and noise, each through a filter of the envelope's size
// and least delay, as in WORLD (Morise 2016).
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace boyin::synthesise::parametric {

constexpr int kRateHz = 24000;
constexpr std::size_t kHop = 120;   ///< samples of a frame: 5 ms
constexpr std::size_t kBands = 80;  ///< of the envelope, even on the mel scale
constexpr std::size_t kNoises = 3;  ///< aperiodicity at 3, 6 and 9 kHz
constexpr std::size_t kFrameValues = kBands + kNoises + 2;

/// Log power in each band, aperiodicity in dB, log of the pitch in Hz, voiced above 0.
struct Frame {
  std::array<float, kFrameValues> values{};

  [[nodiscard]] std::span<const float> bands() const { return std::span(values).first(kBands); }
  [[nodiscard]] std::span<const float> noises() const {
    return std::span(values).subspan(kBands, kNoises);
  }
  [[nodiscard]] float pitch() const { return values[kBands + kNoises]; }
  [[nodiscard]] float& pitch() { return values[kBands + kNoises]; }
  [[nodiscard]] bool voiced() const { return values[kBands + kNoises + 1] > 0; }
};

class Vocoder {
 public:
  Vocoder();
  Vocoder(Vocoder&&) noexcept;
  Vocoder& operator=(Vocoder&&) noexcept;
  ~Vocoder();

  /// kHop samples for each frame. Not for several threads at once. The same frames give the same
  /// samples on every machine.
  [[nodiscard]] std::vector<float> Synthesise(std::span<const Frame> frames) const;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace boyin::synthesise::parametric
