// Runs jobs: a few at a time, in turn for their callers, each in a process of its own.
// Private to server.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "server/fair_executor.h"
#include "server/http/pipe.h"
#include "server/jobs/job_store.h"
#include "server/jobs/job_worker.h"
#include "synthesise/process.h"

namespace boyin::server {

struct JobRunnerOptions {
  std::vector<std::string> command;  ///< starts a process that calls RunJob
  std::size_t width = 1;             ///< jobs at work
  std::int64_t keep_s = 0;           ///< what has ended is removed after so long
};

/// Called before a job is spoken; why its caller may not have so many characters, else nothing.
using QuotaCheck = std::function<std::string(const std::string& caller, std::size_t characters)>;

/// For several threads.
class JobRunner {
 public:
  /// Enqueues the jobs in the store that are not finished.
  JobRunner(JobRunnerOptions options, JobStore& store, QuotaCheck quota_check);
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;
  ~JobRunner();  ///< kills the running processes: their jobs stay unfinished in the store

  void Enqueue(const Job& job);
  /// Nothing where it has ended already.
  [[nodiscard]] std::optional<Job> Cancel(const std::string& id);
  /// The job as it is, then each change of it as a server-sent event; the pipe is closed with its
  /// end.
  void Follow(const Job& job, const std::shared_ptr<Pipe>& pipe);

  /// Ends what is followed; the jobs go on.
  void CloseStreams();

  [[nodiscard]] std::string JsonOf(const Job& job) const {
    return PublicJson(job, options_.keep_s);
  }

 private:
  void Execute(const std::string& id);
  Result<JobOutput> Run(const Job& job);
  [[nodiscard]] std::optional<Job> Change(const std::string& id,
                                          const std::function<void(Job&)>& change);
  void Notify(const Job& job);
  void Tick(const std::stop_token& stop);
  /// Whether a job whose process was killed from outside waits for another attempt.
  [[nodiscard]] bool Retry(const Job& job, const Error& error);

  JobRunnerOptions options_;
  JobStore& store_;
  QuotaCheck quota_check_;
  std::mutex mutex_;
  std::condition_variable_any ticked_;
  bool closing_ = false;                                         // guarded by mutex_
  std::map<std::string, const synthesise::Process*> at_work_;    // guarded by mutex_
  std::multimap<std::string, std::shared_ptr<Pipe>> followers_;  // guarded by mutex_
  std::jthread ticker_;
  FairExecutor executor_;  // last: its threads end before what they use
};

}  // namespace boyin::server
