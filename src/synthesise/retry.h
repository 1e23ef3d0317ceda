// Never silence: what is tried before a sentence is given up. A pool has already tried it in fresh
// processes; then it is said in two halves, then by another voice, where the user allows one.
//
//   Result<Attempted> said = SpeakWithRetries(pool, {voice, &fallback}, plan);
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "synthesise/pool.h"

namespace boyin::synthesise {

struct Cast {
  const voice::Voice& voice;
  const voice::Voice* fallback = nullptr;  ///< none: an error rather than another voice
  /// It has been heard, and was not well: by a server, asked once more; by who says the same every
  /// time, otherwise than before: in two halves. kTake: as it was said when it was asked with
  /// kRenew.
  std::optional<Kept> afresh{};
};

struct Attempted {
  Clip clip;
  Message why{};  ///< what failed, where the fallback spoke; else empty

  bool operator==(const Attempted&) const = default;
};

/// kEngine where neither voice can say it; never part of the sentence. Any thread.
[[nodiscard]] Result<Attempted> SpeakWithRetries(Pool& pool, const Cast& cast,
                                                 const prosody::Plan& plan);

/// Units [0, n) and [n, end) of a plan: cut at the pause nearest to the middle, else between words,
/// else anywhere. Nothing where there is but one unit to say.
struct Halves {
  prosody::Plan first;
  int pause_ms = 0;          ///< between them
  std::uint32_t offset = 0;  ///< the number in the plan of the first unit of `second`
  prosody::Plan second;
};
[[nodiscard]] std::optional<Halves> Halve(const prosody::Plan& plan);

}  // namespace boyin::synthesise
