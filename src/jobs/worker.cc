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
#include "jobs/nats_link.h"
#include "jobs/nats_queue.h"
#include "jobs/parcel.h"
#include "jobs/serve.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

constexpr int kAttempts = 5;
constexpr std::chrono::milliseconds kPatience{2'000};
constexpr std::int64_t kListenMs = 200;
constexpr std::size_t kMostStudios = 4;  // batches with other settings at the same time

/// A studio as one batch wants it.
struct Booth {
  Instructions instructions;
  pipeline::Studio studio;
};

std::size_t ResidentMb() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) >> 20U;
}

bool Plain(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
  });
}

std::string Named(const Parcel& parcel) { return NameOf({parcel.input, {}, parcel.member}); }

Error Strange(const std::string& id) {
  return {Code::kInput, id, {"has a name that no batch gives", "名字不是批处理起的"}, {}};
}

Error Changed(const std::string& input) {
  return {Code::kInput,
          input,
          {"has changed since the batch looked at it", "在批处理读取之后又改过"},
          {"run the batch again", "请重新运行批处理"}};
}

/// Where the result of a job goes.
struct Places {
  fs::path sound;
  fs::path note;
};
Result<Places> PlacesOf(const fs::path& store, const std::string& id, const Parcel& parcel) {
  const Result<fs::path> results = Within(store, parcel.results);
  if (!results) return tl::unexpected(results.error());
  const bool suffix = parcel.suffix.starts_with('.') && Plain(parcel.suffix.substr(1));
  if (!Plain(id) || !suffix || parcel.suffix == ".json") return tl::unexpected(Strange(id));
  return Places{*results / (id + parcel.suffix), *results / (id + ".json")};
}

class Workshop {
 public:
  Workshop(const WorkerOptions& options, const OnJob& on_job)
      : options_(options), on_job_(on_job) {}

  Tried Convert(const Taken& taken) {
    ++jobs_;
    const Result<Parcel> parcel = ReadParcel(taken.job.body);
    if (!parcel) return {Verdict::kHopeless, parcel.error()};
    const Result<Places> places = PlacesOf(options_.store, taken.job.id, *parcel);
    if (!places) return {Verdict::kHopeless, places.error()};
    std::error_code ignored;
    if (fs::exists(places->note, ignored)) return {};  // another worker was faster
    Delivery delivery{Made{}, {}, {}};
    delivery.made = Make(*parcel, *places, delivery);
    if (!delivery.made && MayPass(delivery.made.error())) {
      Tell(Named(*parcel), &delivery.made.error());
      return {Verdict::kAgain, delivery.made.error()};
    }
    Tell(Named(*parcel), delivery.made ? nullptr : &delivery.made.error());
    if (Result<void> put = WriteFile(places->note, WriteDelivery(delivery)); !put) {
      return {Verdict::kAgain, put.error()};
    }
    return {};
  }

  /// Tells the batch, if its folder can be written.
  void GiveUp(const Taken& taken, const Error& error) {
    Tell(taken.job.id, &error);
    const Result<Parcel> parcel = ReadParcel(taken.job.body);
    if (!parcel) return;
    const Result<Places> places = PlacesOf(options_.store, taken.job.id, *parcel);
    if (!places) return;
    // Where even that fails, the batch finds the job among the buried.
    static_cast<void>(WriteFile(places->note, WriteDelivery({tl::unexpected(error), {}, {}})));
  }

  [[nodiscard]] bool Worn() const {
    return (options_.most_jobs > 0 && jobs_ >= options_.most_jobs) ||
           ResidentMb() > options_.most_memory_mb;
  }

 private:
  void Tell(const std::string& input, const Error* error) {
    if (!on_job_) return;
    const std::lock_guard lock(telling_);
    on_job_(input, error);
  }

