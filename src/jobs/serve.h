// The loop of everyone who takes jobs from a queue, in this process or on another machine. Private
// to jobs.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

#include "jobs/queue.h"

namespace boyin::jobs {

/// What became of a try.
enum class Verdict { kDone, kAgain, kHopeless };
struct Tried {
  Verdict verdict = Verdict::kDone;
  Error error;  ///< unless done
};

struct ServeOptions {
  std::chrono::milliseconds heartbeat{0};   ///< between signs of life while a job lasts; 0: none
  std::chrono::milliseconds patience{500};  ///< after the first failed try; grows with each
  int attempts = 3;                         ///< then a job is buried
  bool leave_when_empty = false;            ///< else only when told to stop
};

/// Takes jobs one after the other until told to stop (the job in hand is finished) or, where asked
/// for, until there are none. A queue that is out of reach is asked again. `give_up` is told of
/// every job that is buried.
void Serve(Queue& queue, const ServeOptions& options, const std::stop_token& stop,
           const std::function<Tried(const Taken&)>& convert,
           const std::function<void(const Taken&, const Error&)>& give_up);

}  // namespace boyin::jobs
