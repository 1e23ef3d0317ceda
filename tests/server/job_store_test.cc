#include "server/jobs/job_store.h"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "server/jobs/clock_watch.h"

namespace boyin::server {
namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() : path(fs::temp_directory_path() / ("boyin-store-" + std::to_string(::getpid()))) {}
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
  fs::path path;
};

Job OfCaller(const char* caller) {
  Job job;
  job.caller = caller;
  return job;
}

TEST_CASE("what a service did not make it leaves alone, what it made by halves it removes") {
  const Folder folder;
  std::string done;
  {
    Result<JobStore> store = JobStore::Open(folder.path);
    REQUIRE(store);
    done = store->Add(OfCaller("a"), "text")->id;
  }
  const std::string half = "job_" + std::string(32, '1');
  fs::create_directories(folder.path / half);
  std::ofstream(folder.path / half / ".boyin-job");
  fs::create_directories(folder.path / "job_mine");
  const std::string foreign = "job_" + std::string(32, '2');
  fs::create_directories(folder.path / foreign);
  const std::string broken = "job_" + std::string(32, '3');
  fs::create_directories(folder.path / broken);
  std::ofstream(folder.path / broken / "job.json") << "{";
  Result<JobStore> store = JobStore::Open(folder.path);
  REQUIRE(store);
  CHECK(store->Find(done));
  CHECK_FALSE(fs::exists(folder.path / half));
  CHECK(fs::exists(folder.path / "job_mine"));
  CHECK(fs::exists(folder.path / foreign));
  CHECK(fs::exists(folder.path / broken));
  CHECK(store->unreadable() == std::vector<std::string>{broken});
}

TEST_CASE("a clock that is set removes no job") {
  const Folder folder;
  constexpr std::int64_t kYear = std::int64_t{365} * 24 * 3600;
  constexpr std::int64_t kKeep = 3600;
  Result<JobStore> store = JobStore::Open(folder.path);
  REQUIRE(store);
  const std::string id = store->Add(OfCaller("a"), "text")->id;
  std::int64_t clock = 1'000'000;
  REQUIRE(store->Change(id, [&](Job& job) {
    job.state = JobState::kDone;
    job.finished = clock;
  }));
  ClockWatch watch(clock, 50);
  clock += kYear + 10;
  const std::int64_t step = watch.Step(clock, 60);
  CHECK(step == kYear);
  store->ShiftEnded(step);
  store->RemoveEndedBefore(clock - kKeep);
  REQUIRE(store->Find(id));
  CHECK(store->Find(id)->finished == 1'000'000 + kYear);
  CHECK(watch.Step(clock + kKeep, 60 + kKeep) == 0);
  store->RemoveEndedBefore(clock + kKeep);
  CHECK_FALSE(store->Find(id));
}

}  // namespace
}  // namespace boyin::server
