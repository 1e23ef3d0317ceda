// What the service counts, in Prometheus' text. Private to server.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "server/http/listener.h"

namespace boyin::server {

/// Of this moment.
struct Gauges {
  std::size_t connections = 0;
  std::size_t active = 0;    ///< texts being spoken
  std::size_t waiting = 0;   ///< pieces of work not begun
  std::size_t jobs = 0;      ///< not ended
  int restarts = 0;          ///< of engines that failed
  std::size_t spoken = 0;    ///< sentences, by an engine
  std::size_t recalled = 0;  ///< sentences, from the cache
};

/// Thread-safe.
class Metrics {
 public:
  Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;
  ~Metrics();

  void Count(const Record& record);
  void Characters(std::size_t count);
  [[nodiscard]] std::string Text(const Gauges& gauges);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boyin::server
