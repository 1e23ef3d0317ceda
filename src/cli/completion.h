// Completion for shells and manual pages, printed from the parser's own options. Private to cli.
#pragma once

#include "cli/options.h"

namespace boyin::cli {

struct Outcome;

/// boyin completion bash | zsh | fish | man [COMMAND]. After every other command has been added.
void AddCompletion(Command app, Outcome& outcome);

}  // namespace boyin::cli
