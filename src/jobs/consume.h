// The loop of every queue consumer, in this process or on another machine. Private
// to jobs.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

#include "jobs/queue.h"

namespace boyin::jobs {

/// The outcome of an attempt.
enum class Verdict { kDone, kRetry, kPermanent };
struct Attempt {
  Verdict verdict = Verdict::kDone;
  Error error;  ///< unless done
};

struct ConsumeOptions {
  std::chrono::milliseconds heartbeat{
      0};  ///< between extensions of the lease of a running job; 0: none
  std::chrono::milliseconds backoff{500};  ///< after the first failed try; grows with each
  int attempts = 3;                        ///< then a job becomes a dead letter
  bool stop_when_empty = false;            ///< else only when told to stop
};

/// Takes jobs one after the other until told to stop (the current job is finished) or, where asked
/// for, until there are none. A queue that is out of reach is asked again. `give_up` is called for
/// every job that becomes a dead letter.
void Consume(Queue& queue, const ConsumeOptions& options, const std::stop_token& stop,
             const std::function<Attempt(const Lease&)>& convert,
             const std::function<void(const Lease&, const Error&)>& on_dead);

/// Waits, or until told to stop.
void WaitFor(const std::stop_token& stop, std::chrono::milliseconds length);

}  // namespace boyin::jobs
