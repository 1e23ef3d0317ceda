// What the argument parser says, in the words and the language of boyin. Private to cli.
#pragma once

#include <CLI/CLI.hpp>

#include "base/message.h"

namespace boyin::cli {

/// Headings, the words for kinds of values and --help in the user's language. Before any command is
/// added, since commands take these over from `app`.
void TranslateHelp(CLI::App& app);

/// "--rate: 9 is not from 0.5 to 3". What this does not know of CLI11 it gives as CLI11 says it.
[[nodiscard]] Message UsageMessage(std::string_view from_parser);

}  // namespace boyin::cli
