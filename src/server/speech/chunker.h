// A text split into chunks that are spoken one after the other: the first so short that it is heard
// at once, the next ones longer, none so long that others wait for it. Private to server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intake/intake.h"
#include "voice/voice.h"

namespace boyin::server {

/// The silence that follows a chunk.
enum class Gap { kComma, kClause, kSentence, kParagraph };

struct Chunk {
  intake::Block block;  ///< `source` is that of the document the chunk was taken from
  Gap gap = Gap::kParagraph;
};

/// The blocks of `document` in the order in which they are read (the credit last), cut. Joined they
/// are the blocks, byte for byte. An instant engine's first chunk ends at the first mark; the other
/// engines' ends with a sentence, which the pipeline cuts further (pipeline::Reading::piece).
[[nodiscard]] std::vector<Chunk> SplitDocument(const intake::Document& document, bool instant);

/// The chunk as a document by itself.
[[nodiscard]] intake::Document ToDocument(const Chunk& chunk, const std::string& name);

[[nodiscard]] int LengthMs(Gap gap, const voice::Pauses& pauses);

}  // namespace boyin::server
