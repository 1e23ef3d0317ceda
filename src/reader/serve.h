// The process's side of a reader. Private to reader.
#pragma once

#include <functional>
#include <string>

#include "reader/message.h"
#include "reader/sandbox.h"

namespace boyin::reader {

/// The body of the answer to a request.
using Answer = std::function<std::string(const Request& request)>;

/// What intake says.
[[nodiscard]] std::string ReadDocument(const Request& request);

/// Shuts this process in, says so, and answers until nobody asks any more. The exit status.
[[nodiscard]] int Serve(int socket, const Limits& limits, const Answer& answer);

/// The words of a command for limits, and the other way round.
[[nodiscard]] std::vector<std::string> WordsOf(const Limits& limits);
[[nodiscard]] Limits LimitsFrom(const std::vector<std::string>& words);

}  // namespace boyin::reader
