// Whether the network said all of a part. It gives out how long it held every symbol, so a syllable
// that was swallowed, or one that it hangs on to, is found without an ear.
#pragma once

#include <cstdint>
#include <vector>

#include "synthesise/kokoro/model.h"
#include "synthesise/kokoro/script.h"

namespace boyin::synthesise::kokoro {

/// Where each symbol of a part begins in the samples and, last, where they end. Empty where the
/// network gave other lengths than it was given symbols.
[[nodiscard]] std::vector<std::size_t> PlacesIn(const Part& part, const Utterance& said);

/// How a unit of the plan came out.
struct Heard {
  std::uint32_t unit = 0;
  std::size_t symbols = 0;
  double length_ms = 0;  ///< as it would be at speed 1
  double level_db = 0;   ///< of its loudest stretch, against the loudness of the part

  bool operator==(const Heard&) const = default;
};

/// All units of `part`, in order.
[[nodiscard]] std::vector<Heard> Listen(const Part& part, const Utterance& said, float speed);

/// Within what people say and hear as that many sounds: docs/voices.md has the bounds.
[[nodiscard]] bool Plausible(const Heard& heard);

}  // namespace boyin::synthesise::kokoro
