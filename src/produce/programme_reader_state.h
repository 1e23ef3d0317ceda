// What a Reader holds.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "produce/limiter.h"
#include "produce/produce.h"
#include "produce/spool.h"

namespace boyin::produce {

struct Reader::State {
  std::shared_ptr<const Spool> spool;
  std::int64_t samples = 0;  ///< of the programme
  std::int64_t at = 0;       ///< the next sample to give
  std::int64_t next = 0;     ///< the next sample to take from the spool
  float gain = 1;
  int sample_rate_hz = 0;
  std::optional<Limiter> limiter;
  std::vector<Attenuation> attenuations;
  std::vector<float> page;  ///< blocks read ahead, from `next` on
  std::size_t page_at = 0;  ///< the sample of `page` that is `next`
  std::array<float, Limiter::kBlock> in{};
  std::array<float, Limiter::kBlock> out{};
  std::span<const float> ready;  ///< of `out`, not yet given

  /// The next mastered samples; empty at the end.
  [[nodiscard]] Result<std::span<const float>> Next();

 private:
  [[nodiscard]] Result<void> TakeBlock();
  /// Turns `given`, which lies from `begin` on, down where the attenuations are.
  void TurnDown(std::span<float> given, std::int64_t begin) const;
};

}  // namespace boyin::produce
