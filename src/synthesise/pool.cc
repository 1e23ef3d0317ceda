#include "synthesise/pool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "base/message.h"
#include "base/subprocess.h"
#include "synthesise/wire.h"

namespace boyin::synthesise {
namespace {

constexpr int kMaxKills = 100;

/// What an answer says; nothing where it is nonsense.
template <typename Value>
using Decode = std::function<std::optional<Result<Value>>(std::string_view answer)>;

struct Worker {
  Subprocess process;
  int sentences = 0;
};

}  // namespace

struct Pool::State {
  explicit State(PoolOptions given) : options(std::move(given)), free_places(options.width) {
    if (options.cache) cache.emplace(*options.cache);
    idle.reserve(static_cast<std::size_t>(options.width));
  }

  /// Takes a place, with the worker in it if there is one.
  std::optional<Worker> TakePlace() {
    std::unique_lock lock(mutex);
    place_freed.wait(lock, [&] { return free_places > 0; });
    --free_places;
    if (idle.empty()) return std::nullopt;
    Worker worker = std::move(idle.back());
    idle.pop_back();
    return worker;
  }

  void FreePlace(std::optional<Worker> worker) {
    {
      const std::lock_guard lock(mutex);
      if (worker) idle.push_back(std::move(*worker));
      ++free_places;
    }
    place_freed.notify_one();
  }

  void CountRestart() {
    const std::lock_guard lock(mutex);
    ++restarts;
  }

  /// A place, held for one question. At its end the worker is given back with it where it is whole:
  /// of one that something was thrown over, nobody knows what it is about to say.
  struct Place {
    explicit Place(State& given) : state(given), worker(given.TakePlace()) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
      if (!whole) worker.reset();
      state.FreePlace(std::move(worker));
    }
    State& state;
    std::optional<Worker> worker;
    bool whole = false;
  };

  template <typename Value>
  Result<Value> Ask(const wire::Request& request, const Decode<Value>& decode);

  const PoolOptions options;
  std::optional<ClipCache> cache;
  std::atomic<std::size_t> spoken{0};
  std::atomic<std::size_t> recalled{0};
  mutable std::mutex mutex;
  std::condition_variable place_freed;
  int free_places;           // guarded by mutex
  std::vector<Worker> idle;  // guarded by mutex
  int restarts = 0;          // guarded by mutex
};

/// Asks until an answer is whole and makes sense. What the engine itself refuses is an answer.
template <typename Value>
Result<Value> Pool::State::Ask(const wire::Request& request, const Decode<Value>& decode) {
  const std::string body = wire::EncodeRequest(request);
  const std::size_t units = request.plan ? request.plan->units.size() : 0;
  Place place(*this);
  std::optional<Worker>& worker = place.worker;
  int kills = 0;
  for (int attempt = 0; attempt < options.attempts;) {
    if (!worker) {
      if (std::optional<Subprocess> started =
              Subprocess::Start(options.command, Environment::kWithoutSettings)) {
        worker.emplace(Worker{std::move(*started)});
      }
    }
    std::optional<std::string> answer;
    if (worker) {
      answer = worker->process.Ask(
          body, options.deadline + static_cast<int>(units) * options.unit_deadline);
    }
    std::optional<Result<Value>> value;
    if (answer) value = decode(*answer);
    if (value) {
      if (++worker->sentences >= options.recycle_after) worker.reset();
      place.whole = true;
      return std::move(*value);
    }
    // A worker that somebody kills says nothing of the sentence.
    const bool was_killed = worker && !answer && worker->process.WasKilled() && ++kills < kMaxKills;
    if (!was_killed) ++attempt;
    worker.reset();
    CountRestart();
  }
  return Fail(Code::kEngine, options.command.front(),
              Translated("the speech worker failed {} times on one sentence", options.attempts),
              Translated("check that this program is there and whole and that memory is free"));
}

Pool::Pool(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pool::Pool(Pool&&) noexcept = default;
Pool& Pool::operator=(Pool&&) noexcept = default;
Pool::~Pool() = default;

Result<Pool> Pool::Start(const PoolOptions& options) {
  if (options.command.empty() || options.width < 1 || options.attempts < 1) {
    return Fail(Code::kUsage, "",
                Translated("a pool needs a command, a width and at least one attempt"));
  }
  PoolOptions whole = options;
  // Sentences side by side use the processors best.
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  const int threads = options.threads > 0 ? options.threads : std::max(1, cores / options.width);
  whole.command.push_back(std::to_string(threads));
  return Pool(std::make_unique<State>(whole));
}

Result<Clip> Pool::Speak(const voice::Voice& voice, const prosody::Plan& plan, Kept kept) {
  const bool keeps = state_->cache && state_->cache->Keeps(voice.engine);
  const std::string key = keeps ? ClipKey(voice, plan) : std::string();
  if (keeps && kept == Kept::kTake) {
    if (std::optional<Clip> clip = state_->cache->Find(key)) {
      ++state_->recalled;
      return std::move(*clip);
    }
  }
  const std::size_t units = plan.units.size();
  Result<Clip> clip = state_->Ask<Clip>(
      {voice, plan}, [units](std::string_view answer) { return wire::DecodeClip(answer, units); });
  if (clip) ++state_->spoken;
  if (clip && keeps) state_->cache->Keep(key, *clip);
  return clip;
}

Result<EngineInfo> Pool::Describe(const voice::Voice& voice) {
  return state_->Ask<EngineInfo>({voice, std::nullopt}, wire::DecodeInfo);
}

Tally Pool::tally() const { return {state_->spoken, state_->recalled}; }

int Pool::restarts() const {
  const std::lock_guard lock(state_->mutex);
  return state_->restarts;
}

}  // namespace boyin::synthesise
