// --queue and what belongs to it. Private to cli.
#pragma once

#include <CLI/CLI.hpp>
#include <stop_token>

#include "jobs/jobs.h"

namespace boyin::cli {

/// --queue, --queue-credentials, --queue-ca, --queue-cert, --queue-key, --queue-replicas, --lease.
void AddQueueOptions(CLI::App& command, jobs::QueueAddress& address);

/// From now on the first SIGTERM or SIGINT asks for an end after the work in hand; the second
/// leaves at once. Before the process has other threads: they inherit that the signals are blocked.
[[nodiscard]] std::stop_token StopBySignal();

/// For a process with nothing in hand that is about to exec itself: a signal that comes from now on
/// waits for StopBySignal of the new program. False where one has asked for the end already: then
/// there is no reason to exec.
[[nodiscard]] bool HoldStops();

}  // namespace boyin::cli
