#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/file.h"
#include "jobs/article.h"
#include "jobs/desk.h"
#include "jobs/jobs.h"
#include "jobs/queued.h"
#include "jobs/serve.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

constexpr int kAttempts = 3;  // for an article whose engine fell

/// What a batch that was killed left half-written beside these outputs (base/file.h names it so:
/// .STEM-XXXXXX.SUFFIX). The lock is ours, so nobody is writing there.
void RemoveAbandoned(const std::vector<Order>& orders) {
  std::map<fs::path, std::set<std::string>> stems;
  for (const Order& order : orders) {
    stems[order.output.parent_path()].insert(order.output.stem().string());
  }
  constexpr std::size_t kRandom = 7;  // "-XXXXXX"
  std::error_code ignored;
  for (const auto& [folder, names] : stems) {
    for (const auto& file : fs::directory_iterator(folder, ignored)) {
      const std::string stem = file.path().stem().string();
      if (!stem.starts_with('.') || stem.size() <= kRandom + 1) continue;
      if (stem[stem.size() - kRandom] != '-') continue;
      const std::string whole = stem.substr(1, stem.size() - kRandom - 1);
      // NAME.report.json and NAME.chapters.json lie beside NAME.mp3.
      if (names.contains(whole) || names.contains(fs::path(whole).stem().string())) {
        fs::remove(file.path(), ignored);
      }
    }
  }
}

/// The articles of one call, done by this process.
class Round {
 public:
  Round(Desk& desk, const std::vector<Order>& orders, const OnOutcome& on_outcome)
      : desk_(desk), orders_(orders), on_outcome_(on_outcome), summary_(orders.size()) {}

  Result<Summary> Run(const BatchOptions& options) {
    LocalQueue queue;
    for (std::size_t at = 0; at < orders_.size(); ++at) {
      if (Result<void> given = queue.Submit({std::to_string(at), "", ""}); !given) {
        return tl::unexpected(given.error());
      }
    }
    const ServeOptions serve{.attempts = kAttempts, .leave_when_empty = true};
    const auto work = [&] {
      Serve(
          queue, serve, options.stop, [this](const Taken& taken) { return Try(taken); },
          [this](const Taken& taken, const Error& error) { GiveUp(taken, error); });
    };
    {
      std::vector<std::jthread> threads;
      for (int i = 1; i < options.width; ++i) threads.emplace_back(work);
      work();
    }
    Summary ended;  // told to stop, it has not seen them all
    for (std::size_t at = 0; at < orders_.size(); ++at) {
      if (finished_.contains(at)) ended.push_back(std::move(summary_[at]));
    }
    return ended;
  }

 private:
  static std::size_t Place(const Taken& taken) { return std::stoul(taken.job.id); }

  Tried Try(const Taken& taken) {
    const std::size_t at = Place(taken);
    Outcome outcome = desk_.Do(orders_[at]);
    const bool again = outcome.state == State::kFailed && outcome.error.code == Code::kEngine;
    if (again) {
      Error error = outcome.error;
      {
        const std::lock_guard lock(mutex_);
        summary_[at] = std::move(outcome);
      }
      return {Verdict::kAgain, std::move(error)};
    }
    Finish(at, std::move(outcome));
    return {};
  }

  void GiveUp(const Taken& taken, const Error& /*error*/) {
    const std::size_t at = Place(taken);
    Outcome last;
    {
      const std::lock_guard lock(mutex_);
      last = std::move(summary_[at]);
    }
    Finish(at, std::move(last));
  }

  void Finish(std::size_t at, Outcome outcome) {
    const std::lock_guard lock(mutex_);
    finished_.insert(at);
    if (on_outcome_) on_outcome_(outcome, {finished_.size(), orders_.size()});
    summary_[at] = std::move(outcome);
  }

  Desk& desk_;
  const std::vector<Order>& orders_;
  const OnOutcome& on_outcome_;
  std::mutex mutex_;
  Summary summary_;                 // guarded by mutex_
  std::set<std::size_t> finished_;  // guarded by mutex_
};

}  // namespace

struct Batch::State {
  Desk desk;
  BatchOptions options;
};

Batch::Batch(std::unique_ptr<State> state) : state_(std::move(state)) {}
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;
Batch::~Batch() = default;

Result<Batch> Batch::Open(const pipeline::Studio& studio, const pipeline::Settings& settings,
                          const BatchOptions& options) {
  Result<Ledger> ledger = Ledger::Open(options.folder / ".boyin");
  if (!ledger) return tl::unexpected(ledger.error());
  return Batch(
      std::make_unique<State>(State{Desk(studio, settings, options, std::move(*ledger)), options}));
}

Result<Summary> Batch::Run(const std::vector<Order>& orders, const OnOutcome& on_outcome) {
  RemoveAbandoned(orders);
  return Round(state_->desk, orders, on_outcome).Run(state_->options);
}

Result<Summary> Batch::RunQueued(const std::vector<Order>& orders, const QueueOptions& queue,
                                 const OnOutcome& on_outcome) {
  return RunQueuedRound(state_->desk, orders, state_->options, queue, on_outcome);
}

Result<Summary> RunBatch(const pipeline::Studio& studio, const std::vector<Order>& orders,
                         const pipeline::Settings& settings, const BatchOptions& options,
                         const OnOutcome& on_outcome) {
  return Batch::Open(studio, settings, options).and_then([&](Batch batch) {
    return batch.Run(orders, on_outcome);
  });
}

}  // namespace boyin::jobs
