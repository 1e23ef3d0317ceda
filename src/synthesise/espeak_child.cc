#include "synthesise/espeak_child.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "synthesise/process.h"

namespace boyin::synthesise::espeak {
namespace {

constexpr std::size_t kMostLikelyBytes = std::size_t{1} << 21U;  // 24 s of sound

bool WriteAll(int fd, const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t written = ::write(fd, bytes.data() + at, bytes.size() - at);
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) at += static_cast<std::size_t>(written);
  }
  return true;
}

std::string ReadAll(int fd) {
  std::string bytes;
  bytes.reserve(kMostLikelyBytes);
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

[[noreturn]] void RunChild(int fd, pid_t parent, const std::function<std::string()>& work) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // it died before the line above
  ::signal(SIGPIPE, SIG_DFL);
  try {
    ::_exit(WriteAll(fd, work()) ? 0 : 1);
  } catch (...) {
    ::_exit(1);
  }
}

tl::unexpected<Error> Died() {
  return Fail(Code::kEngine, "espeak-ng",
              {"died while speaking a sentence", "朗读一句话时异常退出"});
}

}  // namespace

Result<std::string> InChild(const std::function<std::string()>& work) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return Died();
  Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) return Died();
  if (child == 0) RunChild(to.get(), parent, work);
  to.Close();
  std::string bytes = ReadAll(from.get());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return Died();
  return bytes;
}

}  // namespace boyin::synthesise::espeak
