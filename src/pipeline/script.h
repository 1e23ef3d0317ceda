// The text of a document turned into sentences to speak, a stretch at a time. Private to pipeline.
#pragma once

#include <string>
#include <vector>

#include "intake/intake.h"
#include "normalise/normalise.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"
#include "publish/publish.h"

namespace boyin::pipeline {

/// A sentence ready for an engine, with what the report says of it.
struct Line {
  publish::Cue cue;
  prosody::Plan plan;
  int pause_after_ms = 0;
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

/// Normalises, pronounces and phrases one stretch. Adds to `coverage` and `doubts`.
[[nodiscard]] std::vector<Line> Write(const Stretch& stretch,
                                      const normalise::Normaliser& normaliser,
                                      const pronounce::Pronouncer& pronouncer,
                                      const voice::Voice& voice, publish::Coverage& coverage,
                                      std::vector<publish::Doubt>& doubts);

}  // namespace boyin::pipeline
