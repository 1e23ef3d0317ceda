// Where a setting comes from: the command line, then BOYIN_* in the environment, then the settings
// file, then the default. Private to cli.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"

namespace boyin::cli {

/// BOYIN_CONFIG, else boyin/config.toml in the user's configuration folder; empty where there is
/// neither a variable nor a home.
[[nodiscard]] std::filesystem::path SettingsFile();

/// The place in the settings file that gave an option its value.
using Origins = std::map<const CLI::Option*, std::string>;

/// Gives every option of every command its variable (--sample-rate: BOYIN_SAMPLE_RATE), and the
/// value that the settings file holds for it as its default, a table of the command's name before
/// the top level. A file that is not there is no error unless BOYIN_CONFIG names it. kUsage, with
/// line and column, for TOML that is none, a name that no command knows, a value that cannot be.
[[nodiscard]] Result<Origins> ApplySettings(Command app, const std::filesystem::path& file);

/// Adds --explain-settings, which prints each setting of the command of that name with its value
/// and where that came from, and ends.
void AddExplainSettings(Command program, const std::string& name, const Origins& origins,
                        const std::vector<std::string>& arguments);

}  // namespace boyin::cli
