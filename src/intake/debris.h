// Lines that stand in an article and are none of it: editors, share buttons, scan this, captions.
// Private to intake.
#pragma once

#include "intake/flow.h"

namespace boyin::intake {

/// Gives the lines that are read and that data/debris.tsv knows their reason, and lines that are
/// nothing but link. Captions inside the article are read where that is the policy.
void DropDebris(Flow& flow, Captions captions);

}  // namespace boyin::intake
