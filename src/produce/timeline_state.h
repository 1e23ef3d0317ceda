// What a Timeline holds.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "produce/produce.h"
#include "produce/spool.h"

namespace boyin::produce {

struct Timeline::State {
  State(const Settings& chosen, Spool file)
      : settings(chosen),
        spool(std::move(file)),
        meter(chosen.sample_rate_hz, 1, Meter::Peaks::kNone) {}

  Settings settings;
  Spool spool;
  Meter meter;  ///< of all that was appended

  [[nodiscard]] Result<void> Append(std::span<const float> samples);
  [[nodiscard]] Result<void> AppendSilence(std::int64_t samples);
};

}  // namespace boyin::produce
