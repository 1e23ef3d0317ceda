// Situations in which a reading is doubtful.
#pragma once

#include "normalise/reading.h"

namespace boyin::normalise {

/// Lowers `reading.confidence` where what stands beside the number leaves another reading open, and
/// adds that reading to the alternatives. Never changes what is spoken.
void Doubt(const MatchContext& context, Reading& reading);

}  // namespace boyin::normalise
