// The environment of both programs (boyin, which reads text, and boyin-studio, which does all
// else): the command line, the time zone, the user's folders. Private to cli.
#pragma once

#include "cli/commands.h"

namespace boyin::cli {

/// The time zone is what it was at the start. Else the C library looks for a change of it whenever
/// it is used, which libzip does for every member of an archive.
void KeepTimeZone();

/// `boyin help lexicon check` is `boyin lexicon check --help`.
void AddHelp(Command app);

/// Parses the command line, which runs the command. The exit status: what cannot be written to
/// standard output is a failure too.
[[nodiscard]] int RunCommandLine(Command app, int argc, char** argv, const Outcome& outcome);

}  // namespace boyin::cli
