// What a speech server sent, as samples. Private to synthesise.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise::remote {

/// WAV, FLAC, Ogg (Vorbis, Opus) or MP3, known by its content whatever was asked for, by
/// libsndfile; several channels become one. `raw_rate_hz` above 0: bytes that are none of these are
/// little- endian samples of 16 bits at that rate. A clip without marks. kEngine for what is no
/// sound, and for more than ten minutes of it.
[[nodiscard]] Result<Clip> DecodeSound(std::string_view bytes, int raw_rate_hz);

}  // namespace boyin::synthesise::remote
