// Whatever a voice's file holds is a voice, or refused with a place.
#pragma once

#include <string_view>

#include "fuzz/budget.h"
#include "voice/read.h"

namespace boyin::fuzz {

inline void CheckVoice(std::string_view text) {
  const Budget budget(text.size());
  const Result<voice::Voice> read = voice::ReadVoice(text, "a");
  if (!read && read.error().where.empty()) Stop("an error without a place");
}

}  // namespace boyin::fuzz
