// What a command writes beside the sound. Private to cli.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"
#include "publish/bundle.h"

namespace boyin::cli {

struct SidecarOptions {
  bool bundle = false;
  std::string transcripts;
};

void AddSidecarOptions(Command command, SidecarOptions& options);

[[nodiscard]] Result<std::vector<publish::Part>> PartsOf(const SidecarOptions& options);

/// Writes them into the folder of the sound; says on standard error what is left out.
[[nodiscard]] Result<void> WriteSidecars(const episode::Episode& episode,
                                         const std::vector<publish::Part>& parts);

}  // namespace boyin::cli
