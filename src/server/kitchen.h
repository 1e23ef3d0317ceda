// Work taken up in turns, so that neither a long text nor a busy client makes others wait.
// Private to server.
//
//   Kitchen kitchen(2, 2);
//   kitchen.Post(Kitchen::Lane::kFirst, "alice", [] { … });    // what somebody waits to hear
//   kitchen.Post(Kitchen::Lane::kRest, "alice", [] { … });     // what comes after it
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace boyin::server {

using Task = std::function<void()>;

/// Tasks of several callers: each caller's in order, the callers in turn. Not thread-safe.
class FairQueue {
 public:
  void Push(const std::string& caller, Task task);
  [[nodiscard]] Task Pop();  ///< of a queue that is not empty
  [[nodiscard]] bool empty() const { return turns_.empty(); }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::map<std::string, std::deque<Task>> tasks_;
  std::deque<std::string> turns_;  // callers that have tasks, the next one first
  std::size_t size_ = 0;
};

class Kitchen {
 public:
  enum class Lane { kFirst, kRest };

  /// Threads for each lane; those of kRest give way to all others on the machine.
  Kitchen(std::size_t first, std::size_t rest);
  Kitchen(const Kitchen&) = delete;
  Kitchen& operator=(const Kitchen&) = delete;
  ~Kitchen();  ///< waits for tasks that have begun and drops the others

  void Post(Lane lane, const std::string& caller, Task task);
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Counter {
    FairQueue queue;
    std::condition_variable_any changed;
  };
  void Cook(Counter& counter, const std::stop_token& stop);

  mutable std::mutex mutex_;
  std::array<Counter, 2> counters_;    // guarded by mutex_
  std::vector<std::jthread> threads_;  // last: they end first
};

}  // namespace boyin::server
