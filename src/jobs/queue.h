// The seam between those who have work and those who do it. Two sides: one in this process
// (LocalQueue), one on other machines (nats_queue.h).
//
//   queue.Submit({id, "espeak", body});
//   while (auto taken = queue.Take(1s); taken && *taken) { ...; queue.Done(**taken); }
//
// What a queue promises is small, so that both sides can keep it: a job that was submitted is taken
// at least once until somebody says Done or Bury. Taking twice is normal (a worker died, a word was
// lost): doing a job twice must do no harm.
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
  std::string engine;  ///< who can do it: "espeak"
  std::string body;    ///< what is to be done, in the words of those who do it

  bool operator==(const Job&) const = default;
};

struct Taken {
  Job job;
  int attempt = 1;               ///< 2 for the first repetition
  std::shared_ptr<void> ticket;  ///< the queue's own
};

/// Where a job is.
enum class Place { kNowhere, kWaiting, kBuried };

class Queue {
 public:
  Queue() = default;
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;
  virtual ~Queue() = default;

  /// On return the job is in the queue's hands.
  [[nodiscard]] virtual Result<void> Submit(const Job& job) = 0;
  /// The next job; nothing where none came in time. A job not extended for a while goes to others.
  [[nodiscard]] virtual Result<std::optional<Taken>> Take(std::chrono::milliseconds wait) = 0;
  /// Still at it. From any thread.
  virtual void Extend(const Taken& taken) = 0;
  [[nodiscard]] virtual Result<void> Done(const Taken& taken) = 0;
  /// Somebody may try it again, after a while.
  [[nodiscard]] virtual Result<void> Again(const Taken& taken, std::chrono::milliseconds after) = 0;
  /// Nobody shall try it again; it is kept with its reason for a person to look at.
  [[nodiscard]] virtual Result<void> Bury(const Taken& taken, const Error& reason) = 0;
  /// Waiting counts jobs at work, too.
  [[nodiscard]] virtual Result<Place> Find(const Job& job) = 0;
};

/// The side in this process: gone with it. For several threads.
class LocalQueue : public Queue {
 public:
  [[nodiscard]] Result<void> Submit(const Job& job) override;
  /// Waits, however long, while a job may come back; nothing where all are done.
  [[nodiscard]] Result<std::optional<Taken>> Take(std::chrono::milliseconds wait) override;
  void Extend(const Taken& taken) override;
  [[nodiscard]] Result<void> Done(const Taken& taken) override;
  [[nodiscard]] Result<void> Again(const Taken& taken, std::chrono::milliseconds after) override;
  [[nodiscard]] Result<void> Bury(const Taken& taken, const Error& reason) override;
  [[nodiscard]] Result<Place> Find(const Job& job) override;

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    Taken taken;
    Clock::time_point from;
  };
  void Leave(const Taken& taken);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  std::size_t at_work_ = 0;
  std::set<std::string> known_;  // waiting or at work
  std::set<std::string> buried_;
};

}  // namespace boyin::jobs
