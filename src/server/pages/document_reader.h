// Files that strangers send are parsed in a process of their own, with little memory and little
// time: what goes wrong there ends there. Private to server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::server {

struct ReadText {
  std::string title;
  std::string text;  ///< its blocks, an empty line between
};

/// Blocks until the process has answered, or has been killed for taking too long. kInput for what
/// intake refuses and for what breaks it.
[[nodiscard]] Result<ReadText> ReadInProcess(const std::vector<std::string>& command,
                                             std::string_view file_name, std::string_view bytes);

}  // namespace boyin::server
