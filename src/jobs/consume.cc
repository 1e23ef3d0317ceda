#include "jobs/consume.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "base/fault.h"
#include "base/message.h"

namespace boyin::jobs {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{500};          // for a job, between two looks at `stop`
constexpr milliseconds kOutOfReach{1'000};  // before the queue is asked again

/// Extends a lease at intervals, as long as this object lives.
class Heartbeat {
 public:
  Heartbeat(Queue& queue, const Lease& lease, milliseconds interval) {
    if (interval.count() == 0) return;
    thread_ = std::jthread([&queue, &lease, interval](const std::stop_token& stop) {
      std::mutex mutex;
      std::condition_variable_any ended;
      std::unique_lock lock(mutex);
      while (!ended.wait_for(lock, stop, interval, [&] { return stop.stop_requested(); })) {
        queue.Extend(lease);
      }
    });
  }

 private:
  std::jthread thread_;
};

Error TooManyAttempts(int attempts) {
  return {Code::kEngine, "", Translated("{} workers took this job and none came back", attempts),
          Translated("look at the logs of the workers, then boyin queue requeue")};
}

}  // namespace

void WaitFor(const std::stop_token& stop, milliseconds length) {
  std::mutex mutex;
  std::condition_variable_any ended;
  std::unique_lock lock(mutex);
  ended.wait_for(lock, stop, length, [&] { return stop.stop_requested(); });
}

void Consume(Queue& queue, const ConsumeOptions& options, const std::stop_token& stop,
             const std::function<Attempt(const Lease&)>& convert,
             const std::function<void(const Lease&, const Error&)>& on_dead) {
  while (!stop.stop_requested()) {
    const Result<std::optional<Lease>> next = queue.Receive(kLook);
    if (!next) {
      WaitFor(stop, kOutOfReach);
      continue;
    }
    if (!*next && options.stop_when_empty) {
      return;
    }
    if (!*next) continue;
    const Lease& lease = **next;
    // A job that kills its worker is redelivered without a nack: it becomes a dead letter without
    // another attempt.
    Attempt attempt_result{Verdict::kPermanent, TooManyAttempts(options.attempts)};
    if (lease.attempt <= options.attempts) {
      const Heartbeat heartbeat(queue, lease, options.heartbeat);
      try {
        attempt_result = convert(lease);
      } catch (const std::exception& fault) {
        attempt_result = {Verdict::kRetry, FaultOf(fault, "")};
      }
    }
    const bool last = lease.attempt >= options.attempts;
    Result<void> told;
    if (attempt_result.verdict == Verdict::kDone) {
      told = queue.Ack(lease);
    } else if (attempt_result.verdict == Verdict::kRetry && !last) {
      told = queue.Nack(lease, options.backoff * lease.attempt);
    } else {
      on_dead(lease, attempt_result.error);
      told = queue.DeadLetter(lease, attempt_result.error);
    }
    // A lost acknowledgement: the queue redelivers the job, which does no harm.
    if (!told) WaitFor(stop, kOutOfReach);
  }
}

}  // namespace boyin::jobs
