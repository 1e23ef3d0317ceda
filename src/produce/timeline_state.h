// What a Timeline holds.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "produce/balance.h"
#include "produce/mixer.h"
#include "produce/produce.h"
#include "produce/spool.h"

namespace boyin::produce {

struct Timeline::State {
  State(const Settings& chosen, Spool file)
      : settings(chosen),
        spool(std::move(file)),
        meter(chosen.sample_rate_hz, 1, Meter::Peaks::kNone),
        voices(chosen.sample_rate_hz) {}

  Settings settings;
  Spool spool;  ///< the speech; in the end the whole programme
  Meter meter;  ///< of all that was appended
  Balance voices;
  std::vector<Laid> music;

  [[nodiscard]] Result<void> Append(std::span<const float> samples);
  [[nodiscard]] Result<void> AppendSilence(std::int64_t samples);
  [[nodiscard]] Result<void> Combine(Mastering& mastering);
  [[nodiscard]] std::int64_t lead_out() const {
    return std::int64_t{settings.lead_out_ms} * settings.sample_rate_hz / 1000;
  }
};

}  // namespace boyin::produce
