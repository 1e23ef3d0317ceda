// Administration of a queue: its state, draining, dead letters.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "jobs/jobs.h"

namespace boyin::jobs {

/// The jobs of one engine.
struct EngineQueue {
  std::string engine;
  std::uint64_t waiting = 0;
  std::uint64_t at_work = 0;
  std::uint64_t repeated = 0;      ///< of those at work
  std::vector<std::string> ids{};  ///< of those that wait or are leased, the first hundred
  std::uint64_t idle_workers = 0;  ///< that wait for a job right now
};
struct DeadLetterEntry {
  std::string id;
  std::string engine;
  std::string input;
  Message reason;
};
struct QueueStatus {
  std::vector<EngineQueue> engines;
  std::vector<DeadLetterEntry> dead_letters;
};
[[nodiscard]] Result<QueueStatus> StatusOf(const QueueAddress& address);

/// Workers finish what they hold and end; jobs stay for those that come.
[[nodiscard]] Result<void> Drain(const QueueAddress& address);

/// Moves a waiting job to the dead letters. kInput where there is none of this id.
[[nodiscard]] Result<void> DeadLetterJob(const QueueAddress& address, const std::string& id);

/// Dead letters, back into the queue: one, or with an empty id all. How many.
[[nodiscard]] Result<std::size_t> Requeue(const QueueAddress& address, const std::string& id);

}  // namespace boyin::jobs
