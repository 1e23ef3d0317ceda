// Wyoming, as Home Assistant speaks it: texts in over TCP, sound out sentence by sentence. Beside
// HTTP, with the same voices, limits and turns of callers, on a thread of its own. Private to
// server.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "server/http/listener.h"

namespace boyin::server {

class Service;

struct WyomingOptions {
  std::string host = "127.0.0.1";
  unsigned short port = 10200;  ///< 0: any that is free
  std::size_t most_connections = 64;
  std::size_t most_of_one = 16;                  ///< connections from one address
  std::chrono::seconds event_time{20};           ///< for an event that has begun to come
  std::chrono::seconds idle_time{300};           ///< between events
  std::chrono::milliseconds write_time{60'000};  ///< for 16 KB to be acknowledged
  std::chrono::seconds drain_time{30};
};

class WyomingServer {
 public:
  struct State;
  /// Binds, and serves from now on. `finished` hears of each text, from the server's thread. kUsage
  /// for an address that is none or is in use.
  [[nodiscard]] static Result<WyomingServer> Start(Service& service, const WyomingOptions& options,
                                                   std::function<void(const Record&)> finished);
  WyomingServer(WyomingServer&&) noexcept;
  WyomingServer& operator=(WyomingServer&&) noexcept;
  ~WyomingServer();  ///< after the service: its threads answer to this

  [[nodiscard]] unsigned short port() const;
  /// Takes no more; what has begun goes on. From any thread.
  void Drain();
  /// Waits for what has begun, for as long as there is time, and ends the thread.
  void Finish();

 private:
  explicit WyomingServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace boyin::server
