// What a person does with a queue: look at it, send the workers home, bury and exhume jobs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "jobs/jobs.h"

namespace boyin::jobs {

/// The jobs of one engine.
struct Counter {
  std::string engine;
  std::uint64_t waiting = 0;
  std::uint64_t at_work = 0;
  std::uint64_t repeated = 0;      ///< of those at work
  std::vector<std::string> ids{};  ///< of those that wait or are at work, the first hundred
  std::uint64_t idle_workers = 0;  ///< that wait for a job right now
};
struct Grave {
  std::string id;
  std::string engine;
  std::string input;
  Message reason;
};
struct QueueStatus {
  std::vector<Counter> counters;
  std::vector<Grave> graves;
};
[[nodiscard]] Result<QueueStatus> StatusOf(const QueueAddress& address);

/// Workers finish what they hold and end; jobs stay for those that come.
[[nodiscard]] Result<void> Drain(const QueueAddress& address);

/// A waiting job, out of the queue. kInput where there is none of this id.
[[nodiscard]] Result<void> BuryJob(const QueueAddress& address, const std::string& id);

/// Buried jobs, back into the queue: one, or with an empty id all. How many.
[[nodiscard]] Result<std::size_t> Requeue(const QueueAddress& address, const std::string& id);

}  // namespace boyin::jobs
