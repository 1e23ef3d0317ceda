// Tones in connected speech.
#pragma once

#include "pronounce/draft.h"
#include "pronounce/lexicon_table.h"

namespace boyin::pronounce {

/// Fills every Han cell's surface: erhua merged, 一 and 不 changed, third tones by the grouping of
/// words, 啊 by the sound before it. Readings stay. A third tone stays 3: the half third is a
/// matter of how it sounds.
void ApplySandhi(const LexiconTable& table, Draft& draft);

/// 儿 that stands alone after a noun merges with it (花儿); in 女儿 and 儿童 it is a syllable. Sets
/// readings, so it comes before ApplySandhi.
void FindErhua(Draft& draft);

/// The tone of 一 and 不 before what follows. Sets surfaces; called by ApplySandhi.
void ChangeYiAndBu(Draft& draft);

/// 啊 after the sound before it (普通话语气词“啊”的音变). Sets surfaces; called by ApplySandhi.
void ChangeA(Draft& draft);

}  // namespace boyin::pronounce
