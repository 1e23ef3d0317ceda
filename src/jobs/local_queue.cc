#include <algorithm>

#include "jobs/queue.h"

namespace boyin::jobs {

Result<void> LocalQueue::Submit(const Job& job) {
  {
    const std::lock_guard lock(mutex_);
    if (!known_.insert(job.id).second) return {};
    buried_.erase(job.id);
    waiting_.push_back({{job, 1, nullptr}, Clock::time_point::min()});
  }
  changed_.notify_one();
  return {};
}

Result<std::optional<Taken>> LocalQueue::Take(std::chrono::milliseconds /*wait*/) {
  std::unique_lock lock(mutex_);
  while (!waiting_.empty() || at_work_ > 0) {
    const Clock::time_point now = Clock::now();
    const auto ripe = std::find_if(waiting_.begin(), waiting_.end(),
                                   [&](const Waiting& job) { return job.from <= now; });
    if (ripe != waiting_.end()) {
      Taken taken = std::move(ripe->taken);
      waiting_.erase(ripe);
      ++at_work_;
      return taken;
    }
    if (waiting_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto next =
        std::min_element(waiting_.begin(), waiting_.end(),
                         [](const Waiting& a, const Waiting& b) { return a.from < b.from; });
    const Clock::time_point wake = next->from;
    changed_.wait_until(lock, wake);
  }
  return std::nullopt;
}

void LocalQueue::Extend(const Taken& /*taken*/) {}  // in one process nobody is lost

void LocalQueue::Leave(const Taken& taken) {
  {
    const std::lock_guard lock(mutex_);
    --at_work_;
    known_.erase(taken.job.id);
  }
  changed_.notify_all();
}

Result<void> LocalQueue::Done(const Taken& taken) {
  Leave(taken);
  return {};
}

Result<void> LocalQueue::Again(const Taken& taken, std::chrono::milliseconds after) {
  {
    const std::lock_guard lock(mutex_);
    --at_work_;
    waiting_.push_back({{taken.job, taken.attempt + 1, nullptr}, Clock::now() + after});
  }
  changed_.notify_all();
  return {};
}

Result<void> LocalQueue::Bury(const Taken& taken, const Error& /*reason*/) {
  {
    const std::lock_guard lock(mutex_);
    buried_.insert(taken.job.id);
  }
  Leave(taken);
  return {};
}

Result<Place> LocalQueue::Find(const Job& job) {
  const std::lock_guard lock(mutex_);
  if (known_.contains(job.id)) return Place::kWaiting;
  return buried_.contains(job.id) ? Place::kBuried : Place::kNowhere;
}

}  // namespace boyin::jobs
