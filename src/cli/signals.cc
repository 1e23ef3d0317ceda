#include "cli/signals.h"

#include <atomic>
#include <csignal>
#include <ctime>
#include <optional>
#include <thread>

#include <unistd.h>

#include "base/file.h"
#include "base/result.h"

namespace boyin::cli {
namespace {

extern "C" void OnInterrupt(int /*signal*/) {
  RemoveUncommittedFiles();
  ::_exit(static_cast<int>(Code::kInterrupted));
}

/// Waits for the signals in a thread of its own; every other thread has them blocked, and so has
/// the program that takes the place of this one, until it waits for them itself. A handler would
/// lose the one that comes to a thread while exec ends it.
class Watcher {
 public:
  explicit Watcher(const sigset_t& stops)
      : thread_([this, stops](const std::stop_token& ended) {
          constexpr timespec kLook{0, 50'000'000};
          while (!ended.stop_requested()) {
            if (::sigtimedwait(&stops, nullptr, &kLook) > 0) OnStop();
          }
        }) {}

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  void OnStop() {
    if (source_.request_stop()) return;
    RemoveUncommittedFiles();
    ::_exit(static_cast<int>(Code::kInterrupted));
  }

  std::stop_source source_;
  std::jthread thread_;  // the last member: it uses the others
};

// One for the process, as signals are; its thread ends with it.
std::optional<Watcher> g_watcher;

}  // namespace

void HandleSignals() {
  struct sigaction action {};
  action.sa_handler = OnInterrupt;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    // Who ignores a signal for us (nohup, a shell's background job) means it.
    struct sigaction before {};
    ::sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) ::sigaction(signal, &action, nullptr);
  }
  // A closed pipe and a file that may not grow are errors like any other: we say so and leave by
  // the door.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

std::stop_token StopBySignal() {
  sigset_t stops;
  ::sigemptyset(&stops);
  for (const int signal : {SIGINT, SIGTERM}) ::sigaddset(&stops, signal);
  ::pthread_sigmask(SIG_BLOCK, &stops, nullptr);
  if (!g_watcher) g_watcher.emplace(stops);
  return g_watcher->token();
}

bool HoldStops() {
  if (!g_watcher) return true;
  const std::stop_token stop = g_watcher->token();
  g_watcher.reset();
  return !stop.stop_requested();
}

}  // namespace boyin::cli
