// The eSpeak NG engine.
#pragma once

#include <memory>

#include "base/result.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise::espeak {

[[nodiscard]] Result<std::unique_ptr<Engine>> Open(const voice::Voice& voice,
                                                   const EngineConfig& config);

}  // namespace boyin::synthesise::espeak
