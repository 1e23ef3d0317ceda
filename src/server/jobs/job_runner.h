// Runs jobs: a few at a time, in turn for their callers; tells who follows one what becomes of it.
// Private to server.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "jobs/job_store.h"
#include "jobs/run_job.h"
#include "server/fair_executor.h"
#include "server/http/pipe.h"

namespace boyin::server {

struct JobRunnerOptions {
  std::size_t width = 1;    ///< jobs at work
  std::int64_t keep_s = 0;  ///< what has ended is removed after so long
};

/// Makes a job; see jobs::RunJob. The first token ends it, the second takes it out of a queue, too.
using MakeJob =
    std::function<Result<jobs::JobOutput>(const jobs::OwnedJob&, const std::stop_token& stop,
                                          const std::stop_token& withdraw, const jobs::JobHooks&)>;

/// For several threads.
class JobRunner {
 public:
  JobRunner(JobRunnerOptions options, jobs::JobStore& store, MakeJob make);
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;
  ~JobRunner();  ///< ends the running jobs: they stay unfinished in the store

  /// Enqueues the jobs in the store that are not finished.
  void Resume();
  void Enqueue(const jobs::OwnedJob& job);
  /// Nothing where it has ended already.
  [[nodiscard]] std::optional<jobs::OwnedJob> Cancel(const std::string& id);
  /// The job as it is, then each change of it as a server-sent event; the pipe is closed with its
  /// end.
  void Follow(const jobs::OwnedJob& job, const std::shared_ptr<Pipe>& pipe);

  /// Ends what is followed; the jobs go on.
  void CloseStreams();

  [[nodiscard]] std::string JsonOf(const jobs::OwnedJob& job) const;

 private:
  struct AtWork {
    std::stop_source stop;
    std::stop_source withdraw;
  };
  void Execute(const std::string& id);
  void Run(const std::string& id);
  [[nodiscard]] Result<jobs::JobOutput> Make(const jobs::OwnedJob& job);
  [[nodiscard]] std::optional<jobs::OwnedJob> Change(
      const std::string& id, const std::function<void(jobs::OwnedJob&)>& change);
  void Notify(const jobs::OwnedJob& job);
  void Tick(const std::stop_token& stop);

  JobRunnerOptions options_;
  jobs::JobStore& store_;
  MakeJob make_;
  std::mutex mutex_;
  std::condition_variable_any ticked_;
  bool closing_ = false;                                         // guarded by mutex_
  std::map<std::string, AtWork> at_work_;                        // guarded by mutex_
  std::multimap<std::string, std::shared_ptr<Pipe>> followers_;  // guarded by mutex_
  std::jthread ticker_;
  FairExecutor executor_;  // last: its threads end before what they use
};

}  // namespace boyin::server
