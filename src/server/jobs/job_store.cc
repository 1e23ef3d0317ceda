#include "server/jobs/job_store.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>

#include "base/file.h"

namespace boyin::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostRecordBytes = 1 << 20U;
constexpr const char* kMarker = ".boyin-job";  // in every folder that a service has made
constexpr std::string_view kPrefix = "job_";
constexpr std::size_t kIdDigits = 32;
const Message kMend{"name another folder with --folder", "请用 --folder 指定别的目录"};

tl::unexpected<Error> CannotKeep(const fs::path& where, const std::error_code& why) {
  return Fail(Code::kOutput, where.string(), {why.message(), why.message()}, kMend);
}

std::string NewId() {
  std::array<unsigned char, 16> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 33> text{};
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  return std::string(kPrefix) + text.data();
}

/// A name that NewId gives.
bool IsId(std::string_view name) {
  if (!name.starts_with(kPrefix) || name.size() != kPrefix.size() + kIdDigits) return false;
  return name.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string_view::npos;
}

}  // namespace

JobStore::JobStore(fs::path folder, synthesise::Descriptor lock)
    : folder_(std::move(folder)), lock_(std::move(lock)) {}

JobStore::JobStore(JobStore&& other) noexcept
    : folder_(std::move(other.folder_)),
      lock_(std::move(other.lock_)),
      jobs_(std::move(other.jobs_)),
      unreadable_(std::move(other.unreadable_)) {}

Result<JobStore> JobStore::Open(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return CannotKeep(folder, failed);
  // What is in it belongs to the callers.
  fs::permissions(folder, fs::perms::owner_all, failed);
  const fs::path file = folder / "lock";
  synthesise::Descriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.get() < 0) return CannotKeep(file, {errno, std::generic_category()});
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return Fail(Code::kUsage, folder.string(),
                {"another service keeps its jobs here", "另一个服务正在使用这个目录"}, kMend);
  }
  JobStore store(folder, std::move(lock));
  store.ReadAll();
  return store;
}

void JobStore::ReadAll() {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder_, failed)) {
    const std::string name = entry.path().filename().string();
    std::error_code ignored;
    if (!IsId(name) || !fs::is_directory(entry.symlink_status(ignored))) continue;
    const bool recorded = fs::exists(entry.path() / "job.json", ignored);
    if (!recorded && fs::exists(entry.path() / kMarker, ignored)) {
      fs::remove_all(entry.path(), ignored);  // a job that was never accepted
      continue;
    }
    if (!recorded) continue;
    const Result<std::string> text = ReadFile(entry.path() / "job.json", kMostRecordBytes);
    std::optional<Job> job = text ? ParseKept(*text) : std::nullopt;
    if (job && job->id == name) {
      jobs_[name] = std::move(*job);
    } else {
      unreadable_.push_back(name);
    }
  }
}

Result<void> JobStore::Keep(const Job& job) const {
  return WriteFile(FolderOf(job.id) / "job.json", KeptJson(job));
}

Result<Job> JobStore::Add(Job job, std::string_view input) {
  job.id = NewId();
  std::error_code failed;
  fs::create_directories(OutputsOf(job.id), failed);
  if (failed) return CannotKeep(OutputsOf(job.id), failed);
  job.input_bytes = input.size();
  Result<void> kept = WriteFile(FolderOf(job.id) / kMarker, "");
  if (kept) kept = WriteFile(InputOf(job.id), input);
  if (kept) kept = Keep(job);
  if (!kept) {
    fs::remove_all(FolderOf(job.id), failed);
    return tl::unexpected(kept.error());
  }
  const std::lock_guard lock(mutex_);
  jobs_[job.id] = job;
  return job;
}

std::optional<Job> JobStore::Find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(id);
  return found == jobs_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Job> JobStore::Of(const std::string& caller) const {
  std::vector<Job> own;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, job] : jobs_) {
      if (job.caller == caller) own.push_back(job);
    }
  }
  std::sort(own.begin(), own.end(), [](const Job& a, const Job& b) {
    return std::pair(b.created, b.id) < std::pair(a.created, a.id);
  });
  return own;
}

std::vector<Job> JobStore::Unfinished() const {
  std::vector<Job> waiting;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, job] : jobs_) {
      if (!job.ended()) waiting.push_back(job);
    }
  }
  std::sort(waiting.begin(), waiting.end(), [](const Job& a, const Job& b) {
    return std::pair(a.created, a.id) < std::pair(b.created, b.id);
  });
  return waiting;
}

std::size_t JobStore::CountUnfinished(const std::string& caller) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(jobs_.begin(), jobs_.end(), [&](const auto& own) {
    return own.second.caller == caller && !own.second.ended();
  }));
}

std::uint64_t JobStore::BytesOf(const std::string& caller) const {
  const std::lock_guard lock(mutex_);
  std::uint64_t bytes = 0;
  for (const auto& [id, job] : jobs_) {
    if (job.caller == caller) bytes += job.bytes();
  }
  return bytes;
}

void JobStore::ShiftEnded(std::int64_t seconds) {
  std::vector<Job> shifted;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [id, job] : jobs_) {
      if (!job.ended()) continue;
      job.finished += seconds;
      shifted.push_back(job);
    }
  }
  // Where one cannot be written, its old time counts after a restart.
  for (const Job& job : shifted) static_cast<void>(Keep(job));
}

std::optional<Job> JobStore::Change(const std::string& id,
                                    const std::function<void(Job&)>& change) {
  std::unique_lock lock(mutex_);
  const auto found = jobs_.find(id);
  if (found == jobs_.end() || found->second.ended()) return std::nullopt;
  const int attempts = found->second.attempts;
  change(found->second);
  Job job = found->second;
  lock.unlock();
  // Progress is not worth a write: after a restart the job begins anew. So it does where its end
  // cannot be written. An attempt is: what kills the service with it must not do so for ever.
  if (job.ended() || job.attempts != attempts) static_cast<void>(Keep(job));
  return job;
}

void JobStore::Remove(const std::string& id) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.erase(id) == 0) return;
  }
  std::error_code ignored;
  fs::remove_all(FolderOf(id), ignored);
}

void JobStore::RemoveEndedBefore(std::int64_t time) {
  std::vector<std::string> old;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, job] : jobs_) {
      if (job.ended() && job.finished < time) old.push_back(id);
    }
  }
  for (const std::string& id : old) Remove(id);
}

fs::path JobStore::FolderOf(const std::string& id) const { return folder_ / id; }
fs::path JobStore::InputOf(const std::string& id) const { return FolderOf(id) / "input"; }
fs::path JobStore::OutputsOf(const std::string& id) const { return FolderOf(id) / "files"; }

}  // namespace boyin::server
