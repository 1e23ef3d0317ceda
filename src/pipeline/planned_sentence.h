// The text of a document turned into sentences to speak, a chunk at a time. Private to pipeline.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "episode/episode.h"
#include "intake/intake.h"
#include "normalise/normalise.h"
#include "pipeline/pipeline.h"
#include "pronounce/pronounce.h"
#include "prosody/prosody.h"
#include "synthesise/synthesise.h"

namespace boyin::pipeline {

/// Where a word begins among the units of a plan.
struct WordStart {
  Range source;
  std::uint32_t unit = 0;
  prosody::Break after = prosody::Break::kWord;  ///< how strongly it is parted from the next

  bool operator==(const WordStart&) const = default;
};

/// A sentence ready for an engine, with what the report says of it.
struct PlannedSentence {
  episode::Cue cue;
  prosody::Plan plan;
  std::vector<WordStart> words;
  int pause_after_ms = 0;
  double rate = 1;                       ///< times the voice's
  const Take* take = nullptr;            ///< of the reading: says how
  std::optional<int> pause_before_ms{};  ///< instead of that of the sentence before
};

/// A chunk of a block: never so long that its product weighs on memory.
struct Chunk {
  std::string_view text;
  std::size_t source_begin = 0;  ///< byte of Document::text
  bool ends_block = false;
};

/// Cuts a block where a sentence ends, or where a word cannot be hurt, into chunks of about
/// 16 KB at most. Most blocks are one chunk.
[[nodiscard]] std::vector<Chunk> Chunks(const intake::Block& block);

/// How the sentences of a chunk are laid out.
struct PlanOptions {
  bool number_safety = false;                          ///< see number_safety.h
  std::size_t piece = 0;                               ///< see low_latency.h; grows
  const std::vector<Direction>* directions = nullptr;  ///< none: nothing is said otherwise
  double rate = 1;  ///< of the reading, for the voices of its takes
};

/// A voice that speaks `rate` times as fast; its pauses shrink with it.
[[nodiscard]] voice::Voice AtRate(voice::Voice voice, double rate);

/// Who says what a take directs, where `voice` (at the rate of the reading) says the rest.
[[nodiscard]] voice::Voice VoiceOf(const Take* take, const voice::Voice& voice, double rate);

/// Normalises, pronounces and phrases one chunk. Adds to `coverage` and `doubts`.
[[nodiscard]] std::vector<PlannedSentence> PlanChunk(
    const Chunk& chunk, const normalise::Normaliser& normaliser,
    const pronounce::Pronouncer& pronouncer, const voice::Voice& voice, episode::Coverage& coverage,
    std::vector<episode::Doubt>& doubts, PlanOptions& options);

/// The words of a sentence in a recording of it that lasts so many samples: each by the share of
/// its units, because nobody knows better.
[[nodiscard]] std::vector<episode::Word> SharedWords(const PlannedSentence& sentence,
                                                     std::int64_t samples);

/// The words of a sentence in the samples of its clip, timed by the clip's marks.
[[nodiscard]] std::vector<episode::Word> TimedWords(const PlannedSentence& sentence,
                                                    const synthesise::Clip& clip);

}  // namespace boyin::pipeline
