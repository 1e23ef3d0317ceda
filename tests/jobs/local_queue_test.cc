#include <atomic>
#include <map>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "jobs/consume.h"
#include "jobs/queue.h"

namespace boyin::jobs {
namespace {

using std::chrono::milliseconds;

TEST_CASE("a job is delivered until it is acknowledged; its state is known") {
  LocalQueue queue;
  const Job job{"a", "espeak", "body"};
  CHECK(queue.Find(job) == JobPlace::kAbsent);
  REQUIRE(queue.Submit(job));
  REQUIRE(queue.Submit(job));  // once more is once
  CHECK(queue.Find(job) == JobPlace::kQueued);
  const auto lease = queue.Receive(milliseconds(0));
  REQUIRE(lease);
  REQUIRE(*lease);
  CHECK((**lease).job == job);
  CHECK(queue.Find(job) == JobPlace::kQueued);
  REQUIRE(queue.Nack(**lease, milliseconds(1)));
  const auto again = queue.Receive(milliseconds(0));
  REQUIRE(*again);
  CHECK((**again).attempt == 2);
  REQUIRE(queue.Ack(**again));
  CHECK_FALSE(*queue.Receive(milliseconds(0)));
  CHECK(queue.Find(job) == JobPlace::kAbsent);
}

TEST_CASE("a dead letter is not delivered again, until it is submitted anew") {
  LocalQueue queue;
  const Job job{"a", "", ""};
  REQUIRE(queue.Submit(job));
  REQUIRE(queue.DeadLetter(**queue.Receive(milliseconds(0)), {}));
  CHECK(queue.Find(job) == JobPlace::kDead);
  CHECK_FALSE(*queue.Receive(milliseconds(0)));
  REQUIRE(queue.Submit(job));
  CHECK(queue.Find(job) == JobPlace::kQueued);
}

TEST_CASE("many consumers: every job done once, the failing one tried as often as allowed") {
  LocalQueue queue;
  for (int i = 0; i < 200; ++i) REQUIRE(queue.Submit({std::to_string(i), "", ""}));
  std::mutex mutex;
  std::map<std::string, int> tries;
  std::vector<std::string> given_up;
  const ConsumeOptions options{.backoff = milliseconds(1), .attempts = 3, .stop_when_empty = true};
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      Consume(
          queue, options, {},
          [&](const Lease& lease) -> Attempt {
            const std::lock_guard lock(mutex);
            const int attempt = ++tries[lease.job.id];
            CHECK(attempt == lease.attempt);
            if (lease.job.id == "7") return {Verdict::kRetry, {}};
            if (lease.job.id == "8") return {Verdict::kPermanent, {}};
            if (lease.job.id == "9" && attempt < 3) return {Verdict::kRetry, {}};
            return {};
          },
          [&](const Lease& lease, const Error&) {
            const std::lock_guard lock(mutex);
            given_up.push_back(lease.job.id);
          });
    });
  }
  threads.clear();
  CHECK(tries.size() == 200);
  CHECK(tries["7"] == 3);
  CHECK(tries["8"] == 1);
  CHECK(tries["9"] == 3);
  CHECK(tries["10"] == 1);
  std::sort(given_up.begin(), given_up.end());
  CHECK(given_up == std::vector<std::string>{"7", "8"});
}

/// Counts lease extensions.
class Watched : public LocalQueue {
 public:
  void Extend(const Lease& /*lease*/) override { ++beats; }
  std::atomic<int> beats{0};
};

TEST_CASE("the lease of a long job is extended; told to stop it is still finished") {
  Watched queue;
  REQUIRE(queue.Submit({"long", "", ""}));
  REQUIRE(queue.Submit({"next", "", ""}));
  std::stop_source stop;
  int done = 0;
  Consume(
      queue, {.heartbeat = milliseconds(5), .stop_when_empty = true}, stop.get_token(),
      [&](const Lease&) -> Attempt {
        stop.request_stop();
        while (queue.beats < 3) std::this_thread::sleep_for(milliseconds(1));
        ++done;
        return {};
      },
      [](const Lease&, const Error&) {});
  CHECK(done == 1);
  CHECK(queue.Find({"long", "", ""}) == JobPlace::kAbsent);
  CHECK(queue.Find({"next", "", ""}) == JobPlace::kQueued);
}

}  // namespace
}  // namespace boyin::jobs
