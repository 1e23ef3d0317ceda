#include "server/jobs/job_runner.h"

#include <chrono>
#include <ctime>
#include <utility>

#include <fmt/format.h>

#include "base/fault.h"
#include "server/jobs/clock_watch.h"
#include "server/jobs/job_json.h"

namespace boyin::server {
namespace {

using jobs::JobState;
using jobs::OwnedJob;

// A keep-alive on silent streams: a client that has left is noticed when something is sent to it.
constexpr std::chrono::seconds kTick{10};
constexpr std::chrono::milliseconds kBetweenReports{200};
constexpr int kMostAttempts = 3;  // of a job during which the service died

std::string Event(std::string_view json) { return fmt::format("data: {}\n\n", json); }

std::int64_t Now() { return std::time(nullptr); }

/// Seconds that no clock's setting changes, those asleep among them.
std::int64_t UpTime() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return time.tv_sec;
}

void End(OwnedJob& job, JobState state) {
  job.state = state;
  job.finished = Now();
}

}  // namespace

JobRunner::JobRunner(JobRunnerOptions options, jobs::JobStore& store, MakeJob make)
    : options_(options),
      store_(store),
      make_(std::move(make)),
      ticker_([this](const std::stop_token& stop) { Tick(stop); }),
      executor_(0, options_.width) {}

JobRunner::~JobRunner() {
  const std::lock_guard lock(mutex_);
  closing_ = true;
  for (auto& [id, work] : at_work_) work.stop.request_stop();
}

void JobRunner::Resume() {
  for (const OwnedJob& job : store_.Unfinished()) {
    if (job.attempts < kMostAttempts) {
      Enqueue(job);
      continue;
    }
    static_cast<void>(store_.Change(job.id, [](OwnedJob& j) {
      End(j, JobState::kFailed);
      j.error = "the service ended each time that it was made";
    }));
  }
}

void JobRunner::Enqueue(const OwnedJob& job) {
  executor_.Post(FairExecutor::Priority::kBackground, job.owner,
                 [this, id = job.id] { Execute(id); });
}

std::optional<OwnedJob> JobRunner::Cancel(const std::string& id) {
  std::optional<OwnedJob> job = Change(id, [](OwnedJob& j) { End(j, JobState::kCancelled); });
  const std::lock_guard lock(mutex_);
  if (const auto found = at_work_.find(id); found != at_work_.end()) {
    found->second.withdraw.request_stop();
    found->second.stop.request_stop();
  }
  return job;
}

void JobRunner::Follow(const OwnedJob& job, const std::shared_ptr<Pipe>& pipe) {
  const std::lock_guard lock(mutex_);
  // It may have changed since the caller looked.
  const OwnedJob now = store_.Find(job.id).value_or(job);
  pipe->Write(Event(JsonOf(now)));
  if (now.ended() || closing_) return pipe->Close(Pipe::End::kWhole);
  followers_.emplace(job.id, pipe);
}

void JobRunner::CloseStreams() {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, pipe] : followers_) pipe->Close(Pipe::End::kWhole);
  followers_.clear();
}

std::string JobRunner::JsonOf(const OwnedJob& job) const { return JobJson(job, options_.keep_s); }

std::optional<OwnedJob> JobRunner::Change(const std::string& id,
                                          const std::function<void(OwnedJob&)>& change) {
  std::optional<OwnedJob> job = store_.Change(id, change);
  if (job) Notify(*job);
  return job;
}

void JobRunner::Notify(const OwnedJob& job) {
  const std::string event = Event(JsonOf(job));
  const std::lock_guard lock(mutex_);
  const auto [begin, end] = followers_.equal_range(job.id);
  for (auto at = begin; at != end; ++at) {
    at->second->Write(event);
    if (job.ended()) at->second->Close(Pipe::End::kWhole);
  }
  if (job.ended()) followers_.erase(begin, end);
}

void JobRunner::Execute(const std::string& id) {
  {
    const std::lock_guard lock(mutex_);
    if (closing_) return;
    at_work_[id];
  }
  try {
    Run(id);
  } catch (const std::exception& fault) {
    static_cast<void>(Change(id, [&](OwnedJob& j) {
      End(j, JobState::kFailed);
      j.error = FaultOf(fault, "").what.en;
    }));
  }
  const std::lock_guard lock(mutex_);
  at_work_.erase(id);
  // What was removed while it was made leaves nothing behind.
  std::error_code ignored;
  if (!store_.Find(id)) std::filesystem::remove_all(store_.FolderOf(id), ignored);
}

void JobRunner::Run(const std::string& id) {
  const std::optional<OwnedJob> job = Change(id, [](OwnedJob& j) {
    j.state = JobState::kRunning;
    ++j.attempts;
    j.files.clear();  // of an earlier attempt: those that stand are told again
  });
  if (!job) return;  // cancelled while it waited
  const Result<jobs::JobOutput> made = Make(*job);
  const bool given_back = !made && made.error().code == Code::kInterrupted;
  const auto ended = Change(id, [&](OwnedJob& j) {
    if (given_back) {
      j.state = JobState::kQueued;
      --j.attempts;
      return;
    }
    End(j, made ? JobState::kDone : JobState::kFailed);
    if (!made) {
      j.error = made.error().what.en;
      return;
    }
    j.progress = 1;
    j.files = made->files;
    j.duration_s = made->duration_s;
    j.sentences = made->sentences;
    j.doubts = made->doubts;
    j.left_out = made->left_out;
  });
  static_cast<void>(ended);  // nothing: cancelled meanwhile
}

Result<jobs::JobOutput> JobRunner::Make(const OwnedJob& job) {
  jobs::JobHooks hooks;
  hooks.read = [&](std::size_t characters) -> Result<void> {
    static_cast<void>(Change(job.id, [&](OwnedJob& j) { j.characters = characters; }));
    return {};
  };
  std::chrono::steady_clock::time_point told;
  hooks.progress = [&](double share, std::size_t sentences) {
    const auto now = std::chrono::steady_clock::now();
    if (now - told < kBetweenReports) return;
    told = now;
    static_cast<void>(Change(job.id, [&](OwnedJob& j) {
      j.progress = share;
      j.sentences = sentences;
    }));
  };
  hooks.made = [&](const std::vector<jobs::JobFile>& files) {
    static_cast<void>(Change(
        job.id, [&](OwnedJob& j) { j.files.insert(j.files.end(), files.begin(), files.end()); }));
  };
  std::unique_lock lock(mutex_);
  const AtWork work = at_work_[job.id];
  lock.unlock();
  return make_(job, work.stop.get_token(), work.withdraw.get_token(), hooks);
}

void JobRunner::Tick(const std::stop_token& stop) {
  ClockWatch clock(Now(), UpTime());
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    for (auto at = followers_.begin(); at != followers_.end();) {
      at->second->Write(": alive\n\n");
      at = at->second->left() ? followers_.erase(at) : std::next(at);
    }
    lock.unlock();
    try {
      if (const std::int64_t step = clock.Step(Now(), UpTime()); step != 0) store_.ShiftEnded(step);
      store_.RemoveEndedBefore(Now() - options_.keep_s);
    } catch (const std::exception&) {  // no memory now: the next time
    }
    lock.lock();
    ticked_.wait_for(lock, stop, kTick, [] { return false; });
  }
}

}  // namespace boyin::server
