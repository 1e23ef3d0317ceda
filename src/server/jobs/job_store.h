// The jobs of a service, kept on disk: a folder for each, with its input, its record and its
// outputs. Private to server.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/jobs/job.h"
#include "synthesise/process.h"

namespace boyin::server {

/// For several threads. What a call changes is on disk before it returns.
class JobStore {
 public:
  /// Makes the folder. kOutput where that cannot be; kUsage where another service has it. What
  /// others have put there is left alone.
  [[nodiscard]] static Result<JobStore> Open(const std::filesystem::path& folder);
  JobStore(JobStore&& other) noexcept;
  JobStore& operator=(JobStore&&) = delete;
  JobStore(const JobStore&) = delete;
  JobStore& operator=(const JobStore&) = delete;
  ~JobStore() = default;

  /// Gives the job an id and a folder with its input. kOutput where they cannot be written.
  [[nodiscard]] Result<Job> Add(Job job, std::string_view input);
  [[nodiscard]] std::optional<Job> Find(const std::string& id) const;
  /// Those of `caller`, the newest first.
  [[nodiscard]] std::vector<Job> Of(const std::string& caller) const;
  [[nodiscard]] std::vector<Job> Unfinished() const;  ///< the oldest first
  [[nodiscard]] std::size_t CountUnfinished(const std::string& caller) const;
  [[nodiscard]] std::uint64_t BytesOf(const std::string& caller) const;  ///< of all its jobs
  /// Jobs whose record cannot be read: their folders are kept, and not served.
  [[nodiscard]] const std::vector<std::string>& unreadable() const { return unreadable_; }

  /// Changes a job that has not ended, and gives it back; nothing for others.
  [[nodiscard]] std::optional<Job> Change(const std::string& id,
                                          const std::function<void(Job&)>& change);
  void Remove(const std::string& id);
  /// Removes what ended before `time`.
  void RemoveEndedBefore(std::int64_t time);
  /// The clock was set by `seconds`: times of jobs that have ended move with it.
  void ShiftEnded(std::int64_t seconds);

  [[nodiscard]] std::filesystem::path FolderOf(const std::string& id) const;
  [[nodiscard]] std::filesystem::path InputOf(const std::string& id) const;
  [[nodiscard]] std::filesystem::path OutputsOf(const std::string& id) const;

 private:
  JobStore(std::filesystem::path folder, synthesise::Descriptor lock);
  void ReadAll();
  [[nodiscard]] Result<void> Keep(const Job& job) const;

  std::filesystem::path folder_;
  synthesise::Descriptor lock_;
  mutable std::mutex mutex_;
  std::map<std::string, Job> jobs_;  // guarded by mutex_
  std::vector<std::string> unreadable_;
};

}  // namespace boyin::server
