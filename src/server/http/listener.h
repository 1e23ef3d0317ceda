// The only room's corner that sees the network: connections in, requests out, replies sent. One
// thread carries all connections; handlers must not block it. Private to server.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "base/result.h"
#include "server/http/http.h"

namespace boyin::server {

/// What one finished request was like, for log and metrics.
struct Record {
  std::string id;
  std::string peer;
  std::string caller;
  std::string method;
  std::string route;  ///< the pattern, never the path: a path may hold words
  int status = 0;
  std::uint64_t bytes = 0;  ///< of the body sent
  double first_s = 0;       ///< until the first byte of the body was sent
  double seconds = 0;       ///< until the last
  bool whole = false;       ///< false: the client left, or the reply broke off
};

/// What the listener asks. All are called on its thread.
struct Hooks {
  /// Before the body is read: how large it may be, or why the request is refused. May fill in
  /// captures and caller, and the route's name.
  std::function<std::variant<std::size_t, Reply>(Request&, std::string& route)> admit;
  /// Answers now or later, from any thread.
  std::function<void(Request, Answer)> handle;
  std::function<void(const Record&)> finished;
  /// The service is about to end: what would go on for long should come to its end.
  std::function<void()> draining;
};

struct ListenerOptions {
  std::string host = "127.0.0.1";
  unsigned short port = 8080;                   ///< 0: any that is free
  std::size_t most_connections = 4096;          ///< more are answered 503 and closed
  std::size_t most_body_bytes = 256UL << 20U;   ///< of all bodies, until the work on them has ended
  std::chrono::seconds header_time{20};         ///< for a request line and its headers, and idle
  std::chrono::milliseconds body_time{60'000};  ///< for 256 KB of a body to come
  std::chrono::milliseconds write_time{60'000};  ///< for 16 KB to be acknowledged
  std::chrono::seconds drain_time{30};           ///< after SIGTERM, for what has begun
};

class Listener {
 public:
  struct State;
  /// Binds. kUsage for an address that is none or is in use.
  [[nodiscard]] static Result<Listener> Open(const ListenerOptions& options, Hooks hooks);
  Listener(Listener&&) noexcept;
  Listener& operator=(Listener&&) noexcept;
  ~Listener();

  [[nodiscard]] unsigned short port() const;
  [[nodiscard]] std::size_t connections() const;  ///< of its own thread
  /// Serves until SIGTERM or SIGINT, then lets what has begun come to its end. SIGHUP calls
  /// `on_hangup`.
  void Run(const std::function<void()>& on_hangup);

 private:
  explicit Listener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace boyin::server
