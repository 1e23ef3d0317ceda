#include "server/fair_executor.h"

#include <exception>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace boyin::server {
namespace {

constexpr int kNice = 5;

}  // namespace

void FairQueue::Push(const std::string& caller, Task task) {
  std::deque<Task>& own = tasks_[caller];
  if (own.empty()) turns_.push_back(caller);
  own.push_back(std::move(task));
  ++size_;
}

Task FairQueue::Pop() {
  const std::string caller = std::move(turns_.front());
  turns_.pop_front();
  const auto own = tasks_.find(caller);
  Task task = std::move(own->second.front());
  own->second.pop_front();
  --size_;
  if (own->second.empty()) {
    tasks_.erase(own);
  } else {
    turns_.push_back(caller);
  }
  return task;
}

FairExecutor::FairExecutor(std::size_t interactive, std::size_t background) {
  const auto start = [this](Level& level, std::size_t count, int nice) {
    for (std::size_t i = 0; i < count; ++i) {
      threads_.emplace_back([this, &level, nice](const std::stop_token& stop) {
        // On Linux a thread has a priority of its own.
        if (nice > 0) ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice);
        Run(level, stop);
      });
    }
  };
  start(levels_[0], interactive, 0);
  start(levels_[1], background, kNice);
}

FairExecutor::~FairExecutor() = default;

void FairExecutor::Post(Priority priority, const std::string& caller, Task task) {
  Level& level = levels_[static_cast<std::size_t>(priority)];
  {
    const std::lock_guard lock(mutex_);
    level.queue.Push(caller, std::move(task));
  }
  level.changed.notify_one();
}

std::size_t FairExecutor::waiting() const {
  const std::lock_guard lock(mutex_);
  return levels_[0].queue.size() + levels_[1].queue.size();
}

void FairExecutor::Run(Level& level, const std::stop_token& stop) {
  while (true) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      if (!level.changed.wait(lock, stop, [&] { return !level.queue.empty(); })) return;
      if (stop.stop_requested()) return;
      task = level.queue.Pop();
    }
    // What escapes a task would end the process. Its caller was answered where the task was made
    // (Service::RunInteractive), or is told by the end of its stream.
    try {
      task();
    } catch (const std::exception&) {
      ++failed_;
    }
  }
}

}  // namespace boyin::server
