#include "server/http/body_budget.h"

namespace boyin::server {

bool BodyBudget::Reservation::Grow(std::size_t bytes) {
  if (bytes <= bytes_) return true;
  if (!budget_->Take(caller_, bytes - bytes_)) return false;
  bytes_ = bytes;
  return true;
}

std::size_t BodyBudget::used() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

bool BodyBudget::Take(const std::string& caller, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto own = of_caller_.find(caller);
  const std::size_t held = own == of_caller_.end() ? 0 : own->second;
  if (bytes > most_ - used_ || bytes > most_ / 2 - held) return false;
  used_ += bytes;
  of_caller_[caller] = held + bytes;
  return true;
}

void BodyBudget::GiveBack(const std::string& caller, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  used_ -= bytes;
  const auto own = of_caller_.find(caller);
  if (own == of_caller_.end()) return;
  own->second -= bytes;
  if (own->second == 0) of_caller_.erase(own);
}

}  // namespace boyin::server
