// Words: the cheapest cut of each run of Han characters by the lexicon's costs.
#pragma once

#include "pronounce/draft.h"
#include "pronounce/lexicon_table.h"

namespace boyin::pronounce {

/// Completes `draft.words` and gives every Han cell the lexicon's reading. What the user fixed
/// stays. Linear in the length of the text.
void Segment(const LexiconTable& table, Draft& draft);

}  // namespace boyin::pronounce
