// A batch whose articles are converted by workers elsewhere: it submits what has changed, takes in
// the results, and submits again what got lost. The ledger is the truth, the queue only a
// messenger.
#include "jobs/queued_batch.h"

#include <chrono>
#include <map>
#include <thread>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/message.h"
#include "jobs/nats_queue.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostWaiting = 2'000;  // what a queue holds of one batch
constexpr std::size_t kAtOnce = 64;
constexpr auto kLook = std::chrono::milliseconds(100);

Error GivenUp(const std::string& input) {
  return {Code::kEngine, input, Translated("the workers gave it up"),
          Translated("boyin queue status says why")};
}

/// The articles of one call, done elsewhere.
class QueuedBatch {
 public:
  QueuedBatch(IncrementalBuild& build, std::vector<Order> orders, const OnOutcome& on_outcome,
              const QueueOptions& queue)
      : build_(build),
        on_outcome_(on_outcome),
        queue_options_(queue),
        exchange_(queue.exchange.empty() ? build.options().folder / ".boyin" : queue.exchange),
        results_(exchange_ / "results"),
        summary_(std::move(orders)) {}

  Result<Summary> Run() {
    if (Result<void> ready = Prepare(); !ready) return tl::unexpected(ready.error());
    std::size_t next = 0;
    Clock::time_point looked = Clock::now();
    while (!Stopped() && (next < orders().size() || !waiting_.empty())) {
      bool moved = false;
      // A few at a time: results are taken in between.
      for (std::size_t i = 0; i < kAtOnce && next < orders().size(); ++i) {
        if (waiting_.size() >= kMostWaiting) break;
        if (Result<void> given = Enqueue(next++); !given) return tl::unexpected(given.error());
        moved = true;
      }
      moved = CollectResults() || moved;
      if (Clock::now() - looked >= queue_options_.reconcile) {
        if (Result<void> found = Reconcile(); !found) return tl::unexpected(found.error());
        looked = Clock::now();
      }
      if (!moved) std::this_thread::sleep_for(kLook);
    }
    if (queue_options_.withdraw.stop_requested()) Withdraw();
    if (finished_ == orders().size()) Clear();
    return std::move(summary_);
  }

 private:
  struct Waiting {
    std::size_t at = 0;
    Entry entry;
    Job job;
  };

  [[nodiscard]] bool Stopped() const {
    return build_.options().stop.stop_requested() || queue_options_.withdraw.stop_requested();
  }

  /// What a worker has begun it finishes, for nobody.
  void Withdraw() {
    for (const auto& [id, waiting] : waiting_) static_cast<void>(queue_->Withdraw(waiting.job));
  }

  Result<void> Prepare() {
    Result<std::unique_ptr<NatsQueue>> queue = NatsQueue::Open(queue_options_.address, {});
    if (!queue) return tl::unexpected(queue.error());
    queue_ = std::move(*queue);
    const BatchOptions& options = build_.options();
    const std::string text = WriteInstructions({build_.config(), options.intake, options.plain_text,
                                                queue_options_.readings, queue_options_.lexicon});
    const fs::path file = exchange_ / "settings" / (ContentHash(text) + ".json");
    std::error_code failed;
    fs::create_directories(results_, failed);
    fs::create_directories(file.parent_path(), failed);
    if (Result<void> written = WriteFile(file, text); !written) return written;
    const Result<std::string> instructions = BelowStore(queue_options_.store, file);
    if (!instructions) return tl::unexpected(instructions.error());
    const Result<std::string> results = BelowStore(queue_options_.store, results_);
    if (!results) return tl::unexpected(results.error());
    payload_.instructions = *instructions;
    payload_.results = *results;
    return {};
  }

  /// Removes duplicate results. The folder stays, for dead letters that are requeued later.
  void Clear() const {
    std::error_code ignored;
    for (const auto& file : fs::directory_iterator(results_, ignored)) {
      fs::remove_all(file.path(), ignored);
    }
  }

  /// One order: left alone, refused, taken from a former run, or given to the queue.
  Result<void> Enqueue(std::size_t at) {
    const Order& order = orders()[at];
    Result<CheckResult> task = build_.Check(order);
    if (task && task->current) {
      Finish(at, IncrementalBuild::Unchanged(order, task->entry));
      return {};
    }
    if (!task) {
      Finish(at, build_.Record(order, {}, tl::unexpected(task.error())));
      return {};
    }
    const Result<std::string> input = BelowStore(queue_options_.store, order.input);
    if (!input) {
      Finish(at, build_.Record(order, std::move(task->entry), tl::unexpected(input.error())));
      return {};
    }
    JobPayload payload = payload_;
    payload.input = *input;
    payload.input_hash = ContentHash(task->bytes);
    payload.output = fs::path(order.output).filename().string();
    payload.member = order.member;
    const std::string id = ContentHash(*input + '\0' + order.member + '\0' + payload.input_hash +
                                       build_.settings_key() + payload.output);
    Job job{id, build_.config().settings.voice.engine, WritePayload(payload)};
    if (queue_options_.key) job = queue_options_.key->Sign(std::move(job));
    const auto [waiting, fresh] =
        waiting_.emplace(id, Waiting{at, std::move(task->entry), std::move(job)});
    if (AcceptResult(waiting->second)) {
      waiting_.erase(waiting);
      return {};
    }
    return Submit(waiting->second.job);
  }

