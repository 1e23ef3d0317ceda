// How a long command ends: the first signal asks, the second leaves.
#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include <unistd.h>

#include "base/file.h"
#include "base/result.h"
#include "cli/queue_options.h"

namespace boyin::cli {
namespace {

// A handler may do no more than this; a thread looks at it.
std::atomic<bool> g_asked{false};
std::atomic<bool> g_idle{false};
static_assert(std::atomic<bool>::is_always_lock_free);

sigset_t Stops() {
  sigset_t stops;
  ::sigemptyset(&stops);
  for (const int signal : {SIGINT, SIGTERM}) ::sigaddset(&stops, signal);
  return stops;
}

extern "C" void OnStop(int /*signal*/) {
  if (g_idle) ::_exit(0);
  if (g_asked.exchange(true)) {
    RemoveUncommittedFiles();
    ::_exit(static_cast<int>(Code::kInterrupted));
  }
}

}  // namespace

std::stop_token StopBySignal() {
  static std::stop_source source;
  static const std::jthread watcher([](const std::stop_token& ended) {
    while (!ended.stop_requested() && !source.stop_requested()) {
      if (g_asked) source.request_stop();
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  struct sigaction action {};
  action.sa_handler = OnStop;
  for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
  // One that waited while this program took the place of another comes now: see HoldStops.
  const sigset_t stops = Stops();
  ::pthread_sigmask(SIG_UNBLOCK, &stops, nullptr);
  return source.get_token();
}

bool HoldStops() {
  // What comes while other threads can still take it ends the process, which has nothing in hand;
  // exec ends those threads, and from then on it waits.
  g_idle = true;
  const sigset_t stops = Stops();
  ::pthread_sigmask(SIG_BLOCK, &stops, nullptr);
  return !g_asked;
}

}  // namespace boyin::cli
