// Whatever an engine or a pool says is taken or not; what is taken is in its bounds.
#pragma once

#include <cmath>
#include <optional>
#include <string_view>

#include "fuzz/budget.h"
#include "synthesise/wire.h"

namespace boyin::fuzz {

inline void CheckEngineWire(std::string_view body) {
  namespace wire = synthesise::wire;
  constexpr std::size_t kUnits = 7;
  const Budget budget(body.size());
  if (const auto request = wire::DecodeRequest(body); request && request->plan) {
    const auto again = wire::DecodeRequest(wire::EncodeRequest(*request));
    if (request->version == wire::kVersion && !again) Stop("a request that cannot be sent again");
  }
  if (const auto clip = wire::DecodeClip(body, kUnits); clip && *clip) {
    for (const float sample : (*clip)->samples) {
      if (!std::isfinite(sample)) Stop("a sample that is no number");
    }
    for (const synthesise::Mark& mark : (*clip)->marks) {
      if (mark.unit >= kUnits || mark.sample > (*clip)->samples.size()) Stop("a mark outside");
    }
  }
  if (const auto info = wire::DecodeInfo(body); info && *info && (*info)->sample_rate_hz <= 0) {
    Stop("a rate that is none");
  }
}

}  // namespace boyin::fuzz
