#include "jobs/job_store.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <random>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/message.h"
#include "jobs/ledger.h"
#include "jobs/render_config.h"

namespace boyin::jobs {
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(JobFile, name, bytes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(OwnedJob, name, config, progress, characters, sentences, doubts,
                                   duration_s, attempts, input, input_bytes, error, files)

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::array<std::string_view, 5> kStates = {"queued", "running", "done", "failed",
                                                     "cancelled"};
constexpr std::size_t kMostRecordBytes = 1 << 20U;
constexpr std::size_t kMostNameBytes = 120;
constexpr const char* kMarker = ".boyin-job";   // in every folder that a service has made
constexpr const char* kOldRecord = "job.json";  // of boyin 0.1.0
constexpr std::string_view kPrefix = "job_";
constexpr std::size_t kIdDigits = 32;
const Message kMend = Translated("name another folder with --folder");

tl::unexpected<Error> CannotKeep(const fs::path& where, const std::error_code& why) {
  return Fail(Code::kOutput, where.string(), {why.message(), why.message()}, kMend);
}

/// Not to be guessed: from the kernel's own source.
std::string NewId() {
  std::random_device random;
  return fmt::format("{}{:08x}{:08x}{:08x}{:08x}", kPrefix, random(), random(), random(), random());
}

/// A name that NewId gives.
bool IsId(std::string_view name) {
  if (!name.starts_with(kPrefix) || name.size() != kPrefix.size() + kIdDigits) return false;
  return name.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string_view::npos;
}

std::optional<JobState> StateFrom(std::string_view name) {
  const auto at = std::find(kStates.begin(), kStates.end(), name);
  if (at == kStates.end()) return std::nullopt;
  return static_cast<JobState>(at - kStates.begin());
}

/// What boyin 0.1.0 does not know stands in a record only where it is used.
json RecordOf(const OwnedJob& job) {
  json record = job;
  if (job.is_bulletin()) {
    record["day"] = job.day;
    record["left_out"] = job.left_out;
  }
  return record;
}

std::optional<OwnedJob> JobFrom(const JobRow& row) {
  const std::optional<JobState> state = StateFrom(row.state);
  if (!state) return std::nullopt;
  try {
    const json record = json::parse(row.record);
    OwnedJob job = record.get<OwnedJob>();
    job.day = record.value("day", "");
    job.left_out = record.value("left_out", std::vector<std::string>{});
    job.id = row.id;
    job.owner = row.owner;
    job.created = row.created;
    job.finished = row.finished;
    job.state = *state;
    return job;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

/// A job as boyin 0.1.0 wrote it down.
OwnedJob OldJob(const json& j) {
  OwnedJob job;
  j.at("id").get_to(job.id);
  j.at("caller").get_to(job.owner);
  j.at("name").get_to(job.name);
  j.at("title").get_to(job.config.settings.title);
  j.at("voice").get_to(job.config.settings.voice.name);
  j.at("speed").get_to(job.config.settings.rate);
  const Result<encode::Format> format = encode::FormatFromName(j.at("format").get<std::string>());
  if (format) job.config.settings.encoding.format = *format;
  j.at("created").get_to(job.created);
  j.at("finished").get_to(job.finished);
  j.at("progress").get_to(job.progress);
  j.at("characters").get_to(job.characters);
  j.at("sentences").get_to(job.sentences);
  j.at("doubts").get_to(job.doubts);
  j.at("duration_s").get_to(job.duration_s);
  j.at("error").get_to(job.error);
  j.at("files").get_to(job.files);
  job.input_bytes = j.value("input_bytes", std::uint64_t{0});
  job.state = StateFrom(j.at("state").get<std::string>()).value_or(JobState::kFailed);
  return job;
}

}  // namespace

std::string_view NameOf(JobState state) { return kStates.at(static_cast<std::size_t>(state)); }

std::uint64_t OwnedJob::bytes() const {
  std::uint64_t all = input_bytes;
  for (const JobFile& file : files) all += file.bytes;
  return all;
}

std::string SafeFileName(std::string_view wanted) {
  std::string name;
  for (const char c : wanted) name += c == '/' || c == '\\' || c == '\0' ? '_' : c;
  while (name.starts_with('.')) name.erase(0, 1);
  const std::size_t dot = name.rfind('.');
  const bool cut = name.size() > kMostNameBytes;
  const std::string suffix =
      cut && dot != std::string::npos && name.size() - dot <= 10 ? name.substr(dot) : std::string();
  if (cut) {
    std::size_t end = kMostNameBytes - suffix.size();
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
    name.resize(end);
    name += suffix;
  }
  return name.empty() ? "speech" : name;
}

JobStore::JobStore(fs::path folder, std::shared_ptr<Ledger> ledger)
    : folder_(std::move(folder)), ledger_(std::move(ledger)) {}

JobStore::JobStore(JobStore&& other) noexcept
    : folder_(std::move(other.folder_)),
      ledger_(std::move(other.ledger_)),
      jobs_(std::move(other.jobs_)),
      unreadable_(std::move(other.unreadable_)) {}

JobStore::~JobStore() = default;

Result<JobStore> JobStore::Open(const fs::path& folder, const FindVoice& find_voice) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return CannotKeep(folder, failed);
  // What is in it belongs to the callers.
  fs::permissions(folder, fs::perms::owner_all, failed);
  Result<Ledger> ledger = Ledger::Open(folder / ".boyin");
  if (!ledger) {
    Error error = ledger.error();
    if (error.code == Code::kUsage) {
      error.what = Translated("another service keeps its jobs here");
    }
    error.mend = kMend;
    return tl::unexpected(std::move(error));
  }
  JobStore store(folder, std::make_shared<Ledger>(std::move(*ledger)));
  if (Result<void> read = store.ReadAll(find_voice); !read) return tl::unexpected(read.error());
  return store;
}

Result<void> JobStore::ReadAll(const FindVoice& find_voice) {
  const Result<std::vector<JobRow>> rows = ledger_->Jobs();
  if (!rows) return tl::unexpected(rows.error());
  for (const JobRow& row : *rows) {
    if (std::optional<OwnedJob> job = JobFrom(row)) {
      jobs_[row.id] = std::move(*job);
    } else {
      unreadable_.push_back(row.id);
    }
  }
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder_, failed)) {
    const std::string name = entry.path().filename().string();
    std::error_code ignored;
    const bool known =
        jobs_.contains(name) || std::ranges::find(unreadable_, name) != unreadable_.end();
    if (known || !IsId(name) || !fs::is_directory(entry.symlink_status(ignored))) continue;
    if (fs::exists(entry.path() / kOldRecord, ignored)) {
      TakeOver(name, find_voice);
    } else if (fs::exists(entry.path() / kMarker, ignored) &&
               fs::is_empty(OutputsOf(name), ignored)) {
      fs::remove_all(entry.path(), ignored);  // a job that was never accepted
    }
  }
  return {};
}

