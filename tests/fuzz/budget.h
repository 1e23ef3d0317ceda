// The time that an input may take of a processor: a busy machine does not matter.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace boyin::fuzz {

inline void Stop(const char* law) {
  std::fprintf(stderr, "%s\n", law);
  std::abort();
}

/// Aborts at its end where an input of so many bytes has taken longer than a law of growth allows,
/// with sanitizers.
class Budget {
 public:
  explicit Budget(std::size_t bytes) : bytes_(bytes), begin_(std::clock()) {}
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;
  ~Budget() {
    constexpr double kOnce = 0.5;
    constexpr double kEach = 20e-6;
    const double seconds = static_cast<double>(std::clock() - begin_) / CLOCKS_PER_SEC;
    if (seconds > kOnce + kEach * static_cast<double>(bytes_)) Stop("too slow for its length");
  }

 private:
  std::size_t bytes_;
  std::clock_t begin_;
};

}  // namespace boyin::fuzz
