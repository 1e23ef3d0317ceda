#include <atomic>
#include <map>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "jobs/queue.h"
#include "jobs/serve.h"

namespace boyin::jobs {
namespace {

using std::chrono::milliseconds;

TEST_CASE("a job is taken until somebody says done; its place is known") {
  LocalQueue queue;
  const Job job{"a", "espeak", "body"};
  CHECK(queue.Find(job) == Place::kNowhere);
  REQUIRE(queue.Submit(job));
  REQUIRE(queue.Submit(job));  // once more is once
  CHECK(queue.Find(job) == Place::kWaiting);
  const auto taken = queue.Take(milliseconds(0));
  REQUIRE(taken);
  REQUIRE(*taken);
  CHECK((**taken).job == job);
  CHECK(queue.Find(job) == Place::kWaiting);
  REQUIRE(queue.Again(**taken, milliseconds(1)));
  const auto again = queue.Take(milliseconds(0));
  REQUIRE(*again);
  CHECK((**again).attempt == 2);
  REQUIRE(queue.Done(**again));
  CHECK_FALSE(*queue.Take(milliseconds(0)));
  CHECK(queue.Find(job) == Place::kNowhere);
}

TEST_CASE("a buried job is not taken again, until it is submitted anew") {
  LocalQueue queue;
  const Job job{"a", "", ""};
  REQUIRE(queue.Submit(job));
  REQUIRE(queue.Bury(**queue.Take(milliseconds(0)), {}));
  CHECK(queue.Find(job) == Place::kBuried);
  CHECK_FALSE(*queue.Take(milliseconds(0)));
  REQUIRE(queue.Submit(job));
  CHECK(queue.Find(job) == Place::kWaiting);
}

TEST_CASE("many hands: every job done once, the failing one tried as often as allowed") {
  LocalQueue queue;
  for (int i = 0; i < 200; ++i) REQUIRE(queue.Submit({std::to_string(i), "", ""}));
  std::mutex mutex;
  std::map<std::string, int> tries;
  std::vector<std::string> given_up;
  const ServeOptions options{.patience = milliseconds(1), .attempts = 3, .leave_when_empty = true};
  std::vector<std::jthread> hands;
  for (int hand = 0; hand < 4; ++hand) {
    hands.emplace_back([&] {
      Serve(
          queue, options, {},
          [&](const Taken& taken) -> Tried {
            const std::lock_guard lock(mutex);
            const int attempt = ++tries[taken.job.id];
            CHECK(attempt == taken.attempt);
            if (taken.job.id == "7") return {Verdict::kAgain, {}};
            if (taken.job.id == "8") return {Verdict::kHopeless, {}};
            if (taken.job.id == "9" && attempt < 3) return {Verdict::kAgain, {}};
            return {};
          },
          [&](const Taken& taken, const Error&) {
            const std::lock_guard lock(mutex);
            given_up.push_back(taken.job.id);
          });
    });
  }
  hands.clear();
  CHECK(tries.size() == 200);
  CHECK(tries["7"] == 3);
  CHECK(tries["8"] == 1);
  CHECK(tries["9"] == 3);
  CHECK(tries["10"] == 1);
  std::sort(given_up.begin(), given_up.end());
  CHECK(given_up == std::vector<std::string>{"7", "8"});
}

/// Counts signs of life.
class Watched : public LocalQueue {
 public:
  void Extend(const Taken& /*taken*/) override { ++beats; }
  std::atomic<int> beats{0};
};

TEST_CASE("a long job gives signs of life, told to stop it is still finished") {
  Watched queue;
  REQUIRE(queue.Submit({"long", "", ""}));
  REQUIRE(queue.Submit({"next", "", ""}));
  std::stop_source stop;
  int done = 0;
  Serve(
      queue, {.heartbeat = milliseconds(5), .leave_when_empty = true}, stop.get_token(),
      [&](const Taken&) -> Tried {
        stop.request_stop();
        while (queue.beats < 3) std::this_thread::sleep_for(milliseconds(1));
        ++done;
        return {};
      },
      [](const Taken&, const Error&) {});
  CHECK(done == 1);
  CHECK(queue.Find({"long", "", ""}) == Place::kNowhere);
  CHECK(queue.Find({"next", "", ""}) == Place::kWaiting);
}

}  // namespace
}  // namespace boyin::jobs
