#include "jobs/worker.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/message.h"
#include "jobs/consume.h"
#include "jobs/job_payload.h"
#include "jobs/nats_link.h"
#include "jobs/nats_queue.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

constexpr int kAttempts = 5;
constexpr std::chrono::milliseconds kBackoff{2'000};
constexpr std::chrono::milliseconds kFirstWait{500};  // before a queue is opened again; doubles
constexpr std::chrono::milliseconds kLongestWait{30'000};
constexpr std::int64_t kListenMs = 200;
constexpr std::size_t kMostRenderers = 4;  // of batches with other readings at the same time
constexpr std::size_t kMostContexts = 64;

/// How one batch wants its articles.
struct BatchContext {
  Instructions instructions;
  std::shared_ptr<const pipeline::Renderer> renderer;
};

std::size_t ResidentMb() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) >> 20U;
}

bool IsPlain(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
  });
}

std::string Named(const JobPayload& payload) { return NameOf({payload.input, {}, payload.member}); }

Error Strange(const std::string& id) {
  return {Code::kInput, id, Translated("has a name that no batch gives"), {}};
}

Error ForeignFolder(const std::string& folder) {
  return {Code::kInput, folder, Translated("is no folder for results of a batch"), {}};
}

Error Changed(const std::string& input) {
  return {Code::kInput, input, Translated("has changed since the batch looked at it"),
          Translated("run the batch again")};
}

/// Where the result of a job goes.
struct ResultPaths {
  fs::path folder;
  fs::path note;
};
Result<ResultPaths> ResultPathsOf(const fs::path& store, const std::string& id,
                                  const JobPayload& payload) {
  const Result<fs::path> results = Within(store, payload.results);
  if (!results) return tl::unexpected(results.error());
  // Who may write to the queue must not name a folder of finished sound.
  const bool own =
      results->filename() == "results" && results->parent_path().filename() == ".boyin";
  if (!own) return tl::unexpected(ForeignFolder(payload.results));
  if (!IsPlain(id) || !IsFileName(payload.output)) return tl::unexpected(Strange(id));
  return ResultPaths{*results / id, *results / (id + ".json")};
}

class Converter {
 public:
  Converter(const WorkerOptions& options, const OnJob& on_job)
      : options_(options), on_job_(on_job) {}

  Attempt Convert(const Lease& lease) {
    ++jobs_;
    const Result<JobPayload> payload = PayloadOf(lease.job);
    if (!payload) return {Verdict::kPermanent, payload.error()};
    const Result<ResultPaths> paths = ResultPathsOf(options_.store, lease.job.id, *payload);
    if (!paths) return {Verdict::kPermanent, paths.error()};
    std::error_code ignored;
    if (fs::exists(paths->note, ignored)) return {};  // another worker was faster
    JobResult result{Rendered{}};
    result.made = Make(*payload, *paths, result);
    if (!result.made && IsTransient(result.made.error())) {
      Tell(Named(*payload), &result.made.error());
      return {Verdict::kRetry, result.made.error()};
    }
    Tell(Named(*payload), result.made ? nullptr : &result.made.error());
    if (Result<void> put = WriteFile(paths->note, WriteResult(result)); !put) {
      return {Verdict::kRetry, put.error()};
    }
    return {};
  }

  /// Tells the batch, if its folder can be written.
  void GiveUp(const Lease& lease, const Error& error) {
    Tell(lease.job.id, &error);
    const Result<JobPayload> payload = PayloadOf(lease.job);
    if (!payload) return;
    const Result<ResultPaths> paths = ResultPathsOf(options_.store, lease.job.id, *payload);
    if (!paths) return;
    // Where even that fails, the batch finds the job among the dead letters.
    static_cast<void>(WriteFile(paths->note, WriteResult({tl::unexpected(error)})));
  }

  void Tell(const std::string& input, const Error* error) {
    if (!on_job_) return;
    const std::lock_guard lock(telling_);
    on_job_(input, error);
  }

  [[nodiscard]] bool ShouldRestart() const {
    return (options_.most_jobs > 0 && jobs_ >= options_.most_jobs) ||
           ResidentMb() > options_.most_memory_mb;
  }

 private:
  [[nodiscard]] Result<JobPayload> PayloadOf(const Job& job) const {
    if (!options_.key) return ReadPayload(job.body);
    return options_.key->Verify(job).and_then(
        [](const Job& given) { return ReadPayload(given.body); });
  }

  Result<Rendered> Make(const JobPayload& payload, const ResultPaths& paths, JobResult& result) {
    const Result<fs::path> input = Within(options_.store, payload.input);
    if (!input) return tl::unexpected(input.error());
    const Result<std::string> bytes = ReadFile(*input, reader::kMostInputBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    if (ContentHash(*bytes) != payload.input_hash) return tl::unexpected(Changed(payload.input));
    const Result<std::shared_ptr<const BatchContext>> context = ContextFor(payload.instructions);
    if (!context) return tl::unexpected(context.error());
    const Instructions& told = (*context)->instructions;
    intake::Options how = told.intake;
    how.member = payload.member;
    const Result<intake::Document> document =
        told.plain_text ? options_.reader.ReadText(*bytes, payload.input, {.encoding = "UTF-8"})
                        : options_.reader.Read(*bytes, payload.input, how);
    if (!document) return tl::unexpected(document.error());
    const fs::path sound = paths.folder / payload.output;
    Result<Rendered> made = jobs::Make(*(*context)->renderer, *document, told.config, sound);
    if (!made) return made;
    return HashFiles(sound, result).map([&] { return std::move(*made); });
  }

  /// All that has been made, the sound last.
  static Result<void> HashFiles(const fs::path& sound, JobResult& result) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (const auto& file : fs::directory_iterator(sound.parent_path(), failed)) {
      if (IsFileName(file.path().filename().string())) files.push_back(file.path());
    }
    std::sort(files.begin(), files.end(), [&](const fs::path& a, const fs::path& b) {
      return std::pair(a == sound, a) < std::pair(b == sound, b);
    });
    for (const fs::path& file : files) {
      const Result<std::string> bytes = ReadFile(file);
      if (!bytes) return tl::unexpected(bytes.error());
      result.files.push_back({file.filename().string(), ContentHash(*bytes)});
    }
    return {};
  }

