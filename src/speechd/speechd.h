// A module of Speech Dispatcher: a screen reader's text in, sound out, over standard input and
// output. Mandarin by boyin's own reading, foreign words by the same voice.
//
//   speechd::Serve(STDIN_FILENO, STDOUT_FILENO, {.engine = {"boyin-engine"}});
//
// The protocol is that of speech-dispatcher 0.11 with its audio through the server (events 700 to
// 705), as src/modules/module_process.c there speaks it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "lexicon/lexicon.h"

namespace boyin::speechd {

struct Options {
  std::vector<std::string> engine;     ///< the command that starts boyin-engine
  lexicon::Lexicon lexicon{};          ///< the user's own readings
  std::string male = "anchor-m";       ///< the voice for male1, male2, …
  std::string female = "anchor-f";     ///< for female1, …
  std::string voice = "anchor-f";      ///< where neither a name nor a sex is asked for
  std::vector<std::string> folders{};  ///< with voices of the user's own
};

/// Answers until QUIT or the end of the input. Errors before the first message are told to the
/// server (399) and are the result.
[[nodiscard]] Result<void> Serve(int input, int output, const Options& options);

}  // namespace boyin::speechd
