// From the lexicon's readings to the final ones.
#pragma once

#include "pronounce/draft.h"
#include "pronounce/lexicon_table.h"
#include "pronounce/polyphone.h"

namespace boyin::pronounce {

/// Lets the model choose where it knows the character and nobody fixed the word. A phrase's neutral
/// tones stay: the model was taught full tones.
void LetModelDecide(const LexiconTable& table, const PolyphoneModel& model, Draft& draft);

/// Gives neutral tones in full where the character has a full tone of the same sound (知识 shi2);
/// particles stay neutral. Where it has several (裁缝 feng2, not feng4) the model is asked.
void GiveFullTones(const LexiconTable& table, const PolyphoneModel& model, Draft& draft);

}  // namespace boyin::pronounce
