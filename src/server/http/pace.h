// Whether a peer keeps the pace that the service promises to wait for. Private to server.
//
// What counts is bytes the peer has acknowledged: a write that the kernel took may lie in its send
// buffer for minutes, and a socket is called writable only when much of that buffer is free.
#pragma once

#include <chrono>
#include <cstdint>

namespace boyin::server {

class Pace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `least` bytes in each `interval`.
  Pace(std::uint64_t least, std::chrono::milliseconds interval)
      : least_(least), interval_(interval) {}

  void Begin(Time now, std::uint64_t acknowledged) {
    since_ = now;
    mark_ = acknowledged;
  }

  /// Asked now and then. False once an interval has passed without `least` bytes.
  [[nodiscard]] bool Holds(Time now, std::uint64_t acknowledged) {
    if (acknowledged - mark_ >= least_) Begin(now, acknowledged);
    return now - since_ < interval_;
  }

  /// How often to ask.
  [[nodiscard]] std::chrono::milliseconds step() const { return interval_ / 4; }

 private:
  std::uint64_t least_;
  std::chrono::milliseconds interval_;
  Time since_;
  std::uint64_t mark_ = 0;
};

}  // namespace boyin::server
