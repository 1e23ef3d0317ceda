// The memory that request bodies may take, of all callers and of one. A body counts from its first
// byte until the work on it has ended. Private to server.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace boyin::server {

/// For several threads; lives as long as its last reservation.
class BodyBudget : public std::enable_shared_from_this<BodyBudget> {
 public:
  /// The bytes of one body; given back when it is destroyed.
  class Reservation {
   public:
    Reservation(std::shared_ptr<BodyBudget> budget, std::string caller)
        : budget_(std::move(budget)), caller_(std::move(caller)) {}
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;
    ~Reservation() { budget_->GiveBack(caller_, bytes_); }

    /// False where the budget does not allow `bytes` in all; what was reserved stays.
    [[nodiscard]] bool Grow(std::size_t bytes);

   private:
    std::shared_ptr<BodyBudget> budget_;
    std::string caller_;
    std::size_t bytes_ = 0;
  };

  /// One caller may take half of it.
  explicit BodyBudget(std::size_t most) : most_(most) {}

  [[nodiscard]] std::shared_ptr<Reservation> Open(const std::string& caller) {
    return std::make_shared<Reservation>(shared_from_this(), caller);
  }
  [[nodiscard]] std::size_t used() const;

 private:
  [[nodiscard]] bool Take(const std::string& caller, std::size_t bytes);
  void GiveBack(const std::string& caller, std::size_t bytes);

  const std::size_t most_;
  mutable std::mutex mutex_;
  std::size_t used_ = 0;                          // guarded by mutex_
  std::map<std::string, std::size_t> of_caller_;  // guarded by mutex_
};

}  // namespace boyin::server
