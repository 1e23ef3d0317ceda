// A document read aloud, sentence by sentence. Private to pipeline.
#pragma once

#include "pipeline/pipeline.h"

namespace boyin::pipeline {

/// What a studio lends to a reading. All of it may be used by several readings at once.
struct Desk {
  const normalise::Normaliser& normaliser;
  const pronounce::Pronouncer& pronouncer;
  synthesise::Pool& pool;
  std::size_t width = 1;  ///< sentences spoken side by side
};

/// See Studio::Narrate.
[[nodiscard]] Result<Narration> Narrate(const Desk& desk, const intake::Document& document,
                                        const Reading& reading, const OnSaid& on_said);

/// See Studio::SoundKey.
[[nodiscard]] std::string SoundKey(const Desk& desk, const intake::Document& document,
                                   const Reading& reading);

}  // namespace boyin::pipeline
