#include <algorithm>

#include "jobs/queue.h"

namespace boyin::jobs {

Result<void> LocalQueue::Submit(const Job& job) {
  {
    const std::lock_guard lock(mutex_);
    if (!known_.insert(job.id).second) return {};
    dead_.erase(job.id);
    waiting_.push_back({{job, 1, nullptr}, Clock::time_point::min()});
  }
  changed_.notify_one();
  return {};
}

Result<std::optional<Lease>> LocalQueue::Receive(std::chrono::milliseconds /*wait*/) {
  std::unique_lock lock(mutex_);
  while (!waiting_.empty() || leased_ > 0) {
    const Clock::time_point now = Clock::now();
    const auto ripe = std::find_if(waiting_.begin(), waiting_.end(),
                                   [&](const Waiting& job) { return job.from <= now; });
    if (ripe != waiting_.end()) {
      Lease lease = std::move(ripe->lease);
      waiting_.erase(ripe);
      ++leased_;
      return lease;
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

void LocalQueue::Extend(const Lease& /*lease*/) {}  // within one process no lease expires

void LocalQueue::Forget(const Lease& lease) {
  {
    const std::lock_guard lock(mutex_);
    --leased_;
    known_.erase(lease.job.id);
  }
  changed_.notify_all();
}

Result<void> LocalQueue::Ack(const Lease& lease) {
  Forget(lease);
  return {};
}

Result<void> LocalQueue::Nack(const Lease& lease, std::chrono::milliseconds after) {
  {
    const std::lock_guard lock(mutex_);
    --leased_;
    waiting_.push_back({{lease.job, lease.attempt + 1, nullptr}, Clock::now() + after});
  }
  changed_.notify_all();
  return {};
}

Result<void> LocalQueue::DeadLetter(const Lease& lease, const Error& /*reason*/) {
  {
    const std::lock_guard lock(mutex_);
    dead_.insert(lease.job.id);
  }
  Forget(lease);
  return {};
}

Result<JobPlace> LocalQueue::Find(const Job& job) {
  const std::lock_guard lock(mutex_);
  if (known_.contains(job.id)) return JobPlace::kQueued;
  return dead_.contains(job.id) ? JobPlace::kDead : JobPlace::kAbsent;
}

}  // namespace boyin::jobs
