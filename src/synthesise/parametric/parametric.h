// The engine "boyin": a small network and a vocoder, from weights of a few megabytes that lie in
// the program. docs/voices.md says what it is, docs/voice-training.md how a voice is made.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "synthesise/synthesise.h"
#include "voice/voice.h"

namespace boyin::synthesise::parametric {

/// Voice::variant names weights in the program, else a file MODELS/boyin/VARIANT.bin. kEngine, with
/// the mend, where there are none or they are damaged.
[[nodiscard]] Result<std::unique_ptr<Engine>> Open(const voice::Voice& voice,
                                                   const std::filesystem::path& models);

}  // namespace boyin::synthesise::parametric
