// An engine elsewhere: any server of OpenAI's speech API (POST {base_url}/audio/speech). Text goes
// out as our spoken form, sound comes back. Private to synthesise.
#pragma once

#include <memory>

#include "synthesise/synthesise.h"

namespace boyin::synthesise::remote {

/// Nothing is asked of the server yet. kUsage for a voice whose [remote] table does not do; kEngine
/// where its key is not to be had.
[[nodiscard]] Result<std::unique_ptr<Engine>> OpenOpenAi(const voice::Voice& voice);

}  // namespace boyin::synthesise::remote
