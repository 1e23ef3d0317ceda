#include "base/subprocess.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <span>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

namespace boyin {
namespace {

constexpr int kWorkerSocket = 3;

using Clock = std::chrono::steady_clock;

/// What a process has used of the processors so far; nothing where it cannot be told.
std::chrono::nanoseconds ProcessorTime(pid_t pid) {
  clockid_t clock = 0;
  timespec used{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return {};
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

/// Waits until the socket is ready for `events`; false when `until` passes first.
bool WaitFor(int socket, short events, TimePoint until) {
  while (true) {
    int wait_ms = -1;
    if (until != TimePoint::max()) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
      if (left.count() <= 0) return false;
      wait_ms = static_cast<int>(std::min<std::int64_t>(left.count(), INT_MAX));
    }
    pollfd watched{socket, events, 0};
    const int ready = ::poll(&watched, 1, wait_ms);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool ReceiveExactly(int socket, char* to, std::size_t size, TimePoint until) {
  while (size > 0) {
    const ssize_t got = ::recv(socket, to, size, MSG_DONTWAIT);
    if (got == 0) return false;
    if (got < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN || !WaitFor(socket, POLLIN, until)) return false;
      continue;
    }
    to += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

/// Two ends of a socket that no program inherits.
std::optional<std::pair<Fd, Fd>> SocketPair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return std::nullopt;
  return std::pair(Fd(ends[0]), Fd(ends[1]));
}

/// Between fork and exec: only calls that are safe there.
[[noreturn]] void Become(int socket, char* const* arguments, char* const* environment) {
  ::setpgid(0, 0);
  if (socket == kWorkerSocket) {
    ::fcntl(socket, F_SETFD, 0);
  } else {
    ::dup2(socket, kWorkerSocket);
  }
  // A sibling's socket held here would hide that sibling's death from the pool.
  ::close_range(kWorkerSocket + 1, ~0U, 0);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execvpe(arguments[0], arguments, environment);
  ::_exit(127);
}

bool IsGiven(std::string_view variable, Environment environment) {
  const std::string_view name = variable.substr(0, variable.find('='));
  switch (environment) {
    case Environment::kWhole:
      return true;
    case Environment::kWithoutSettings:
      return !name.starts_with("BOYIN_");
    case Environment::kLanguage:
      break;
  }
  return name == "LANGUAGE" || name == "LC_ALL" || name == "LC_MESSAGES" || name == "LANG";
}

/// The variables, as execve takes them.
std::vector<char*> VariablesFor(Environment environment) {
  std::vector<char*> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (IsGiven(*variable, environment)) variables.push_back(*variable);
  }
  variables.push_back(nullptr);
  return variables;
}

}  // namespace

std::string MessagePrefix(std::size_t size) {
  std::string prefix;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    prefix.push_back(static_cast<char>((size >> shift) & 0xFFU));
  }
  return prefix;
}

std::size_t ReadMessagePrefix(std::string_view four_bytes) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < kMessagePrefixBytes; ++i) {
    size |= static_cast<std::size_t>(static_cast<unsigned char>(four_bytes[i])) << (8 * i);
  }
  return size;
}

bool SendMessage(int socket, std::string_view body, TimePoint until) {
  const std::string prefix = MessagePrefix(body.size());
  const auto part = [](std::string_view bytes) {
    return iovec{const_cast<char*>(bytes.data()), bytes.size()};
  };
  std::array<iovec, 2> parts{part(prefix), part(body)};
  std::span<iovec> rest(parts);
  while (!rest.empty()) {
    msghdr message{};
    message.msg_iov = rest.data();
    message.msg_iovlen = rest.size();
    const ssize_t sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EAGAIN ? !WaitFor(socket, POLLOUT, until) : errno != EINTR) return false;
      continue;
    }
    auto taken = static_cast<std::size_t>(sent);
    for (; !rest.empty() && taken >= rest.front().iov_len; rest = rest.subspan(1)) {
      taken -= rest.front().iov_len;
    }
    if (rest.empty()) break;
    rest.front().iov_base = static_cast<char*>(rest.front().iov_base) + taken;
    rest.front().iov_len -= taken;
  }
  return true;
}

std::optional<std::string> ReceiveMessage(int socket, TimePoint until) {
  std::array<char, kMessagePrefixBytes> prefix{};
  if (!ReceiveExactly(socket, prefix.data(), prefix.size(), until)) return std::nullopt;
  const std::size_t size = ReadMessagePrefix({prefix.data(), prefix.size()});
  if (size > kMaxMessageBytes) return std::nullopt;
  std::string body(size, '\0');
  if (!ReceiveExactly(socket, body.data(), size, until)) return std::nullopt;
  return body;
}

