// One voice file, read and checked.
#pragma once

#include <string_view>

#include "base/result.h"
#include "voice/voice.h"

namespace boyin::voice {

/// The voice in `text`. kInput at `name:line:column` for what is no TOML, for an unknown key (with
/// the nearest known one), a wrong type, a number out of its range and a missing name or engine.
[[nodiscard]] Result<Voice> ReadVoice(std::string_view text, std::string_view name);

}  // namespace boyin::voice
