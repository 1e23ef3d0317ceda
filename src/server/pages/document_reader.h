// The text of a file that a caller has sent. Private to server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "reader/reader.h"

namespace boyin::server {

struct ReadText {
  std::string title;
  std::string text;  ///< its blocks, an empty line between
};

/// Reads it in a process of its own, which `command` starts. kInput for what intake refuses and for
/// what breaks the process; kUsage for more text than is sent back.
[[nodiscard]] Result<ReadText> ReadForCaller(const std::vector<std::string>& command,
                                             std::string_view file_name, std::string_view bytes);

}  // namespace boyin::server
