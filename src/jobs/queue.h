// The interface between producers and consumers of jobs. Two implementations: in this process
// (LocalQueue) and over the network (nats_queue.h).
//
//   queue.Submit({id, "espeak", body});
//   while (auto lease = queue.Receive(1s); lease && *lease) { ...; queue.Ack(**lease); }
//
// What a queue promises is small, so that both sides can keep it: a job that was submitted is
// delivered at least once until a consumer calls Ack or DeadLetter. Redelivery is normal (a worker
// died, an acknowledgement was lost): jobs must be idempotent.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/result.h"

namespace boyin::jobs {

struct Job {
  std::string id;      ///< of letters and digits
  std::string engine;  ///< whose worker can do it: "espeak"
  std::string body;    ///< what is to be done; opaque to the queue

  bool operator==(const Job&) const = default;
};

struct Lease {
  Job job;
  int attempt = 1;               ///< 2 for the first repetition
  std::shared_ptr<void> handle;  ///< the queue's own
};

/// Where a job is.
enum class JobPlace { kAbsent, kQueued, kDead };

class Queue {
 public:
  Queue() = default;
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;
  virtual ~Queue() = default;

  /// On return the queue has the job.
  [[nodiscard]] virtual Result<void> Submit(const Job& job) = 0;
  /// The next job; nothing where none came in time. A lease not extended in time expires, and the
  /// job is redelivered.
  [[nodiscard]] virtual Result<std::optional<Lease>> Receive(std::chrono::milliseconds wait) = 0;
  /// The job is still being worked on. From any thread.
  virtual void Extend(const Lease& lease) = 0;
  [[nodiscard]] virtual Result<void> Ack(const Lease& lease) = 0;
  /// Redelivered after a while.
  [[nodiscard]] virtual Result<void> Nack(const Lease& lease, std::chrono::milliseconds after) = 0;
  /// Not redelivered; it is kept with its reason for the operator.
  [[nodiscard]] virtual Result<void> DeadLetter(const Lease& lease, const Error& reason) = 0;
  /// kQueued counts leased jobs, too.
  [[nodiscard]] virtual Result<JobPlace> Find(const Job& job) = 0;
};

/// The queue in this process: gone with it. For several threads.
class LocalQueue : public Queue {
 public:
  [[nodiscard]] Result<void> Submit(const Job& job) override;
  /// Waits, however long, while a job may come back; nothing where all are done.
  [[nodiscard]] Result<std::optional<Lease>> Receive(std::chrono::milliseconds wait) override;
  void Extend(const Lease& lease) override;
  [[nodiscard]] Result<void> Ack(const Lease& lease) override;
  [[nodiscard]] Result<void> Nack(const Lease& lease, std::chrono::milliseconds after) override;
  [[nodiscard]] Result<void> DeadLetter(const Lease& lease, const Error& reason) override;
  [[nodiscard]] Result<JobPlace> Find(const Job& job) override;

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    Lease lease;
    Clock::time_point from;
  };
  void Forget(const Lease& lease);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  std::size_t leased_ = 0;
  std::set<std::string> known_;  // waiting or at work
  std::set<std::string> dead_;
};

}  // namespace boyin::jobs
