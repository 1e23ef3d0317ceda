// How both programs start: boyin, which reads text, and boyin-studio, which does all else. Private
// to cli.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>

#include "cli/commands.h"

namespace boyin::cli {

/// An interrupt leaves no half-written file behind; a closed pipe and a limit on the size of files
/// are errors like any other.
void HandleSignals();

/// The time zone is what it was at the start. Else the C library looks for a change of it whenever
/// it is used, which libzip does for every member of an archive.
void KeepTimeZone();

/// Parses the command line, which runs the command. The exit status.
[[nodiscard]] int Obey(CLI::App& app, int argc, char** argv, const Outcome& outcome);

/// Where the user keeps what is his own: "~/.config/boyin"; empty where nobody can tell.
[[nodiscard]] std::filesystem::path ConfigFolder();

}  // namespace boyin::cli
