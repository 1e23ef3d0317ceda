// The reading proof (读稿单): an article as the listener will hear it, as one HTML page that works
// offline, prints, and lets an editor mend readings and take them away as a lexicon.
//
//   std::string html = publish::ProofHtml(document, normaliser, pronouncer);
#pragma once

#include <string>

#include "intake/intake.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"

namespace boyin::publish {

/// Every number, date, symbol, abbreviation and doubtful polyphone is marked with what stood there,
/// what is said, the rule and its confidence; doubtful ones are listed first. The lexicon that the
/// page offers has the columns of lexicon::Parse.
[[nodiscard]] std::string ProofHtml(const intake::Document& document,
                                    const normalise::Normaliser& normaliser,
                                    const pronounce::Pronouncer& pronouncer);

}  // namespace boyin::publish
