// A request and its reply as values, so that no handler sees the library that carries them.
// Private to server.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "server/http/pipe.h"

namespace boyin::server {

using Fields = std::map<std::string, std::string>;

struct Request {
  std::string id;      ///< X-Request-Id, the client's or ours
  std::string method;  ///< "GET"
  std::string path;    ///< decoded, without the query
  Fields query;        ///< decoded
  Fields headers;      ///< names in lower case
  Fields captures;     ///< of the route's pattern: {"id": …}
  std::string body;
  std::string peer;            ///< address
  std::string caller;          ///< whose turn it takes: the key's name, else the address
  bool shared_caller = false;  ///< behind a proxy that is not named: `caller` may be anybody
  /// Set when the client has left before it was answered.
  std::shared_ptr<std::atomic<bool>> gone = std::make_shared<std::atomic<bool>>(false);

  [[nodiscard]] std::string_view Header(std::string_view lower_name) const;
  [[nodiscard]] std::string_view Query(std::string_view name) const;
};

class OpenFile;

/// A part of a file, read as it is sent. It is opened once: a file that takes its place meanwhile
/// is not mixed into the reply.
struct FilePart {
  std::shared_ptr<const OpenFile> file;
  std::uint64_t begin = 0;
  std::uint64_t size = 0;
};

struct Reply {
  int status = 200;
  std::string type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<Pipe> pipe;    ///< instead of body: as it comes
  std::optional<FilePart> file;  ///< instead of body
};

/// Takes the reply; from any thread, once.
using Answer = std::function<void(Reply)>;

/// A form or a query: name=value&…, percent-decoded. Nothing for a bad escape.
[[nodiscard]] std::optional<Fields> ParseForm(std::string_view text);
/// Nothing for a bad escape or a zero byte.
[[nodiscard]] std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space);

/// All but unreserved characters as %XX.
[[nodiscard]] std::string PercentEncode(std::string_view text);

/// {"error":{"message","type","param","code"}}: the shape that OpenAI's clients read. Beside it
/// "message_zh", for people: as given, else as errors.tsv has it.
[[nodiscard]] Reply ErrorReply(int status, std::string_view code, std::string_view message,
                               std::string_view param = {}, std::string_view chinese = {});
/// Of a room's error.
[[nodiscard]] Reply ErrorReply(const Error& error);
[[nodiscard]] Reply JsonReply(std::string body, int status = 200);
[[nodiscard]] std::string_view ReasonOf(int status);

/// JSON text that is valid UTF-8 whatever `text` holds.
[[nodiscard]] std::string JsonString(std::string_view text);

}  // namespace boyin::server
