// A job of a service made: a batch of the documents in what was sent, or a bulletin.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "jobs/job_store.h"
#include "jobs/jobs.h"

namespace boyin::jobs {

/// With what a job is made.
struct JobRun {
  const pipeline::Renderer& renderer;
  reader::Reader reader;               ///< parses what was sent
  std::string lexicon_hash;            ///< of the readings
  std::string now;                     ///< UTC, "2026-11-24T06:00:00Z"
  std::stop_token stop;                ///< ends it after the sentence at hand, with kInterrupted
  std::optional<QueueOptions> queue;   ///< workers make it; `exchange` is the job's own
  std::vector<voice::Voice> voices{};  ///< that a rundown may name
  std::function<bool(const voice::Voice&)> installed{};  ///< nothing: all of them are
  std::size_t most_characters = 1'000'000;  ///< of one document: all of it is in memory
};

/// What is told while a job is made. An error ends it and is the result.
struct JobHooks {
  std::function<Result<void>(std::size_t characters)> read;
  std::function<void(double share, std::size_t sentences)> progress;
  /// A document is made: its files, the sound first.
  std::function<void(const std::vector<JobFile>& files)> made{};
};

struct JobOutput {
  std::vector<JobFile> files;
  double duration_s = 0;
  std::size_t sentences = 0;
  std::size_t doubts = 0;
  std::vector<std::string> left_out{};  ///< of a bulletin
};

/// Makes the job: what stands of it already, from an earlier attempt, is left alone. The first
/// document that fails ends it.
[[nodiscard]] Result<JobOutput> RunJob(const JobStore& store, const OwnedJob& job,
                                       const JobRun& run, const JobHooks& hooks);

}  // namespace boyin::jobs
