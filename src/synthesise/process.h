// One worker process and the socket to it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace boyin::synthesise {

/// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { Close(); }

  [[nodiscard]] int get() const { return fd_; }
  void Close();

 private:
  int fd_;
};

using TimePoint = std::chrono::steady_clock::time_point;

/// Sends prefix and body; false when the other side is gone or `until` passes first.
[[nodiscard]] bool SendMessage(int socket, std::string_view body, TimePoint until);

/// The body of the next message; nothing at the end, for nonsense, or when `until` passes first.
[[nodiscard]] std::optional<std::string> ReceiveMessage(int socket, TimePoint until);

/// A child and the socket to it. The destructor kills and reaps it.
class Process {
 public:
  /// A program with the socket on its descriptor 3 and no other descriptor of ours besides 0, 1, 2.
  /// Nothing where no process can be made. A command that cannot be run is seen as an early end.
  [[nodiscard]] static std::optional<Process> Start(const std::vector<std::string>& command);

  /// A fork of this process, of one thread, that does `work` with its end of the socket and leaves
  /// with the status that it returns. It dies when this process does.
  [[nodiscard]] static std::optional<Process> Fork(const std::function<int(int socket)>& work);

  Process(Process&& other) noexcept
      : pid_(std::exchange(other.pid_, -1)), socket_(std::move(other.socket_)) {}
  Process& operator=(Process&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(socket_, other.socket_);
    return *this;
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  /// Sends a body and waits for the answer's.
  [[nodiscard]] std::optional<std::string> Ask(std::string_view body, TimePoint until) const;

  /// The same: `patience`, and again as long where the process was
  /// at work in that time but other programs left it little of the machine; until it has used as
  /// much of a processor as `patience`.
  [[nodiscard]] std::optional<std::string> Ask(std::string_view body,
                                               std::chrono::milliseconds patience) const;

  // The halves of Ask, where more than one message goes to and fro.
  [[nodiscard]] bool Send(std::string_view body, TimePoint until) const;
  [[nodiscard]] std::optional<std::string> Receive(TimePoint until) const;

  /// The status that it leaves with by itself; nothing where something else ends it.
  [[nodiscard]] std::optional<int> Wait() const;

  /// Whether it was ended by SIGKILL: by somebody else, or for want of memory.
  [[nodiscard]] bool WasKilled() const;

  /// From any thread: who waits for its answer sees its end.
  void Kill() const;

 private:
  Process(pid_t pid, Descriptor socket) : pid_(pid), socket_(std::move(socket)) {}

  pid_t pid_;
  Descriptor socket_;
};

}  // namespace boyin::synthesise