/// A folder of boyin 0.1.0: its record goes into the ledger, its input where inputs lie now.
void JobStore::TakeOver(const std::string& id, const FindVoice& find_voice) {
  const fs::path record = FolderOf(id) / kOldRecord;
  const Result<std::string> text = ReadFile(record, kMostRecordBytes);
  std::optional<OwnedJob> job;
  try {
    if (text) job = OldJob(json::parse(*text));
  } catch (const json::exception&) {
    job.reset();
  }
  if (!job || job->id != id) return unreadable_.push_back(id);
  voice::Voice& voice = job->config.settings.voice;
  job->input = job->name.empty() ? "speech.txt" : SafeFileName(job->name);
  if (std::optional<voice::Voice> found = find_voice(voice.name)) {
    voice = std::move(*found);
  } else if (!job->ended()) {
    job->state = JobState::kFailed;
    job->finished = job->created;
    job->error = "there is no such voice any more";
  }
  if (!job->ended()) job->state = JobState::kQueued;
  const Result<produce::Profile> profile = produce::FindProfile("podcast");
  if (profile) job->config.settings.profile = *profile;
  job->config.settings.make_cover = true;
  job->config.sidecars = publish::AllParts();
  std::error_code failed;
  const fs::path old = FolderOf(id) / "input";
  const fs::path aside = FolderOf(id) / "input.old";
  if (fs::is_regular_file(old, failed)) fs::rename(old, aside, failed);
  fs::create_directories(old, failed);
  if (fs::exists(aside, failed)) fs::rename(aside, InputOf(*job), failed);
  if (!Keep(*job)) return unreadable_.push_back(id);
  fs::remove(record, failed);
  jobs_[id] = std::move(*job);
}

Result<void> JobStore::Keep(const OwnedJob& job) const {
  OwnedJob kept = job;
  // One at work is kept as one that waits: after a restart it goes on.
  if (job.state == JobState::kRunning) kept.state = JobState::kQueued;
  if (!job.ended()) kept.progress = 0;
  return ledger_->PutJob({job.id, job.owner, std::string(NameOf(kept.state)), job.created,
                          job.finished, JsonLine(RecordOf(kept))});
}

