// Work done side by side, results taken in order, never more than a few ahead. Private to pipeline.
//
//   Ordered<PlannedSentence, Result<Clip>> work(4, 8, [&](const PlannedSentence& sentence) { return
//   Speak(sentence); }); work.Give(sentence);                       // while !work.Full() auto
//   [sentence, clip] = work.Take();       // the oldest; waits for it
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace boyin::pipeline {

/// Give and Take belong to one thread; `work` is called from `width` threads of this object. What
/// `work` throws, Take throws. The destructor waits for calls that have begun and drops the rest.
template <typename In, typename Out>
class Ordered {
 public:
  Ordered(std::size_t width, std::size_t look_ahead, std::function<Out(const In&)> work)
      : look_ahead_(look_ahead), work_(std::move(work)) {
    for (std::size_t i = 0; i < width; ++i) {
      threads_.emplace_back([this](const std::stop_token& stop) { Serve(stop); });
    }
  }

  [[nodiscard]] bool Full() const { return jobs_.size() >= look_ahead_; }
  [[nodiscard]] bool Empty() const { return jobs_.empty(); }

  /// Whether Take would not wait.
  [[nodiscard]] bool Ready() {
    if (jobs_.empty()) return false;
    const std::lock_guard lock(mutex_);
    return jobs_.front()->Ended();
  }

  void Give(In in) {
    auto job = std::make_shared<Job>();
    job->in = std::move(in);
    jobs_.push_back(job);
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(job));
    }
    changed_.notify_all();
  }

  std::pair<In, Out> Take() {
    const std::shared_ptr<Job> job = jobs_.front();
    jobs_.pop_front();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return job->Ended(); });
    if (job->thrown) std::rethrow_exception(job->thrown);
    return {std::move(job->in), std::move(*job->out)};
  }

 private:
  struct Job {
    In in;
    std::optional<Out> out;
    std::exception_ptr thrown{};
    [[nodiscard]] bool Ended() const { return out || thrown; }
  };

  void Serve(const std::stop_token& stop) {
    while (true) {
      std::shared_ptr<Job> job;
      {
        std::unique_lock lock(mutex_);
        if (!changed_.wait(lock, stop, [&] { return !waiting_.empty(); })) return;
        if (stop.stop_requested()) return;
        job = std::move(waiting_.front());
        waiting_.pop_front();
      }
      Do(*job);
      changed_.notify_all();
    }
  }

  void Do(Job& job) {
    try {
      Out out = work_(job.in);
      const std::lock_guard lock(mutex_);
      job.out.emplace(std::move(out));
    } catch (...) {
      const std::lock_guard lock(mutex_);
      job.thrown = std::current_exception();
    }
  }

  std::size_t look_ahead_;
  std::function<Out(const In&)> work_;
  std::deque<std::shared_ptr<Job>> jobs_;  // in order; only Give and Take see it
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::shared_ptr<Job>> waiting_;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace boyin::pipeline
