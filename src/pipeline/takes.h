// Takes put into a document: its sentences are found, their words replaced, and what else is said
// otherwise of them is noted for the reading. All that follows (coverage, cues, transcripts) is
// then true by itself, as if the article had been written so.
//
//   DirectedDocument directed = PutTakes(document, takes, {normaliser, pronouncer, voice});
//   reading.directions = directed.directions;
//   renderer.Narrate(directed.document, reading, on_sentence);
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/pipeline.h"

namespace boyin::pipeline {

/// The rooms that know where a sentence ends, and the voice that reads.
struct TextStages {
  const normalise::Normaliser& normaliser;
  const pronounce::Pronouncer& pronouncer;
  const voice::Voice& voice;
};

/// A sentence as its takes leave it.
struct DirectedSentence {
  Range source;
  Range written;                      ///< where it stood in the document before
  std::optional<std::size_t> take{};  ///< which of them says it otherwise
};

struct DirectedDocument {
  intake::Document document;
  std::vector<Direction> directions;          ///< in order of the document
  std::vector<DirectedSentence> sentences{};  ///< likewise; all of them, where there are takes
  std::vector<episode::LostTake> lost{};      ///< whose sentences are not there
};

[[nodiscard]] DirectedDocument PutTakes(const intake::Document& document,
                                        const std::vector<Take>& takes, const TextStages& stages);

/// Those of a document as it stands.
[[nodiscard]] std::vector<DirectedSentence> SentencesOf(const intake::Document& document,
                                                        const TextStages& stages);

/// Their recordings at the rate of the programme. kOutput where temporary files fail.
[[nodiscard]] Result<std::vector<Take>> TakesAtRate(std::vector<Take> takes, int sample_rate_hz,
                                                    const std::filesystem::path& spool_folder);

/// What is wrong with a lost take: a warning, or with --strict the end. kInput.
[[nodiscard]] Error LostTakeError(const episode::LostTake& lost);

}  // namespace boyin::pipeline
