#include "server/kitchen.h"

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

Kitchen::Kitchen(std::size_t first, std::size_t rest) {
  const auto start = [this](Counter& counter, std::size_t count, int nice) {
    for (std::size_t i = 0; i < count; ++i) {
      threads_.emplace_back([this, &counter, nice](const std::stop_token& stop) {
        // On Linux a thread has a priority of its own.
        if (nice > 0) ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice);
        Cook(counter, stop);
      });
    }
  };
  start(counters_[0], first, 0);
  start(counters_[1], rest, kNice);
}

Kitchen::~Kitchen() = default;

void Kitchen::Post(Lane lane, const std::string& caller, Task task) {
  Counter& counter = counters_[static_cast<std::size_t>(lane)];
  {
    const std::lock_guard lock(mutex_);
    counter.queue.Push(caller, std::move(task));
  }
  counter.changed.notify_one();
}

std::size_t Kitchen::waiting() const {
  const std::lock_guard lock(mutex_);
  return counters_[0].queue.size() + counters_[1].queue.size();
}

void Kitchen::Cook(Counter& counter, const std::stop_token& stop) {
  while (true) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      if (!counter.changed.wait(lock, stop, [&] { return !counter.queue.empty(); })) return;
      if (stop.stop_requested()) return;
      task = counter.queue.Pop();
    }
    task();
  }
}

}  // namespace boyin::server