std::optional<Subprocess> Subprocess::Start(const std::vector<std::string>& command,
                                            Environment environment) {
  auto ends = SocketPair();
  if (!ends) return std::nullopt;
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const std::vector<char*> variables = VariablesFor(environment);
  const pid_t pid = ::fork();
  if (pid < 0) return std::nullopt;
  if (pid == 0) Become(ends->second.get(), arguments.data(), variables.data());
  ::setpgid(pid, pid);  // here too: whoever comes first
  return Subprocess(pid, std::move(ends->first), true);
}

std::optional<Subprocess> Subprocess::Fork(const std::function<int(int socket)>& work) {
  auto ends = SocketPair();
  if (!ends) return std::nullopt;
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return std::nullopt;
  if (pid > 0) return Subprocess(pid, std::move(ends->first), false);
  ends->first.Close();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(EXIT_FAILURE);  // it died before the line above
  try {
    ::_exit(work(ends->second.get()));
  } catch (...) {
    ::_exit(EXIT_FAILURE);
  }
}

Subprocess::~Subprocess() {
  if (pid_ <= 0) return;
  // Idle, it ends with its socket, and with it what it has started: only what is waited for in turn
  // counts as processor time of this process.
  socket_.Close();
  constexpr int kLooks = 50;
  siginfo_t info{};
  for (int look = 0; look < kLooks && info.si_pid == 0; ++look) {
    const auto id = static_cast<id_t>(pid_);
    if (::waitid(P_PID, id, &info, WEXITED | WNOWAIT | WNOHANG) != 0) break;
    if (info.si_pid == 0) ::usleep(1000);
  }
  Kill();  // before it is reaped, while its number is its own
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::optional<std::string> Subprocess::Ask(std::string_view body, TimePoint until) const {
  if (!Send(body, until)) return std::nullopt;
  return Receive(until);
}

bool Subprocess::Send(std::string_view body, TimePoint until) const {
  return SendMessage(socket_.get(), body, until);
}

std::optional<std::string> Subprocess::Receive(TimePoint until) const {
  return ReceiveMessage(socket_.get(), until);
}

std::optional<std::string> Subprocess::Ask(std::string_view body,
                                           std::chrono::milliseconds patience) const {
  constexpr int kLeastShare = 100;  // of a processor, else it stands still
  const std::chrono::nanoseconds begin = ProcessorTime(pid_);
  std::chrono::nanoseconds seen = begin;
  if (!SendMessage(socket_.get(), body, Clock::now() + patience)) return std::nullopt;
  while (!WaitFor(socket_.get(), POLLIN, Clock::now() + patience)) {
    const std::chrono::nanoseconds now = ProcessorTime(pid_);
    if (now - begin >= patience || now - seen < patience / kLeastShare) return std::nullopt;
    seen = now;
  }
  return ReceiveMessage(socket_.get(), Clock::now() + patience);
}

std::optional<int> Subprocess::Wait() const {
  siginfo_t info{};  // the destructor reaps
  while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) != 0) {
    if (errno != EINTR) return std::nullopt;
  }
  if (info.si_code != CLD_EXITED) return std::nullopt;
  return info.si_status;
}

int Subprocess::Signal() const {
  // Its socket is seen to close a moment before it can be waited for; it is not reaped here. One
  // that only closed its socket lives on.
  constexpr int kLooks = 20;
  for (int look = 0; look < kLooks; ++look) {
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT | WNOHANG) != 0) break;
    if (info.si_pid != 0) return info.si_code == CLD_EXITED ? 0 : info.si_status;
    ::usleep(5000);
  }
  return 0;
}

bool Subprocess::WasKilled() const { return Signal() == SIGKILL; }

void Subprocess::Kill() const {
  ::kill(pid_, SIGKILL);
  if (leads_group_) ::kill(-pid_, SIGKILL);
}

void EndWithParent(int socket) {
  std::thread([socket] {
    constexpr std::chrono::seconds kGrace{2};
    // Readable is not asked for: only that the other end has closed.
    while (true) {
      pollfd watched{socket, POLLRDHUP, 0};
      if (::poll(&watched, 1, -1) > 0) break;
      if (errno != EINTR) return;
    }
    std::this_thread::sleep_for(kGrace);
    if (::getpgrp() == ::getpid()) ::kill(0, SIGKILL);
    ::_exit(EXIT_FAILURE);
  }).detach();
}

}  // namespace boyin
