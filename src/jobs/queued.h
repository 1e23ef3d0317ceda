// See Batch::RunQueued. Private to jobs.
#pragma once

#include <vector>

#include "jobs/desk.h"
#include "jobs/jobs.h"
#include "jobs/parcel.h"

namespace boyin::jobs {

[[nodiscard]] Result<Summary> RunQueuedRound(Desk& desk, std::vector<Order> orders,
                                             const BatchOptions& options, const QueueOptions& queue,
                                             const OnOutcome& on_outcome);

}  // namespace boyin::jobs
