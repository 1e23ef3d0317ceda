// Notices that the clock was set: by hand, or by NTP after a start with a wrong one. Private to
// server.
#pragma once

#include <cstdint>

namespace boyin::server {

class ClockWatch {
 public:
  /// Both in seconds: the clock, and a count that only grows with time.
  ClockWatch(std::int64_t clock, std::int64_t up) : clock_(clock), up_(up) {}

  /// By how much the clock was set since the last call; 0 for what is drift.
  [[nodiscard]] std::int64_t Step(std::int64_t clock, std::int64_t up) {
    constexpr std::int64_t kDrift = 60;
    const std::int64_t step = (clock - clock_) - (up - up_);
    clock_ = clock;
    up_ = up;
    return step > kDrift || step < -kDrift ? step : 0;
  }

 private:
  std::int64_t clock_;
  std::int64_t up_;
};

}  // namespace boyin::server
