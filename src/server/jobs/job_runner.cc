#include "server/jobs/job_runner.h"

#include <chrono>
#include <ctime>
#include <utility>

#include <fmt/format.h>

#include "server/jobs/clock_watch.h"

namespace boyin::server {
namespace {

// A keep-alive on silent streams: a client that has left is noticed when something is sent to it.
constexpr std::chrono::seconds kTick{10};
constexpr int kMostAttempts = 3;  // of a job whose process was killed from outside
constexpr int kMostStarts = 10;   // of a job during which the service ended

std::string Event(std::string_view json) { return fmt::format("data: {}\n\n", json); }

std::int64_t Now() { return std::time(nullptr); }

/// Seconds that no clock's setting changes, those asleep among them.
std::int64_t UpTime() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return time.tv_sec;
}

void End(Job& job, JobState state) {
  job.state = state;
  job.finished = Now();
}

}  // namespace

JobRunner::JobRunner(JobRunnerOptions options, JobStore& store, QuotaCheck quota_check)
    : options_(std::move(options)),
      store_(store),
      quota_check_(std::move(quota_check)),
      ticker_([this](const std::stop_token& stop) { Tick(stop); }),
      executor_(0, options_.width) {
  for (const Job& job : store_.Unfinished()) {
    if (job.attempts < kMostStarts) {
      Enqueue(job);
      continue;
    }
    static_cast<void>(store_.Change(job.id, [](Job& j) {
      End(j, JobState::kFailed);
      j.error = "the service ended each time that it was made";
    }));
  }
}

JobRunner::~JobRunner() {
  const std::lock_guard lock(mutex_);
  closing_ = true;
  for (const auto& [id, process] : at_work_) process->Kill();
}

void JobRunner::Enqueue(const Job& job) {
  executor_.Post(FairExecutor::Priority::kBackground, job.caller,
                 [this, id = job.id] { Execute(id); });
}

std::optional<Job> JobRunner::Cancel(const std::string& id) {
  std::optional<Job> job = Change(id, [](Job& j) { End(j, JobState::kCancelled); });
  const std::lock_guard lock(mutex_);
  const auto found = at_work_.find(id);
  if (found != at_work_.end()) found->second->Kill();
  return job;
}

void JobRunner::Follow(const Job& job, const std::shared_ptr<Pipe>& pipe) {
  const std::lock_guard lock(mutex_);
  // It may have changed since the caller looked.
  const Job now = store_.Find(job.id).value_or(job);
  pipe->Write(Event(JsonOf(now)));
  if (now.ended() || closing_) return pipe->Close(Pipe::End::kWhole);
  followers_.emplace(job.id, pipe);
}

void JobRunner::CloseStreams() {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, pipe] : followers_) pipe->Close(Pipe::End::kWhole);
  followers_.clear();
}

std::optional<Job> JobRunner::Change(const std::string& id,
                                     const std::function<void(Job&)>& change) {
  std::optional<Job> job = store_.Change(id, change);
  if (job) Notify(*job);
  return job;
}

void JobRunner::Notify(const Job& job) {
  const std::string event = Event(JsonOf(job));
  const std::lock_guard lock(mutex_);
  const auto [begin, end] = followers_.equal_range(job.id);
  for (auto at = begin; at != end; ++at) {
    at->second->Write(event);
    if (job.ended()) at->second->Close(Pipe::End::kWhole);
  }
  if (job.ended()) followers_.erase(begin, end);
}

bool JobRunner::Retry(const Job& job, const Error& error) {
  if (error.code != Code::kInterrupted || job.attempts >= kMostAttempts) return false;
  const std::optional<Job> now = Change(job.id, [](Job& j) {
    j.state = JobState::kQueued;
    j.progress = 0;
  });
  if (now) Enqueue(*now);
  return true;
}

void JobRunner::Execute(const std::string& id) {
  const std::optional<Job> job = Change(id, [](Job& j) {
    j.state = JobState::kRunning;
    ++j.attempts;
  });
  if (!job) return;  // cancelled while it waited
  const Result<JobOutput> made = Run(*job);
  {
    const std::lock_guard lock(mutex_);
    if (closing_ && !made) return;
  }
  if (!made && Retry(*job, made.error())) return;
  const auto ended = Change(id, [&](Job& j) {
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
  });
  static_cast<void>(ended);  // nothing: cancelled meanwhile
}

Result<JobOutput> JobRunner::Run(const Job& job) {
  const std::optional<synthesise::Process> process = synthesise::Process::Start(options_.command);
  if (!process) {
    return Fail(Code::kEngine, "", {"no process can be made for it", "无法启动进程"});
  }
  {
    const std::lock_guard lock(mutex_);
    if (closing_) return Fail(Code::kInterrupted, "", {"the service ends", "服务正在结束"});
    at_work_[job.id] = &*process;
  }
  // Cancelled between its beginning and the line above.
  const std::optional<Job> now = store_.Find(job.id);
  if (!now || now->ended()) process->Kill();
  JobCallbacks told;
  told.read = [&](std::size_t characters) -> Result<void> {
    if (!Change(job.id, [&](Job& j) { j.characters = characters; })) return {};
    const std::string refusal = quota_check_(job.caller, characters);
    if (refusal.empty()) return {};
    return Fail(Code::kUsage, "", {refusal, refusal});
  };
  told.progress = [&](const JobProgress& p) {
    static_cast<void>(Change(job.id, [&](Job& j) {
      j.progress = p.share;
      j.sentences = p.sentences;
    }));
  };
  Result<JobOutput> made =
      ExecuteJob(*process, job.spec, store_.InputOf(job.id), store_.OutputsOf(job.id), told);
  const std::lock_guard lock(mutex_);
  at_work_.erase(job.id);
  return made;
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
    if (const std::int64_t step = clock.Step(Now(), UpTime()); step != 0) store_.ShiftEnded(step);
    store_.RemoveEndedBefore(Now() - options_.keep_s);
    lock.lock();
    ticked_.wait_for(lock, stop, kTick, [] { return false; });
  }
}

}  // namespace boyin::server
