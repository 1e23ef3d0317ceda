// A document read aloud, sentence by sentence. Private to pipeline.
#pragma once

#include "pipeline/pipeline.h"
#include "pipeline/sayable.h"

namespace boyin::pipeline {

/// What a renderer lends to a reading. All of it may be used by several readings at once.
struct RenderContext {
  const normalise::Normaliser& normaliser;
  const pronounce::Pronouncer& pronouncer;
  synthesise::Pool& pool;
  SayableLetters& letters;
  std::size_t width = 1;  ///< sentences spoken side by side
};

/// See Renderer::Narrate.
[[nodiscard]] Result<Narration> Narrate(const RenderContext& context,
                                        const intake::Document& document, const Reading& reading,
                                        const OnSentence& on_sentence);

/// See Renderer::SoundKey.
[[nodiscard]] std::string SoundKey(const RenderContext& context, const intake::Document& document,
                                   const Reading& reading);

}  // namespace boyin::pipeline
