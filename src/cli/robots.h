// What a site asks of programs that fetch its pages (RFC 9309).
#pragma once

#include <string_view>

namespace boyin::cli {

/// Whether robots.txt lets the program named `agent` fetch `path` ("/news/1.html?x=1"): the group
/// of the agent, else that of "*"; of the rules that fit the longest, of equals the one that
/// allows.
[[nodiscard]] bool RobotsAllow(std::string_view robots, std::string_view agent,
                               std::string_view path);

}  // namespace boyin::cli
