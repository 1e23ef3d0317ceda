// From the lexicon's readings to the final ones.
#pragma once

#include "pronounce/contexts.h"
#include "pronounce/draft.h"
#include "pronounce/lexicon_table.h"
#include "pronounce/polyphone.h"
#include "pronounce/second.h"
#include "pronounce/wei.h"

namespace boyin::pronounce {

/// Lets contexts and then the model choose where they know the character and nobody fixed the word.
/// Where it is not sure, the second opinion is heard. Both leave sure words alone, and a phrase's
/// neutral tones: it was taught full tones.
void LetModelDecide(const LexiconTable& table, const PolyphoneModel& model,
                    const SecondOpinion& second, const Contexts& contexts, const WeiRules& wei,
                    Draft& draft);

/// Gives neutral tones in full where the character has a full tone of the same sound (知识 shi2);
/// particles stay neutral. Where it has several (裁缝 feng2, not feng4) the model is asked.
void GiveFullTones(const LexiconTable& table, const PolyphoneModel& model, Draft& draft);

}  // namespace boyin::pronounce