  Result<Made> Make(const Parcel& parcel, const Places& places, Delivery& delivery) {
    const Result<fs::path> input = Within(options_.store, parcel.input);
    if (!input) return tl::unexpected(input.error());
    const Result<std::string> bytes = ReadFile(*input);
    if (!bytes) return tl::unexpected(bytes.error());
    if (ContentHash(*bytes) != parcel.input_hash) return tl::unexpected(Changed(parcel.input));
    const Result<std::shared_ptr<const Booth>> booth = BoothFor(parcel.instructions);
    if (!booth) return tl::unexpected(booth.error());
    const Instructions& told = (*booth)->instructions;
    const Recipe recipe{told.settings};
    const Result<intake::Document> document =
        intake::Read(*bytes, parcel.input, {told.encoding, parcel.member});
    if (!document) return tl::unexpected(document.error());
    delivery.sound_key = SoundKeyOf((*booth)->studio, *document, recipe);
    Result<Made> made = jobs::Make((*booth)->studio, *document, recipe, places.sound);
    if (!made) return made;
    const Result<std::string> sound = ReadFile(places.sound);
    if (!sound) return tl::unexpected(sound.error());
    delivery.sound_hash = ContentHash(*sound);
    return made;
  }

  Result<std::shared_ptr<const Booth>> BoothFor(const std::string& below) {
    const std::lock_guard lock(opening_);
    if (const auto known = booths_.find(below); known != booths_.end()) return known->second;
    const Result<fs::path> path = Within(options_.store, below);
    if (!path) return tl::unexpected(path.error());
    const Result<std::string> bytes = ReadFile(*path);
    if (!bytes) return tl::unexpected(bytes.error());
    if (ContentHash(*bytes) != path->stem().string()) return tl::unexpected(Changed(below));
    Result<Instructions> told = ReadInstructions(*bytes, below);
    if (!told) return tl::unexpected(told.error());
    pipeline::StudioOptions studio;
    studio.normalise = told->readings;
    studio.lexicon = told->lexicon;
    studio.pool = options_.pool;
    studio.pool.width = options_.width;
    Result<pipeline::Studio> opened = pipeline::Studio::Open(studio);
    if (!opened) return tl::unexpected(opened.error());
    if (booths_.size() >= kMostStudios) booths_.clear();
    auto booth = std::make_shared<const Booth>(Booth{std::move(*told), std::move(*opened)});
    booths_[below] = booth;
    return booth;
  }

  const WorkerOptions& options_;
  const OnJob& on_job_;
  std::atomic<std::size_t> jobs_{0};
  std::mutex telling_;
  std::mutex opening_;
  std::map<std::string, std::shared_ptr<const Booth>> booths_;  // guarded by opening_
};

/// One pair of hands: its own connection, made again as often as it takes.
void Lend(Workshop& workshop, const WorkerOptions& options, const std::stop_token& stop) {
  const ServeOptions serve{
      .heartbeat = options.address.lease / 3, .patience = kPatience, .attempts = kAttempts};
  while (!stop.stop_requested()) {
    const Result<std::unique_ptr<NatsQueue>> queue =
        NatsQueue::Open(options.address, options.engines);
    if (!queue) continue;
    Serve(
        **queue, serve, stop, [&](const Taken& taken) { return workshop.Convert(taken); },
        [&](const Taken& taken, const Error& error) { workshop.GiveUp(taken, error); });
  }
}

/// Waits for a reason to end.
Ending Watch(const NatsLink& link, const Workshop& workshop, const std::stop_token& stop) {
  natsSubscription* raw = nullptr;
  natsConnection_SubscribeSync(&raw, link.connection(), kControlSubject);
  const NatsSubscription control(raw);
  while (!stop.stop_requested()) {
    if (workshop.Worn()) return Ending::kWorn;
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
  Workshop workshop(options, on_job);
  std::vector<std::jthread> hands;
  // One more than there are engines: while it asks for a job, or waits for the disk, no core is
  // idle.
  for (int i = 0; i <= options.width; ++i) {
    hands.emplace_back([&](const std::stop_token& done) { Lend(workshop, options, done); });
  }
  const Ending ending = Watch(**link, workshop, stop);
  for (std::jthread& hand : hands) hand.request_stop();
  return ending;  // the hands finish what they hold
}

}  // namespace boyin::jobs
