#include "jobs/serve.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include <fmt/format.h>

namespace boyin::jobs {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{500};          // for a job, between two looks at `stop`
constexpr milliseconds kOutOfReach{1'000};  // before the queue is asked again

/// Signs of life for a job, as long as this lives.
class Pulse {
 public:
  Pulse(Queue& queue, const Taken& taken, milliseconds interval) {
    if (interval.count() == 0) return;
    thread_ = std::jthread([&queue, &taken, interval](const std::stop_token& stop) {
      std::mutex mutex;
      std::condition_variable_any ended;
      std::unique_lock lock(mutex);
      while (!ended.wait_for(lock, stop, interval, [&] { return stop.stop_requested(); })) {
        queue.Extend(taken);
      }
    });
  }

 private:
  std::jthread thread_;
};

Error Worn(int attempts) {
  return {Code::kEngine,
          "",
          {fmt::format("{} workers took this job and none came back", attempts),
           fmt::format("这个任务取走了 {} 次，都没有完成", attempts)},
          {"look at the logs of the workers, then boyin queue requeue",
           "请查看工作进程的日志，然后运行 boyin queue requeue"}};
}

void Rest(const std::stop_token& stop, milliseconds length) {
  std::mutex mutex;
  std::condition_variable_any ended;
  std::unique_lock lock(mutex);
  ended.wait_for(lock, stop, length, [&] { return stop.stop_requested(); });
}

}  // namespace

void Serve(Queue& queue, const ServeOptions& options, const std::stop_token& stop,
           const std::function<Tried(const Taken&)>& convert,
           const std::function<void(const Taken&, const Error&)>& give_up) {
  while (!stop.stop_requested()) {
    const Result<std::optional<Taken>> next = queue.Take(kLook);
    if (!next) {
      Rest(stop, kOutOfReach);
      continue;
    }
    if (!*next && options.leave_when_empty) {
      return;
    }
    if (!*next) continue;
    const Taken& taken = **next;
    // A job that kills its worker comes back without a word: it is buried before it is tried.
    Tried tried{Verdict::kHopeless, Worn(options.attempts)};
    if (taken.attempt <= options.attempts) {
      const Pulse pulse(queue, taken, options.heartbeat);
      tried = convert(taken);
    }
    const bool last = taken.attempt >= options.attempts;
    Result<void> told;
    if (tried.verdict == Verdict::kDone) {
      told = queue.Done(taken);
    } else if (tried.verdict == Verdict::kAgain && !last) {
      told = queue.Again(taken, options.patience * taken.attempt);
    } else {
      give_up(taken, tried.error);
      told = queue.Bury(taken, tried.error);
    }
    // A word that did not arrive: the queue gives the job to somebody again, which does no harm.
    if (!told) Rest(stop, kOutOfReach);
  }
}

}  // namespace boyin::jobs
