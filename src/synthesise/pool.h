// Worker processes, each with one engine. A worker that dies, hangs or answers nonsense is replaced
// and its sentence tried again.
//
//   Result<Pool> pool = Pool::Start({.command = {"boyin-engine"}, .width = 2});
//   std::vector<…> in order:  pool->Speak(voice, plan)   // from any thread; blocks for a worker
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "synthesise/cache.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise {

struct PoolOptions {
  /// Starts a worker, which calls RunWorker(fd 3); the last word added to it is `threads`.
  std::vector<std::string> command;
  int width = 2;                                   ///< processes
  int threads = 0;                                 ///< of one; 0: the processors that are left over
  int recycle_after = 5000;                        ///< sentences, then a fresh process
  int attempts = 3;                                ///< for one sentence, each in a fresh process
  std::chrono::milliseconds deadline{20'000};      ///< for one sentence, and
  std::chrono::milliseconds unit_deadline{1'000};  ///< for each of its units: see Process::Ask
  std::optional<CacheOptions> cache{};             ///< where sentences are kept, if anywhere
};

/// Where the sentences of a pool came from.
struct Tally {
  std::size_t spoken = 0;    ///< by an engine
  std::size_t recalled = 0;  ///< from the cache

  bool operator==(const Tally&) const = default;
};

/// Whether a sentence that was kept will do, or its place is to be taken by a new one.
enum class Kept { kTake, kRenew };

class Pool {
 public:
  /// Workers start when first needed.
  [[nodiscard]] static Result<Pool> Start(const PoolOptions& options);
  Pool(Pool&&) noexcept;
  Pool& operator=(Pool&&) noexcept;
  ~Pool();  ///< ends the workers

  /// One sentence, from the cache or by one worker. Thread-safe: as many callers as workers make
  /// progress at once.
  [[nodiscard]] Result<Clip> Speak(const voice::Voice& voice, const prosody::Plan& plan,
                                   Kept kept = Kept::kTake);

  /// Of the engine of `voice`, as a worker tells it.
  [[nodiscard]] Result<EngineInfo> Describe(const voice::Voice& voice);

  [[nodiscard]] Tally tally() const;
  [[nodiscard]] int restarts() const;  ///< workers replaced since Start because they failed

 private:
  struct State;
  explicit Pool(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The worker's side: serves requests on the socket until it closes. The exit status.
[[nodiscard]] int RunWorker(int socket, const EngineConfig& config = {});

}  // namespace boyin::synthesise
