// --queue and what belongs to it. Private to cli.
#pragma once

#include <optional>

#include "cli/options.h"
#include "jobs/job_key.h"
#include "jobs/jobs.h"

namespace boyin::cli {

/// --queue, --queue-credentials, --queue-ca, --queue-cert, --queue-key, --queue-replicas, --lease.
void AddQueueOptions(Command command, jobs::QueueAddress& address);

/// --queue-signing-key, of those who give jobs and those who do them; and what is in the file, or
/// nothing where none was named.
void AddSigningKey(Command command, std::string& file);
[[nodiscard]] Result<std::optional<jobs::JobKey>> ReadSigningKey(const std::string& file);

}  // namespace boyin::cli
