// Takes on the command line: --takes FILE, what is said otherwise. Private to cli.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/file_claims.h"
#include "base/result.h"
#include "cli/options.h"
#include "pipeline/takes.h"

namespace boyin::cli {

/// --takes.
void AddTakesOption(Command command, std::string& file);

/// Reads the file and opens what it names, beside it; no takes where no file is named. What is read
/// is put down in `claims`: no output may be one of these.
[[nodiscard]] Result<std::vector<pipeline::Take>> OpenTakeFile(
    const std::string& file, const std::filesystem::path& spool_folder, FileClaims& claims);

/// Says on standard error which takes are not heard, and why.
void PrintLost(const std::vector<episode::LostTake>& lost);

}  // namespace boyin::cli
