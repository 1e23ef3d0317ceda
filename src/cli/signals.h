// Signals: how a command ends before its work is done. Private to cli.
#pragma once

#include <stop_token>

namespace boyin::cli {

/// An interrupt leaves no half-written file behind; a closed pipe and a limit on the size of files
/// are errors like any other.
void HandleSignals();

/// From now on the first SIGTERM or SIGINT asks for an end after the work in hand; the second
/// leaves at once. Before the process has other threads: they inherit that the signals are blocked.
[[nodiscard]] std::stop_token StopBySignal();

/// For a process with nothing in hand that is about to exec itself: a signal that comes from now on
/// waits for StopBySignal of the new program. False where one has asked for the end already: then
/// there is no reason to exec.
[[nodiscard]] bool HoldStops();

}  // namespace boyin::cli
