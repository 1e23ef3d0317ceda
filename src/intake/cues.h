// What all formats of subtitles come down to. Private to intake.
#pragma once

#include <string>
#include <vector>

#include "intake/composer.h"

namespace boyin::intake {

struct Cue {
  TimeSpan time;
  std::string text;  ///< lines divided by '\n'
};

/// Joins cues to sentences, each with the time from its first cue to its last.
void AddSentences(const std::vector<Cue>& cues, Composer& composer);

}  // namespace boyin::intake
