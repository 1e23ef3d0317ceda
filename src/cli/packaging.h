// What goes into a file beside its sound, as a user asks for it. Private to cli.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"
#include "pipeline/pipeline.h"
#include "publish/bundle.h"

namespace boyin::cli {

struct PackagingOptions {
  std::string cover = "none";  ///< a file, "auto" or "none"
  std::string chapters = "headings";
  std::string radio;  ///< a file: docs/radio.md
};

void AddPackagingOptions(Command command, PackagingOptions& options);

/// Reads the files and puts what is in them into the settings, and a cover where one of the parts
/// is that.
[[nodiscard]] Result<void> ApplyPackaging(const PackagingOptions& options,
                                          const std::vector<publish::Part>& parts,
                                          pipeline::Settings& settings);

}  // namespace boyin::cli
