#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "base/file.h"
#include "jobs/article.h"
#include "jobs/consume.h"
#include "jobs/incremental_build.h"
#include "jobs/jobs.h"
#include "jobs/queued_batch.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

constexpr int kAttempts = 3;  // for an article whose engine fell

/// What a batch that was killed left half-written beside these outputs. We hold the lock: no other
/// process writes there.
void RemoveAbandoned(const std::vector<Order>& orders) {
  std::set<std::string> folders;
  for (const Order& order : orders) folders.insert(fs::path(order.output).parent_path().string());
  std::map<std::string, std::vector<fs::path>> found;  // by what they would have become
  std::error_code ignored;
  for (const std::string& folder : folders) {
    for (const auto& file : fs::directory_iterator(folder, ignored)) {
      const std::optional<std::string> stem = StemOfTemporary(file.path());
      if (!stem) continue;
      const fs::path whole = fs::path(folder) / *stem;
      // NAME.report.json and NAME.chapters.json lie beside NAME.mp3.
      found[whole.string()].push_back(file.path());
      found[(whole.parent_path() / whole.stem()).string()].push_back(file.path());
    }
  }
  if (found.empty()) return;
  for (const Order& order : orders) {
    const fs::path output(order.output);
    const auto left = found.find((output.parent_path() / TemporaryStem(output)).string());
    if (left == found.end()) continue;
    for (const fs::path& file : left->second) fs::remove(file, ignored);
  }
}

/// The articles of one call, done by this process.
class LocalBatch {
 public:
  LocalBatch(IncrementalBuild& build, std::vector<Order> orders, const OnOutcome& on_outcome)
      : build_(build), on_outcome_(on_outcome), summary_(std::move(orders)) {}

  Summary Run() {
    const BatchOptions& options = build_.options();
    // The queue holds no more than is at work, and one more for each: see Try.
    for (int i = 0; i < 2 * options.width; ++i) EnqueueNext();
    const ConsumeOptions serve{.attempts = kAttempts, .stop_when_empty = true};
    const auto work = [&] {
      Consume(
          queue_, serve, options.stop, [this](const Lease& lease) { return Try(lease); },
          [this](const Lease& lease, const Error& error) { GiveUp(lease, error); });
    };
    {
      std::vector<std::jthread> threads;
      for (int i = 1; i < options.width; ++i) threads.emplace_back(work);
      work();
    }
    return std::move(summary_);
  }

 private:
  static std::size_t IndexOf(const Lease& lease) { return std::stoul(lease.job.id); }

  /// Gives the queue the next order, where there is one.
  void EnqueueNext() {
    const std::size_t at = next_++;
    // A local queue takes whatever it does not hold.
    if (at < orders().size()) static_cast<void>(queue_.Submit({std::to_string(at), "", ""}));
  }

  Attempt Try(const Lease& lease) {
    const std::size_t at = IndexOf(lease);
    if (lease.attempt == 1) EnqueueNext();
    Outcome outcome = build_.Build(orders()[at]);
    const bool again = outcome.state == State::kFailed && outcome.error.code == Code::kEngine;
    if (!again) {
      Finish(at, outcome);
      return {};
    }
    Error error = outcome.error;
    const std::lock_guard lock(mutex_);
    retrying_.insert_or_assign(at, std::move(outcome));
    return {Verdict::kRetry, std::move(error)};
  }

  void GiveUp(const Lease& lease, const Error& error) {
    const std::size_t at = IndexOf(lease);
    std::unique_lock lock(mutex_);
    const auto last = retrying_.extract(at);
    lock.unlock();
    Finish(at, last ? last.mapped() : build_.Record(orders()[at], {}, tl::unexpected(error)));
  }

  void Finish(std::size_t at, const Outcome& outcome) {
    const std::lock_guard lock(mutex_);
    retrying_.erase(at);
    summary_.Record(at, outcome);
    ++finished_;
    if (on_outcome_) on_outcome_(outcome, {finished_, orders().size()});
  }

  [[nodiscard]] const std::vector<Order>& orders() const { return summary_.orders(); }

  IncrementalBuild& build_;
  const OnOutcome& on_outcome_;
  LocalQueue queue_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  Summary summary_;                          // guarded by mutex_, but for its orders
  std::map<std::size_t, Outcome> retrying_;  // guarded by mutex_: of those to be tried again
  std::size_t finished_ = 0;                 // guarded by mutex_
};

}  // namespace

struct Batch::State {
  IncrementalBuild build;
};

Batch::Batch(std::shared_ptr<Ledger> ledger, const pipeline::Renderer& renderer,
             const RenderConfig& config, const BatchOptions& options)
    : state_(std::make_unique<State>(
          State{IncrementalBuild(renderer, config, options, std::move(ledger))})) {}
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;
Batch::~Batch() = default;

Result<Batch> Batch::Open(const pipeline::Renderer& renderer, const RenderConfig& config,
                          const BatchOptions& options) {
  Result<Ledger> ledger = Ledger::Open(options.folder / ".boyin");
  if (!ledger) return tl::unexpected(ledger.error());
  return Batch(std::make_shared<Ledger>(std::move(*ledger)), renderer, config, options);
}

Result<Summary> Batch::Run(std::vector<Order> orders, const OnOutcome& on_outcome) {
  RemoveAbandoned(orders);
  return LocalBatch(state_->build, std::move(orders), on_outcome).Run();
}

Result<Summary> Batch::RunQueued(std::vector<Order> orders, const QueueOptions& queue,
                                 const OnOutcome& on_outcome) {
  return RunQueuedBatch(state_->build, std::move(orders), queue, on_outcome);
}

}  // namespace boyin::jobs
