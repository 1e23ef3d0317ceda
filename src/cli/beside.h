// What a command writes beside the sound. Private to cli.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "publish/bundle.h"

namespace boyin::cli {

struct BesideOptions {
  bool bundle = false;
  std::string transcripts;
};

void AddBesideOptions(CLI::App& command, BesideOptions& options);

[[nodiscard]] Result<std::vector<publish::Part>> PartsOf(const BesideOptions& options);

/// Writes them into the folder of the sound; says on standard error what is left out.
[[nodiscard]] Result<void> WriteBeside(const episode::Episode& episode,
                                       const std::vector<publish::Part>& parts);

}  // namespace boyin::cli
