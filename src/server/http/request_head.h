// The head of a request made sense of, and the head of a reply put into words: what is the same
// whatever library carries the bytes. Private to server.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "server/http/http.h"

namespace boyin::server {

struct RawHead {
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> fields;
};

/// kUsage with an HTTP status as `where` for a target or a field that makes no sense.
[[nodiscard]] Result<Request> MakeRequest(RawHead raw);

/// The reply for an error of MakeRequest.
[[nodiscard]] Reply RefusalOf(const Error& error);

struct Framing {
  std::string request_id;
  bool keep_alive = false;
  bool chunked = false;
};

/// Status line and fields, with those that make a browser careful, up to the empty line.
[[nodiscard]] std::string HeadOf(const Reply& reply, const Framing& framing);

}  // namespace boyin::server
