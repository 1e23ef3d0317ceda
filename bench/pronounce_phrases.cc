// Where a reader would breathe: each line as it is phrased, with | for a breath inside a clause and
// a space between words, to be looked at by a person.
//
//   bench_pronounce_phrases FILE [LEAST]     only clauses of LEAST syllables (default 25) or more
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <variant>

#include "base/file.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"
#include "voice/voice.h"

namespace {

using boyin::prosody::Sentence;

/// One line a clause; a clause ends at a break that is no breath.
void PrintClauses(const boyin::pronounce::Utterance& said, const Sentence& sentence, int breath_ms,
                  int least) {
  std::string clause;
  int syllables = 0;
  const auto flush = [&] {
    if (syllables >= least) std::printf("%s\n", clause.c_str());
    clause.clear();
    syllables = 0;
  };
  for (const boyin::prosody::Unit& unit : sentence.plan.units) {
    if (const auto* rest = std::get_if<boyin::prosody::BreakUnit>(&unit)) {
      if (rest->length_ms > breath_ms) {
        flush();
      } else {
        clause += " |";
      }
    } else if (const auto* syllable = std::get_if<boyin::prosody::SyllableUnit>(&unit)) {
      clause += syllable->spoken.In(said.text);
      if (syllable->break_after == boyin::prosody::Break::kWord) clause += ' ';
      if (syllable->break_after == boyin::prosody::Break::kPhrase) clause += " / ";
      ++syllables;
    } else {
      clause += " " + std::get<boyin::prosody::ForeignUnit>(unit).as;
    }
  }
  flush();
}

}  // namespace

int main(int argc, char** argv) {
  const auto text = boyin::ReadFile(argc > 1 ? argv[1] : "seeds/yancheng-2017-02.txt");
  const int least = argc > 2 ? std::atoi(argv[2]) : 25;
  const auto normaliser = boyin::normalise::Normaliser::Create({});
  const auto pronouncer = boyin::pronounce::Pronouncer::Create({});
  const auto voice = boyin::voice::Find("anchor-f", {});
  if (!text || !normaliser || !pronouncer || !voice) return 1;
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t end = std::min(text->find('\n', at), text->size());
    const auto said =
        pronouncer->Pronounce(normaliser->Normalise(std::string_view(*text).substr(at, end - at)));
    for (const Sentence& sentence : boyin::prosody::Phrase(said, *voice)) {
      PrintClauses(said, sentence, voice->pauses.phrase_ms, least);
    }
    at = end + 1;
  }
  return 0;
}
