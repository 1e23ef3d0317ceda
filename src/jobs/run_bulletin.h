// A bulletin that a service was sent, made. Private to jobs.
#pragma once

#include "jobs/run_job.h"

namespace boyin::jobs {

/// As RunJob. Nothing is read but what was sent; an earlier attempt is begun anew. Errors name the
/// place in the rundown and the mend in their first message.
[[nodiscard]] Result<JobOutput> RunBulletin(const JobStore& store, const OwnedJob& job,
                                            const JobRun& run, const JobHooks& hooks);

}  // namespace boyin::jobs