  /// Unless a former run has: then it waits there still.
  Result<void> Submit(const Job& job) {
    const Result<JobPlace> place = queue_->Find(job);
    if (!place) return tl::unexpected(place.error());
    if (*place == JobPlace::kQueued) return {};
    Result<void> given = queue_->Submit(job);
    if (given && *place == JobPlace::kDead) given = queue_->Undelete(job.id);
    return given;
  }

  /// What the workers have left. True where there was anything.
  bool CollectResults() {
    std::error_code ignored;
    std::vector<std::string> done;
    for (const auto& file : fs::directory_iterator(results_, ignored)) {
      if (file.path().extension() == ".json") done.push_back(file.path().stem().string());
    }
    bool any = false;
    for (const std::string& id : done) {
      const auto waiting = waiting_.find(id);
      if (waiting == waiting_.end() || !AcceptResult(waiting->second)) continue;
      waiting_.erase(waiting);
      any = true;
    }
    return any;
  }

  /// Takes a result in: the sound to its place, then the ledger, then the note goes. False where
  /// there is none, or none that is whole.
  bool AcceptResult(Waiting& waiting) {
    const Order& order = orders()[waiting.at];
    const fs::path note = results_ / (waiting.job.id + ".json");
    const Result<std::string> text = ReadFile(note);
    if (!text) return false;
    const std::optional<JobResult> result = ReadResult(*text);
    std::error_code gone;
    if (!result || (result->made && !MoveFiles(waiting, result->files))) {
      fs::remove(note, gone);
      return false;
    }
    if (result->made) waiting.entry.sound_key = result->made->sound_key;
    Finish(waiting.at, build_.Record(order, waiting.entry, result->made));
    fs::remove(note, gone);
    fs::remove_all(results_ / waiting.job.id, gone);
    return true;
  }

  /// True where the outputs are what the worker made: moved now, or by a run that was killed here.
  bool MoveFiles(const Waiting& waiting, const std::vector<ResultFile>& files) {
    const fs::path output = orders()[waiting.at].output;
    const auto whole = [&](const fs::path& file, const std::string& hash) {
      const Result<std::string> bytes = ReadFile(file);
      return bytes && ContentHash(*bytes) == hash;
    };
    std::error_code failed;
    fs::create_directories(output.parent_path(), failed);
    for (const ResultFile& file : files) {
      const fs::path goal = output.parent_path() / file.name;
      const fs::path made = results_ / waiting.job.id / file.name;
      if (!whole(made, file.hash)) {
        if (!whole(goal, file.hash)) return false;
        continue;
      }
      fs::rename(made, goal, failed);
      if (failed) return false;
    }
    return !files.empty() && files.back().name == output.filename();
  }

  /// Jobs that are neither in the queue nor done have got lost: they are submitted again.
  Result<void> Reconcile() {
    std::vector<std::string> buried;
    for (const auto& [id, waiting] : waiting_) {
      const Result<JobPlace> place = queue_->Find(waiting.job);
      if (!place) return tl::unexpected(place.error());
      std::error_code ignored;
      if (*place == JobPlace::kQueued || fs::exists(results_ / (id + ".json"), ignored)) continue;
      if (*place == JobPlace::kDead) {
        buried.push_back(id);
        continue;
      }
      if (Result<void> given = queue_->Submit(waiting.job); !given) return given;
    }
    for (const std::string& id : buried) {
      const Waiting& waiting = waiting_.at(id);
      const Order& order = orders()[waiting.at];
      Finish(waiting.at,
             build_.Record(order, waiting.entry, tl::unexpected(GivenUp(NameOf(order)))));
      waiting_.erase(id);
    }
    return {};
  }

  void Finish(std::size_t at, const Outcome& outcome) {
    summary_.Record(at, outcome);
    ++finished_;
    if (on_outcome_) on_outcome_(outcome, {finished_, orders().size()});
  }

  [[nodiscard]] const std::vector<Order>& orders() const { return summary_.orders(); }

  IncrementalBuild& build_;
  const OnOutcome& on_outcome_;
  const QueueOptions& queue_options_;
  const fs::path exchange_;
  const fs::path results_;
  std::unique_ptr<NatsQueue> queue_;
  JobPayload payload_;
  std::map<std::string, Waiting> waiting_;  // by id
  Summary summary_;
  std::size_t finished_ = 0;
};

}  // namespace

Result<Summary> RunQueuedBatch(IncrementalBuild& build, std::vector<Order> orders,
                               const QueueOptions& queue, const OnOutcome& on_outcome) {
  return QueuedBatch(build, std::move(orders), on_outcome, queue).Run();
}

}  // namespace boyin::jobs
