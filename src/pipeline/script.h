// The text of a document turned into sentences to speak, a stretch at a time. Private to pipeline.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "intake/intake.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"
#include "publish/publish.h"
#include "synthesise/synthesise.h"

namespace boyin::pipeline {

/// Where a word begins among the units of a plan.
struct WordStart {
  Range source;
  std::uint32_t unit = 0;

  bool operator==(const WordStart&) const = default;
};

/// A sentence ready for an engine, with what the report says of it.
struct Line {
  publish::Cue cue;
  prosody::Plan plan;
  std::vector<WordStart> words;
  int pause_after_ms = 0;
  double rate = 1;  ///< times the voice's
};

/// A stretch of a block: never so long that its product weighs on memory.
struct Stretch {
  std::string_view text;
  std::size_t source_begin = 0;  ///< byte of Document::text
  bool ends_block = false;
};

/// Cuts a block where a sentence ends, or where a word cannot be hurt, into stretches of about
/// 16 KB at most. Most blocks are one stretch.
[[nodiscard]] std::vector<Stretch> Stretches(const intake::Block& block);

/// How the sentences of a stretch are laid out.
struct Manner {
  bool number_safety = false;  ///< see safety.h
  std::size_t piece = 0;       ///< see pieces.h; grows
};

/// Normalises, pronounces and phrases one stretch. Adds to `coverage` and `doubts`.
[[nodiscard]] std::vector<Line> Write(const Stretch& stretch,
                                      const normalise::Normaliser& normaliser,
                                      const pronounce::Pronouncer& pronouncer,
                                      const voice::Voice& voice, publish::Coverage& coverage,
                                      std::vector<publish::Doubt>& doubts, Manner& manner);

/// The words of a line in the samples of its clip, timed by the clip's marks.
[[nodiscard]] std::vector<publish::Word> TimedWords(const Line& line, const synthesise::Clip& clip);

}  // namespace boyin::pipeline
