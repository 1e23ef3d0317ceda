// Commands that read lines and write one line for each. Private to cli.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boyin::cli {

/// Reads `path` ("-": standard input) and hands over each line without its end (\n or \r\n);
/// `answer` appends what to print, newline included. Lines are printed as they come, so that a
/// program may talk to us through pipes. kInput with the byte offset for invalid UTF-8.
[[nodiscard]] Result<void> ForEachLine(
    const std::string& path, const std::function<void(std::string_view, std::string&)>& answer);

/// Appends `text` as a JSON string, quotes included.
void AppendJsonString(std::string& out, std::string_view text);

}  // namespace boyin::cli
