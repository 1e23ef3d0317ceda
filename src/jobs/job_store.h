// Jobs with an owner: what somebody asked a service for, kept until it is fetched or too old.
//
//   Result<JobStore> store = JobStore::Open("/var/lib/boyin/service", find_voice);
//   Result<OwnedJob> job = store->Add({.owner = "anna", .config = config}, bytes);
//   Result<void> made = RunJob(*store, *job, run, hooks);        // run_job.h
//
// A folder for each, with its input and its outputs; all that is known of them stands in the ledger
// of the whole, beside the articles that they are made of.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "jobs/jobs.h"

namespace boyin::jobs {

enum class JobState { kQueued, kRunning, kDone, kFailed, kCancelled };
[[nodiscard]] std::string_view NameOf(JobState state);  ///< "queued"

struct JobFile {
  std::string name;
  std::uint64_t bytes = 0;

  bool operator==(const JobFile&) const = default;
};

/// A file that comes with the input of a job.
struct JobInput {
  std::string name;  ///< "a.txt", "news/1.txt": see IsSentName
  std::string bytes;
};

struct OwnedJob {
  std::string id;
  std::string owner;
  std::string name;     ///< of the file that was sent; empty for what came as a text
  RenderConfig config;  ///< of each document in it
  std::string day{};    ///< of a bulletin: that of the programme; empty: no bulletin
  JobState state = JobState::kQueued;
  std::int64_t created = 0;   ///< Unix time
  std::int64_t finished = 0;  ///< 0: not yet
  double progress = 0;        ///< 0 … 1
  std::size_t characters = 0;
  std::size_t sentences = 0;
  std::size_t doubts = 0;
  double duration_s = 0;
  int attempts = 0;   ///< begun so far and not given back, this service's and earlier ones'
  std::string input;  ///< the name under which it lies in the folder `input`
  std::uint64_t input_bytes = 0;
  std::string error;                    ///< of kFailed
  std::vector<JobFile> files;           ///< of the documents that are made; the first is a sound
  std::vector<std::string> left_out{};  ///< of a bulletin: what did not fit or cannot be read

  /// On disk.
  [[nodiscard]] std::uint64_t bytes() const;
  [[nodiscard]] bool ended() const { return state >= JobState::kDone; }
  [[nodiscard]] bool is_bulletin() const { return !day.empty(); }
};

/// For several threads. What a call changes is on disk before it returns, but for progress.
class JobStore {
 public:
  using FindVoice = std::function<std::optional<voice::Voice>(const std::string& name)>;

  /// Makes the folder. kOutput where that cannot be; kUsage where another service has it. What
  /// others have put there is left alone. Jobs of boyin 0.1.0, each with a record of its own, are
  /// taken over; `find_voice` says what their voices are.
  [[nodiscard]] static Result<JobStore> Open(const std::filesystem::path& folder,
                                             const FindVoice& find_voice);
  JobStore(JobStore&& other) noexcept;
  JobStore& operator=(JobStore&&) = delete;
  JobStore(const JobStore&) = delete;
  JobStore& operator=(const JobStore&) = delete;
  ~JobStore();

  /// Gives the job an id and a folder with its input, and with the files that come with it. kOutput
  /// where they cannot be written.
  [[nodiscard]] Result<OwnedJob> Add(OwnedJob job, std::string_view input,
                                     const std::vector<JobInput>& beside = {});
  [[nodiscard]] std::optional<OwnedJob> Find(const std::string& id) const;
  /// Those of `owner`, the newest first.
  [[nodiscard]] std::vector<OwnedJob> Of(const std::string& owner) const;
  [[nodiscard]] std::vector<OwnedJob> Unfinished() const;  ///< the oldest first
  [[nodiscard]] std::size_t CountUnfinished(const std::string& owner) const;
  [[nodiscard]] std::uint64_t BytesOf(const std::string& owner) const;  ///< of all its jobs
  /// Jobs whose record cannot be read: their folders are kept, and not served.
  [[nodiscard]] const std::vector<std::string>& unreadable() const { return unreadable_; }

  /// Changes a job that has not ended, and gives it back; nothing for others.
  [[nodiscard]] std::optional<OwnedJob> Change(const std::string& id,
                                               const std::function<void(OwnedJob&)>& change);
  void Remove(const std::string& id);
  /// Removes what ended before `time`.
  void RemoveEndedBefore(std::int64_t time);
  /// The clock was set by `seconds`: times of jobs that have ended move with it.
  void ShiftEnded(std::int64_t seconds);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path FolderOf(const std::string& id) const;
  [[nodiscard]] std::filesystem::path InputOf(const OwnedJob& job) const;
  [[nodiscard]] std::filesystem::path OutputsOf(const std::string& id) const;
  [[nodiscard]] std::filesystem::path BesideOf(const std::string& id) const;  ///< the input
  [[nodiscard]] const std::shared_ptr<Ledger>& ledger() const { return ledger_; }

 private:
  JobStore(std::filesystem::path folder, std::shared_ptr<Ledger> ledger);
  [[nodiscard]] Result<void> ReadAll(const FindVoice& find_voice);
  void TakeOver(const std::string& id, const FindVoice& find_voice);
  [[nodiscard]] Result<void> Keep(const OwnedJob& job) const;
  [[nodiscard]] Result<void> WriteBeside(const std::string& id, const JobInput& one) const;
  [[nodiscard]] std::vector<OwnedJob> Select(
      const std::function<bool(const OwnedJob&)>& wanted) const;

  std::filesystem::path folder_;
  std::shared_ptr<Ledger> ledger_;
  mutable std::mutex mutex_;
  std::map<std::string, OwnedJob> jobs_;  // guarded by mutex_
  std::vector<std::string> unreadable_;
};

/// What may stand in a file name, and no more of it than fits; never hidden, never empty.
[[nodiscard]] std::string SafeFileName(std::string_view name);

}  // namespace boyin::jobs
