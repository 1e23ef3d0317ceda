// Plans and voices for the tests of this room.
#pragma once

#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "prosody/prosody.h"
#include "voice/voice.h"

namespace boyin::synthesise {

/// "ni3 hao3 | GDP" as a plan: `|` is a break of 300 ms, what is no pinyin is foreign.
inline prosody::Plan PlanOf(const std::string& text) {
  prosody::Plan plan;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (word == "|") {
      plan.units.emplace_back(prosody::BreakUnit{300});
    } else if (const std::optional<Pinyin> pinyin = Pinyin::Parse(word)) {
      plan.units.emplace_back(prosody::SyllableUnit{*pinyin, {}, true});
    } else {
      plan.units.emplace_back(prosody::ForeignUnit{word, {}});
    }
  }
  return plan;
}

inline voice::Voice VoiceNamed(std::string_view name) {
  const Result<voice::Voice> voice = voice::Find(name, {});
  REQUIRE(voice);
  return *voice;
}

}  // namespace boyin::synthesise
