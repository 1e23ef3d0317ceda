#include "synthesise/espeak_child.h"

#include <cerrno>
#include <cstdlib>
#include <optional>

#include <sys/wait.h>
#include <unistd.h>

namespace boyin::synthesise::espeak {
namespace {

tl::unexpected<Error> Died() {
  return Fail(Code::kEngine, "espeak-ng",
              {"died while speaking a sentence", "朗读一句话时异常退出"});
}

/// Plays in a child, which answers by itself: what it says is copied once less. False where it did
/// not come to its end.
bool PlayApart(int socket, const std::string& request, const Stage::Play& play) {
  const std::optional<Process> child = Process::Fork([&](int /*ours*/) {
    return SendMessage(socket, play(request), TimePoint::max()) ? EXIT_SUCCESS : EXIT_FAILURE;
  });
  return child && child->Wait() == EXIT_SUCCESS;
}

}  // namespace

Result<Stage> Stage::Open(const std::function<void()>& set_up, const Play& play) {
  std::optional<Process> process = Process::Fork([&](int socket) {
    set_up();
    while (const std::optional<std::string> request = ReceiveMessage(socket, TimePoint::max())) {
      // Half an answer may have been sent: the end of this process is understood, more is not.
      if (!PlayApart(socket, *request, play)) return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
  });
  if (!process) return Died();
  return Stage(std::move(*process));
}

Result<std::string> Stage::Ask(std::string_view request) const {
  std::optional<std::string> answer = process_.Ask(request, TimePoint::max());
  if (!answer) return Died();
  return std::move(*answer);
}

}  // namespace boyin::synthesise::espeak
