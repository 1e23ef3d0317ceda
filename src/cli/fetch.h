// Articles and feeds by their addresses: what `--fetch` allows, and what a service never does.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace boyin::cli {

struct Fetched {
  std::string bytes;
  std::string name;      ///< of a file that it might be: "1234.html"
  std::string encoding;  ///< what the server says of its characters; may be empty
};

/// Whether an input is an address: it begins with http:// or https://.
[[nodiscard]] bool IsAddress(std::string_view input);

/// GET, over at most five redirections, each to a public address alone, of at most 20 MB, in at
/// most 30 s; robots.txt is respected. Proxies of the environment are not used.
/// BOYIN_FETCH_LOOPBACK=1 allows addresses of this machine, for tests. kInput with the reason for
/// what is refused or does not answer.
[[nodiscard]] Result<Fetched> Fetch(const std::string& url);

}  // namespace boyin::cli
