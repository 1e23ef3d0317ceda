// A job as clients see it. Private to server.
#pragma once

#include <cstdint>
#include <string>

#include "jobs/job_store.h"

namespace boyin::server {

[[nodiscard]] std::string JobJson(const jobs::OwnedJob& job, std::int64_t keep_s);

}  // namespace boyin::server
