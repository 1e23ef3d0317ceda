// Bytes on their way from the thread that makes them to the connection that sends them. The maker
// is never blocked: it asks to be called when there is room. Private to server.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace boyin::server {

/// All functions may be called from any thread; callbacks run on the thread that caused them, with
/// no lock held.
class Pipe {
 public:
  static constexpr std::size_t kRoom = std::size_t{256} * 1024;

  enum class End { kOpen, kWhole, kBroken };

  /// The maker's side.
  void Write(std::string bytes);
  void Close(End end);  ///< kBroken: what was sent is not all
  [[nodiscard]] bool left() const;
  /// Calls `go` once: at once where less than kRoom waits or the listener has left, else as soon as
  /// that is so.
  void WhenRoom(std::function<void()> go);

  /// The listener's side.
  void OnChange(std::function<void()> changed);
  /// The oldest bytes; nothing where none wait: then end() says whether more may come.
  [[nodiscard]] std::optional<std::string> Read();
  [[nodiscard]] End end() const;
  void Leave();  ///< the client has left

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> pieces_;
  std::size_t waiting_ = 0;
  End end_ = End::kOpen;
  bool left_ = false;
  std::function<void()> changed_;
  std::function<void()> go_;
};

}  // namespace boyin::server
