// A worker: takes the jobs of batches from a queue, on any machine that sees their folder.
//
//   Result<void> ended = Work(options, stop);      // until told to stop, or until it should
//   restart
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "jobs/job_key.h"
#include "jobs/jobs.h"
#include "pipeline/pipeline.h"

namespace boyin::jobs {

struct WorkerOptions {
  QueueAddress address;
  std::optional<JobKey> key;    ///< a job that is not signed with it is refused; none: none is
  std::filesystem::path store;  ///< nothing outside it is read or written
  std::vector<std::string> engines = {"espeak", "boyin"};  ///< whose jobs it takes
  int width = 2;                      ///< engines; one article more is being prepared
  std::size_t most_jobs = 2000;       ///< then it ends, to be started afresh; 0: never
  std::size_t most_memory_mb = 2048;  ///< the same; running jobs are finished first
  synthesise::PoolOptions pool;       ///< how engines are started
  reader::Reader reader{};            ///< parses the inputs
};

enum class Ending { kStopped, kRestart };

/// What a worker did with a job, for a log: the input, and why not.
using OnJob = std::function<void(const std::string& input, const Error* error)>;

/// Works until `stop` is asked for, the queue is drained or its share is done; running jobs are
/// finished and acknowledged. A queue that is out of reach is waited for. kOutput where it does not
/// answer at first; kInput where there is no store.
[[nodiscard]] Result<Ending> Work(const WorkerOptions& options, const std::stop_token& stop,
                                  const OnJob& on_job);

}  // namespace boyin::jobs
