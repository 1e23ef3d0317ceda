#include "synthesise/fork_server.h"

#include <cerrno>
#include <cstdlib>
#include <optional>

#include <sys/wait.h>
#include <unistd.h>

#include "base/message.h"

namespace boyin::synthesise::espeak {
namespace {

tl::unexpected<Error> Died() {
  return Fail(Code::kEngine, "espeak-ng", Translated("died while speaking a sentence"));
}

/// Plays in a child, which answers by itself: what it says is copied once less. False where it did
/// not come to its end.
bool WorkInChild(int socket, const std::string& request, const ForkServer::Work& work) {
  const std::optional<Subprocess> child = Subprocess::Fork([&](int /*ours*/) {
    return SendMessage(socket, work(request), TimePoint::max()) ? EXIT_SUCCESS : EXIT_FAILURE;
  });
  return child && child->Wait() == EXIT_SUCCESS;
}

}  // namespace

Result<ForkServer> ForkServer::Open(const std::function<void()>& set_up, const Work& work) {
  std::optional<Subprocess> process = Subprocess::Fork([&](int socket) {
    set_up();
    while (const std::optional<std::string> request = ReceiveMessage(socket, TimePoint::max())) {
      // Half an answer may have been sent: the end of this process is understood, more is not.
      if (!WorkInChild(socket, *request, work)) return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
  });
  if (!process) return Died();
  return ForkServer(std::move(*process));
}

Result<std::string> ForkServer::Ask(std::string_view request) const {
  std::optional<std::string> answer = process_.Ask(request, TimePoint::max());
  if (!answer) return Died();
  return std::move(*answer);
}

}  // namespace boyin::synthesise::espeak
