// --queue and what belongs to it. Private to cli.
#pragma once

#include "cli/options.h"
#include "jobs/jobs.h"

namespace boyin::cli {

/// --queue, --queue-credentials, --queue-ca, --queue-cert, --queue-key, --queue-replicas, --lease.
void AddQueueOptions(Command command, jobs::QueueAddress& address);

}  // namespace boyin::cli
