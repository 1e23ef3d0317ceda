// Programs that work for us: one child, the socket to it, and messages with a length in front.
//
//   std::optional<Subprocess> engine = Subprocess::Start({"/usr/libexec/boyin/boyin-engine"});
//   std::optional<std::string> answer = engine->Ask(request, std::chrono::seconds(20));
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "base/fd.h"

namespace boyin {

using TimePoint = std::chrono::steady_clock::time_point;

/// Every message begins with its length: this many bytes, little-endian, not counting themselves.
inline constexpr std::size_t kMessagePrefixBytes = 4;
/// A longer message is nonsense: ten minutes of samples, far beyond any sentence.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{1} << 26U;

[[nodiscard]] std::string MessagePrefix(std::size_t size);
[[nodiscard]] std::size_t ReadMessagePrefix(std::string_view four_bytes);

/// Sends prefix and body; false when the other side is gone or `until` passes first.
[[nodiscard]] bool SendMessage(int socket, std::string_view body, TimePoint until);

/// The body of the next message; nothing at the end, for nonsense, or when `until` passes first.
[[nodiscard]] std::optional<std::string> ReceiveMessage(int socket, TimePoint until);

/// What of our own environment a program gets.
enum class Environment {
  kWhole,
  kWithoutSettings,  ///< no BOYIN_…: a setting may hold a password
  kLanguage          ///< LANGUAGE, LC_ALL, LC_MESSAGES, LANG: how it speaks to people
};

/// A child and the socket to it. The destructor kills and reaps it, with all of its group.
class Subprocess {
 public:
  /// A program with the socket on its descriptor 3 and no other descriptor of ours besides 0, 1, 2.
  /// It leads a process group of its own: Ctrl-C at the terminal reaches this process alone, which
  /// decides what becomes of the others. Nothing where no process can be made. A command that
  /// cannot be run is seen as an early end. A program that may be long at work calls
  /// EndWithParent.
  [[nodiscard]] static std::optional<Subprocess> Start(
      const std::vector<std::string>& command, Environment environment = Environment::kWhole);

  /// A fork of this process, of one thread, that does `work` with its end of the socket and leaves
  /// with the status that it returns. It dies when this process does.
  [[nodiscard]] static std::optional<Subprocess> Fork(const std::function<int(int socket)>& work);

  Subprocess(Subprocess&& other) noexcept
      : pid_(std::exchange(other.pid_, -1)),
        socket_(std::move(other.socket_)),
        leads_group_(other.leads_group_) {}
  Subprocess& operator=(Subprocess&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(socket_, other.socket_);
    std::swap(leads_group_, other.leads_group_);
    return *this;
  }
  Subprocess(const Subprocess&) = delete;
  Subprocess& operator=(const Subprocess&) = delete;
  ~Subprocess();

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

  /// The signal that ended it; 0 where none has.
  [[nodiscard]] int Signal() const;

  /// Whether it was ended by SIGKILL: by somebody else, or for want of memory.
  [[nodiscard]] bool WasKilled() const;

  /// From any thread: who waits for its answer sees its end.
  void Kill() const;

 private:
  Subprocess(pid_t pid, Fd socket, bool leads_group)
      : pid_(pid), socket_(std::move(socket)), leads_group_(leads_group) {}

  pid_t pid_;
  Fd socket_;
  bool leads_group_;
};

/// The death signal, for the program's side: once nobody is left at the other end of `socket`, this
/// process and its group are killed two seconds later, whatever they are at. (PR_SET_PDEATHSIG
/// would do so when the thread that forked ends.) A thread waits for it.
void EndWithParent(int socket);

}  // namespace boyin
