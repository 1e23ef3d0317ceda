// The two ends of the process that makes a job: it parses a stranger's file, so it has little
// memory and can be killed. Private to server.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "server/jobs/job.h"
#include "synthesise/process.h"

namespace boyin::server {

struct JobProgress {
  double share = 0;
  std::size_t sentences = 0;
};

struct JobOutput {
  std::vector<JobFile> files;
  double duration_s = 0;
  std::size_t sentences = 0;
  std::size_t doubts = 0;
};

/// What is told while a job is made. An error ends it and is the result.
struct JobCallbacks {
  std::function<Result<void>(std::size_t characters)> read;
  std::function<void(const JobProgress&)> progress;
};

/// Makes a job in `process`, which runs RunJob: `input` becomes files in `outputs`. kInterrupted
/// where the process was killed from outside, so that another attempt may succeed.
[[nodiscard]] Result<JobOutput> ExecuteJob(const synthesise::Process& process, const JobSpec& spec,
                                           const std::filesystem::path& input,
                                           const std::filesystem::path& outputs,
                                           const JobCallbacks& told);

}  // namespace boyin::server
