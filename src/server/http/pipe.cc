#include "server/http/pipe.h"

#include <utility>

namespace boyin::server {

void Pipe::Write(std::string bytes) {
  if (bytes.empty()) return;
  std::function<void()> changed;
  {
    const std::lock_guard lock(mutex_);
    if (left_) return;
    waiting_ += bytes.size();
    pieces_.push_back(std::move(bytes));
    changed = changed_;
  }
  if (changed) changed();
}

void Pipe::Close(End end) {
  std::function<void()> changed;
  {
    const std::lock_guard lock(mutex_);
    if (end_ == End::kOpen) end_ = end;
    changed = changed_;
  }
  if (changed) changed();
}

bool Pipe::left() const {
  const std::lock_guard lock(mutex_);
  return left_;
}

void Pipe::WhenRoom(std::function<void()> go) {
  {
    const std::lock_guard lock(mutex_);
    if (!left_ && waiting_ >= kRoom) {
      go_ = std::move(go);
      return;
    }
  }
  go();
}

void Pipe::OnChange(std::function<void()> changed) {
  const std::lock_guard lock(mutex_);
  changed_ = std::move(changed);
}

std::optional<std::string> Pipe::Read() {
  std::optional<std::string> bytes;
  std::function<void()> go;
  {
    const std::lock_guard lock(mutex_);
    if (pieces_.empty()) return std::nullopt;
    bytes = std::move(pieces_.front());
    pieces_.pop_front();
    waiting_ -= bytes->size();
    if (waiting_ < kRoom) go = std::exchange(go_, nullptr);
  }
  if (go) go();
  return bytes;
}

Pipe::End Pipe::end() const {
  const std::lock_guard lock(mutex_);
  return end_;
}

void Pipe::Leave() {
  std::function<void()> go;
  {
    const std::lock_guard lock(mutex_);
    left_ = true;
    pieces_.clear();
    waiting_ = 0;
    changed_ = nullptr;
    go = std::exchange(go_, nullptr);
  }
  if (go) go();
}

}  // namespace boyin::server
