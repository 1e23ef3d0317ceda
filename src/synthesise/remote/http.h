// One POST to a speech server, by libcurl. Private to synthesise.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace boyin::synthesise::remote {

struct HttpRequest {
  std::string url;  ///< http or https
  std::vector<std::string> headers;
  std::string body;
  int connect_seconds = 10;
  int total_seconds = 60;
  std::size_t most_bytes = std::size_t{64} << 20U;  ///< of the reply
};

struct HttpReply {
  long status = 0;
  long retry_after_seconds = 0;  ///< what the server asks for; 0: nothing
  std::string body;

  bool operator==(const HttpReply&) const = default;
};

/// A reply of whatever status. kEngine where there is none: no connection, a time-out, a reply that
/// is too long. Redirects are not followed: a key goes to the server that was named and no other.
[[nodiscard]] Result<HttpReply> Post(const HttpRequest& request);

}  // namespace boyin::synthesise::remote
