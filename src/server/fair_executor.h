// Work taken up in turns, so that neither a long text nor a busy client makes others wait.
// Private to server.
//
//   FairExecutor executor(2, 2);
//   executor.Post(FairExecutor::Priority::kInteractive, "alice", [] { … });  // first sound
//   executor.Post(FairExecutor::Priority::kBackground, "alice", [] { … });   // what follows it
#pragma once

#include <array>
#include <atomic>
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

class FairExecutor {
 public:
  enum class Priority { kInteractive, kBackground };

  /// Threads for each priority; those of kBackground are niced.
  FairExecutor(std::size_t interactive, std::size_t background);
  FairExecutor(const FairExecutor&) = delete;
  FairExecutor& operator=(const FairExecutor&) = delete;
  ~FairExecutor();  ///< waits for tasks that have begun and drops the others

  void Post(Priority priority, const std::string& caller, Task task);
  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] std::size_t failed() const { return failed_; }  ///< tasks that threw

 private:
  struct Level {
    FairQueue queue;
    std::condition_variable_any changed;
  };
  void Run(Level& level, const std::stop_token& stop);

  mutable std::mutex mutex_;
  std::array<Level, 2> levels_;  // guarded by mutex_
  std::atomic<std::size_t> failed_{0};
  std::vector<std::jthread> threads_;  // last: they end first
};

}  // namespace boyin::server