Result<OwnedJob> JobStore::Add(OwnedJob job, std::string_view input,
                               const std::vector<JobInput>& beside) {
  job.id = NewId();
  job.input_bytes = input.size();
  for (const JobInput& one : beside) job.input_bytes += one.bytes.size();
  std::error_code failed;
  for (const fs::path& folder : {OutputsOf(job.id), InputOf(job).parent_path()}) {
    if (!failed) fs::create_directories(folder, failed);
    if (failed) return CannotKeep(folder, failed);
  }
  Result<void> kept = WriteFile(FolderOf(job.id) / kMarker, "");
  if (kept) kept = WriteFile(InputOf(job), input);
  for (const JobInput& one : beside) {
    if (kept) kept = WriteBeside(job.id, one);
  }
  if (kept) kept = Keep(job);
  if (!kept) {
    fs::remove_all(FolderOf(job.id), failed);
    return tl::unexpected(kept.error());
  }
  const std::lock_guard lock(mutex_);
  jobs_[job.id] = job;
  return job;
}

Result<void> JobStore::WriteBeside(const std::string& id, const JobInput& one) const {
  const fs::path file = BesideOf(id) / one.name;
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed) return CannotKeep(file.parent_path(), failed);
  return WriteFile(file, one.bytes);
}

std::optional<OwnedJob> JobStore::Find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(id);
  return found == jobs_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<OwnedJob> JobStore::Select(const std::function<bool(const OwnedJob&)>& wanted) const {
  std::vector<OwnedJob> some;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, job] : jobs_) {
      if (wanted(job)) some.push_back(job);
    }
  }
  std::sort(some.begin(), some.end(), [](const OwnedJob& a, const OwnedJob& b) {
    return std::pair(a.created, a.id) < std::pair(b.created, b.id);
  });
  return some;
}

std::vector<OwnedJob> JobStore::Of(const std::string& owner) const {
  std::vector<OwnedJob> own = Select([&](const OwnedJob& job) { return job.owner == owner; });
  std::reverse(own.begin(), own.end());
  return own;
}

std::vector<OwnedJob> JobStore::Unfinished() const {
  return Select([](const OwnedJob& job) { return !job.ended(); });
}

std::size_t JobStore::CountUnfinished(const std::string& owner) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(jobs_.begin(), jobs_.end(), [&](const auto& own) {
    return own.second.owner == owner && !own.second.ended();
  }));
}

std::uint64_t JobStore::BytesOf(const std::string& owner) const {
  const std::lock_guard lock(mutex_);
  std::uint64_t bytes = 0;
  for (const auto& [id, job] : jobs_) bytes += job.owner == owner ? job.bytes() : 0;
  return bytes;
}

void JobStore::ShiftEnded(std::int64_t seconds) {
  std::vector<OwnedJob> shifted;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [id, job] : jobs_) {
      if (!job.ended()) continue;
      job.finished += seconds;
      shifted.push_back(job);
    }
  }
  // Where one cannot be written, its old time counts after a restart.
  for (const OwnedJob& job : shifted) static_cast<void>(Keep(job));
}

std::optional<OwnedJob> JobStore::Change(const std::string& id,
                                         const std::function<void(OwnedJob&)>& change) {
  std::unique_lock lock(mutex_);
  const auto found = jobs_.find(id);
  if (found == jobs_.end() || found->second.ended()) return std::nullopt;
  const int attempts = found->second.attempts;
  change(found->second);
  OwnedJob job = found->second;
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
  // Where the row cannot be removed, the job is there again after a restart, without its files.
  static_cast<void>(ledger_->RemoveJob(id));
  std::error_code ignored;
  fs::remove_all(FolderOf(id), ignored);
}

void JobStore::RemoveEndedBefore(std::int64_t time) {
  for (const OwnedJob& job :
       Select([&](const OwnedJob& j) { return j.ended() && j.finished < time; })) {
    Remove(job.id);
  }
}

fs::path JobStore::FolderOf(const std::string& id) const { return folder_ / id; }
fs::path JobStore::InputOf(const OwnedJob& job) const {
  return FolderOf(job.id) / "input" / job.input;
}
fs::path JobStore::BesideOf(const std::string& id) const { return FolderOf(id) / "beside"; }
fs::path JobStore::OutputsOf(const std::string& id) const { return FolderOf(id) / "files"; }

}  // namespace boyin::jobs
