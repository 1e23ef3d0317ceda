#include "synthesise/pool.h"

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include "paths.h"
#include "synthesise/plans.h"

namespace boyin::synthesise {
namespace {

namespace fs = std::filesystem;

PoolOptions Options(std::vector<std::string> words) {
  PoolOptions options;
  options.command = {test::BuildPath("test_worker")};
  options.command.insert(options.command.end(), words.begin(), words.end());
  return options;
}

/// The pids of our own worker processes.
std::vector<pid_t> Children() {
  std::ifstream list("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  std::vector<pid_t> pids;
  for (pid_t pid = 0; list >> pid;) pids.push_back(pid);
  return pids;
}

TEST_CASE("a pool says what the engine in this process says, and describes it") {
  const voice::Voice voice = VoiceNamed("anchor-f");
  Result<Pool> pool = Pool::Start(Options({"serve"}));
  REQUIRE(pool);
  const Result<Clip> clip = pool->Speak(voice, PlanOf("ni3 hao3 | NATO"));
  REQUIRE(clip);
  CHECK(*clip == (*OpenEngine(voice))->Speak(PlanOf("ni3 hao3 | NATO")));
  const Result<EngineInfo> info = pool->Describe(voice);
  REQUIRE(info);
  CHECK(info->name == "espeak");
  CHECK(info->sample_rate_hz == clip->sample_rate_hz);
  CHECK(pool->restarts() == 0);
}

TEST_CASE("workers killed in the midst of work are replaced and every sentence is spoken") {
  const voice::Voice voice = VoiceNamed("anchor-f");
  Result<Pool> pool = Pool::Start(Options({"serve"}));
  REQUIRE(pool);
  const Result<Clip> wanted = pool->Speak(voice, PlanOf("da4 jia1 hao3"));
  REQUIRE(wanted);
  for (int round = 0; round < 5; ++round) {
    for (pid_t pid : Children()) ::kill(pid, SIGKILL);
    CHECK(pool->Speak(voice, PlanOf("da4 jia1 hao3")) == wanted);
  }
  CHECK(pool->restarts() == 5);
}

TEST_CASE("many threads share few workers") {
  const voice::Voice voice = VoiceNamed("anchor-m");
  Result<Pool> pool = Pool::Start(Options({"serve"}));
  REQUIRE(pool);
  const Result<Clip> wanted = pool->Speak(voice, PlanOf("xin1 wen2"));
  REQUIRE(wanted);
  std::vector<int> right(6, 0);
  std::vector<std::thread> callers;
  for (int& count : right) {
    callers.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        if (pool->Speak(voice, PlanOf("xin1 wen2")) == wanted) ++count;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(right == std::vector<int>(6, 10));
  CHECK(Children().size() <= 2);
}

TEST_CASE("a worker that hangs or answers half is replaced") {
  const voice::Voice voice = VoiceNamed("anchor-f");
  for (const std::string mode : {"stall", "half", "spin"}) {
    CAPTURE(mode);
    const fs::path file =
        fs::temp_directory_path() / ("boyin-worker-" + std::to_string(::getpid()));
    fs::remove(file);
    PoolOptions options = Options({mode, file.string()});
    if (mode != "half") {
      options.deadline = std::chrono::milliseconds(1500);
      options.unit_deadline = {};
    }
    Result<Pool> pool = Pool::Start(options);
    REQUIRE(pool);
    const Result<Clip> clip = pool->Speak(voice, PlanOf("ni3 hao3"));
    REQUIRE(clip);
    CHECK(clip->marks.size() == 2);
    CHECK(pool->restarts() == 1);
    fs::remove(file);
  }
}

TEST_CASE("a worker that works slowly, on a busy machine, is not taken for one that hangs") {
  const fs::path file = fs::temp_directory_path() / ("boyin-worker-" + std::to_string(::getpid()));
  fs::remove(file);
  PoolOptions options = Options({"share", file.string()});
  options.deadline = std::chrono::milliseconds(600);
  options.unit_deadline = {};
  Result<Pool> pool = Pool::Start(options);
  REQUIRE(pool);
  CHECK(pool->Speak(VoiceNamed("anchor-f"), PlanOf("ni3 hao3")));
  CHECK(pool->restarts() == 0);
  fs::remove(file);
}

TEST_CASE("a worker that never serves is given up after the attempts") {
  const voice::Voice voice = VoiceNamed("anchor-f");
  for (PoolOptions options : {Options({"refuse"}), PoolOptions{{"/nonexistent/worker"}}}) {
    Result<Pool> pool = Pool::Start(options);
    REQUIRE(pool);
    const Result<Clip> clip = pool->Speak(voice, PlanOf("ni3"));
    REQUIRE_FALSE(clip);
    CHECK(clip.error().code == Code::kEngine);
    CHECK(pool->restarts() == 3);
  }
}

TEST_CASE("what the engine refuses is returned, not tried again; work goes on after it") {
  voice::Voice voice = VoiceNamed("anchor-f");
  Result<Pool> pool = Pool::Start(Options({"serve"}));
  REQUIRE(pool);
  voice.engine = "gramophone";
  CHECK(pool->Speak(voice, PlanOf("ni3")).error().code == Code::kUsage);
  voice = VoiceNamed("anchor-f");
  voice.foreign = "no-such-voice";
  CHECK(pool->Speak(voice, PlanOf("NATO")).error().code == Code::kEngine);
  CHECK(pool->restarts() == 0);
  CHECK(pool->Speak(VoiceNamed("anchor-f"), PlanOf("ni3")));
}

TEST_CASE("a worker is renewed after its share of sentences, and none outlives the pool") {
  PoolOptions options = Options({"serve"});
  options.width = 1;
  options.recycle_after = 2;
  {
    Result<Pool> pool = Pool::Start(options);
    REQUIRE(pool);
    const voice::Voice voice = VoiceNamed("anchor-f");
    REQUIRE(pool->Speak(voice, PlanOf("ni3")));
    const std::vector<pid_t> first = Children();
    CHECK(first.size() == 1);
    REQUIRE(pool->Speak(voice, PlanOf("ni3")));
    REQUIRE(pool->Speak(voice, PlanOf("ni3")));
    CHECK(Children() != first);
    CHECK(pool->restarts() == 0);
  }
  CHECK(Children().empty());
}

}  // namespace
}  // namespace boyin::synthesise