  Result<std::shared_ptr<const BatchContext>> ContextFor(const std::string& below) {
    const std::lock_guard lock(opening_);
    if (const auto known = contexts_.find(below); known != contexts_.end()) return known->second;
    const Result<fs::path> path = Within(options_.store, below);
    if (!path) return tl::unexpected(path.error());
    const Result<std::string> bytes = ReadFile(*path);
    if (!bytes) return tl::unexpected(bytes.error());
    if (ContentHash(*bytes) != path->stem().string()) return tl::unexpected(Changed(below));
    Result<Instructions> told = ReadInstructions(*bytes, below);
    if (!told) return tl::unexpected(told.error());
    Result<std::shared_ptr<const pipeline::Renderer>> renderer = RendererFor(*told);
    if (!renderer) return tl::unexpected(renderer.error());
    if (contexts_.size() >= kMostContexts) contexts_.clear();
    auto context =
        std::make_shared<const BatchContext>(BatchContext{std::move(*told), std::move(*renderer)});
    contexts_[below] = context;
    return context;
  }

  /// One for each set of readings, all with the same engines.
  Result<std::shared_ptr<const pipeline::Renderer>> RendererFor(const Instructions& told) {
    Instructions readings;
    readings.readings = told.readings;
    readings.lexicon = told.lexicon;
    const std::string key = ContentHash(WriteInstructions(readings));
    if (const auto known = renderers_.find(key); known != renderers_.end()) return known->second;
    pipeline::RendererOptions options;
    options.normalise = told.readings;
    options.lexicon = told.lexicon;
    options.pool = options_.pool;
    options.pool.width = options_.width;
    Result<pipeline::Renderer> opened = renderers_.empty()
                                            ? pipeline::Renderer::Open(options)
                                            : renderers_.begin()->second->WithTables(options);
    if (!opened) return tl::unexpected(opened.error());
    if (renderers_.size() >= kMostRenderers) renderers_.clear();
    return renderers_[key] = std::make_shared<const pipeline::Renderer>(std::move(*opened));
  }

  const WorkerOptions& options_;
  const OnJob& on_job_;
  std::atomic<std::size_t> jobs_{0};
  std::mutex telling_;
  std::mutex opening_;
  std::map<std::string, std::shared_ptr<const BatchContext>> contexts_;  // guarded by opening_
  std::map<std::string, std::shared_ptr<const pipeline::Renderer>> renderers_;  // the same
};

/// One consumer thread with a connection of its own, opened again as often as it takes.
void ConsumeThread(Converter& converter, const WorkerOptions& options,
                   const std::stop_token& stop) {
  const ConsumeOptions consume{
      .heartbeat = options.address.lease / 3, .backoff = kBackoff, .attempts = kAttempts};
  std::chrono::milliseconds wait = kFirstWait;
  while (!stop.stop_requested()) {
    const Result<std::unique_ptr<NatsQueue>> queue =
        NatsQueue::Open(options.address, options.engines);
    if (!queue) {
      converter.Tell("--queue", &queue.error());
      WaitFor(stop, wait);
      wait = std::min(2 * wait, kLongestWait);
      continue;
    }
    wait = kFirstWait;
    Consume(
        **queue, consume, stop, [&](const Lease& lease) { return converter.Convert(lease); },
        [&](const Lease& lease, const Error& error) { converter.GiveUp(lease, error); });
  }
}

/// Waits for a reason to end.
Ending Watch(const NatsLink& link, const Converter& converter, const std::stop_token& stop) {
  natsSubscription* raw = nullptr;
  natsConnection_SubscribeSync(&raw, link.connection(), kControlSubject);
  const NatsSubscription control(raw);
  while (!stop.stop_requested()) {
    if (converter.ShouldRestart()) return Ending::kRestart;
    natsMsg* message = nullptr;
    const natsStatus status =
        control ? natsSubscription_NextMsg(&message, raw, kListenMs) : NATS_ERR;
    const NatsMessage word(message);
    if (word && std::string_view(natsMsg_GetData(message)) == "drain") return Ending::kStopped;
    if (status != NATS_OK && status != NATS_TIMEOUT) {
      std::this_thread::sleep_for(std::chrono::milliseconds(kListenMs));
    }
  }
  return Ending::kStopped;
}

}  // namespace

Result<Ending> Work(const WorkerOptions& options, const std::stop_token& stop,
                    const OnJob& on_job) {
  if (const Result<fs::path> store = Within(options.store, "."); !store) {
    return tl::unexpected(store.error());
  }
  const Result<std::unique_ptr<NatsLink>> link = NatsLink::Open(options.address);
  if (!link) return tl::unexpected(link.error());
  Converter converter(options, on_job);
  std::vector<std::jthread> threads;
  // One more than there are engines: while it asks for a job, or waits for the disk, no core is
  // idle.
  for (int i = 0; i <= options.width; ++i) {
    threads.emplace_back(
        [&](const std::stop_token& done) { ConsumeThread(converter, options, done); });
  }
  const Ending ending = Watch(**link, converter, stop);
  for (std::jthread& thread : threads) thread.request_stop();
  return ending;  // the threads finish the jobs they hold
}

}  // namespace boyin::jobs
