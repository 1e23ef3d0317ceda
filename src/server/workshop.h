// Where jobs are made: some at a time, in turn for their callers, each in a process of its own.
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

#include "server/job_shelf.h"
#include "server/job_worker.h"
#include "server/kitchen.h"
#include "server/pipe.h"
#include "synthesise/process.h"

namespace boyin::server {

struct WorkshopOptions {
  std::vector<std::string> command;  ///< starts a process that calls RunJob
  std::size_t width = 1;             ///< jobs at work
  std::int64_t keep_s = 0;           ///< what has ended is removed after so long
};

/// Called before a job is spoken; why its caller may not have so many characters, else nothing.
using Agree = std::function<std::string(const std::string& caller, std::size_t characters)>;

/// For several threads.
class Workshop {
 public:
  /// Takes up what had been left unfinished on the shelf.
  Workshop(WorkshopOptions options, JobShelf& shelf, Agree agree);
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  ~Workshop();  ///< kills what is at work: it stays unfinished on the shelf

  void Take(const Job& job);
  /// Nothing where it has ended already.
  [[nodiscard]] std::optional<Job> Cancel(const std::string& id);
  /// The job as it is, then each change of it as a server-sent event; the pipe is closed with its
  /// end.
  void Follow(const Job& job, const std::shared_ptr<Pipe>& pipe);

  /// Ends what is followed; the jobs go on.
  void LetGo();

  [[nodiscard]] std::string JsonOf(const Job& job) const {
    return PublicJson(job, options_.keep_s);
  }

 private:
  void Make(const std::string& id);
  Result<JobOutput> Run(const Job& job);
  [[nodiscard]] std::optional<Job> Change(const std::string& id,
                                          const std::function<void(Job&)>& change);
  void Tell(const Job& job);
  void Tick(const std::stop_token& stop);

  WorkshopOptions options_;
  JobShelf& shelf_;
  Agree agree_;
  std::mutex mutex_;
  std::condition_variable_any ticked_;
  bool closing_ = false;                                         // guarded by mutex_
  std::map<std::string, const synthesise::Process*> at_work_;    // guarded by mutex_
  std::multimap<std::string, std::shared_ptr<Pipe>> followers_;  // guarded by mutex_
  std::jthread ticker_;
  Kitchen kitchen_;  // last: its threads end before what they use
};

}  // namespace boyin::server
