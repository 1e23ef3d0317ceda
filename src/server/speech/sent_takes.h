// Takes that somebody has sent: the text of a file as docs/takes.md describes it. Nothing of this
// machine is read for them. Private to server.
#pragma once

#include <string>
#include <vector>

#include "pipeline/pipeline.h"
#include "server/http/http.h"

namespace boyin::server {

class Service;

/// kInput for what the file cannot say here: a mistake with its place, a recording. kUsage for a
/// voice that is not installed.
[[nodiscard]] Result<std::vector<pipeline::Take>> SentTakes(const Service& service,
                                                            const std::string& toml);

/// With the place of a mistake before it, 400.
[[nodiscard]] Reply TakesRefusal(Error error);

/// `POST /v1/takes`: the file as JSON, for the page.
[[nodiscard]] Reply ShowTakes(const Service& service, const Request& request);

}  // namespace boyin::server
