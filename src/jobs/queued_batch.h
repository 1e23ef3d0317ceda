// See Batch::RunQueued. Private to jobs.
#pragma once

#include <vector>

#include "jobs/incremental_build.h"
#include "jobs/job_payload.h"
#include "jobs/jobs.h"

namespace boyin::jobs {

[[nodiscard]] Result<Summary> RunQueuedBatch(IncrementalBuild& build, std::vector<Order> orders,
                                             const QueueOptions& queue,
                                             const OnOutcome& on_outcome);

}  // namespace boyin::jobs
