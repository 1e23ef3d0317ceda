#include "jobs/job_store.h"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/file.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() : path(fs::temp_directory_path() / ("boyin-store-" + std::to_string(::getpid()))) {
    fs::remove_all(path);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
  fs::path path;
};

std::optional<voice::Voice> FindVoice(const std::string& name) {
  const Result<voice::Voice> voice = voice::Find(name, {});
  return voice ? std::optional(*voice) : std::nullopt;
}

Result<JobStore> OpenStore(const Folder& folder) { return JobStore::Open(folder.path, FindVoice); }

OwnedJob OwnedBy(const char* owner) {
  OwnedJob job;
  job.owner = owner;
  job.input = "a.txt";
  return job;
}

void Execute(const Folder& folder, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((folder.path / ".boyin/ledger.sqlite").c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

TEST_CASE("what is kept of a job is all that there was") {
  const Folder folder;
  std::string id;
  {
    Result<JobStore> store = OpenStore(folder);
    REQUIRE(store);
    OwnedJob job = OwnedBy("anna");
    job.name = "晨报.md";
    job.input = "晨报.md";
    job.created = 1000;
    job.config.settings.voice = *FindVoice("anchor-m");
    job.config.settings.rate = 1.25;
    job.config.settings.title = "标题";
    job.config.settings.encoding.format = encode::Format::kOpus;
    job.config.sidecars = {publish::Part::kVtt, publish::Part::kReport};
    id = store->Add(job, "text")->id;
    CHECK(ReadFile(store->InputOf(*store->Find(id))) == "text");
    REQUIRE(store->Change(id, [](OwnedJob& j) {
      j.state = JobState::kDone;
      j.finished = 2000;
      j.progress = 1;
      j.characters = 9;
      j.sentences = 2;
      j.doubts = 1;
      j.duration_s = 3.5;
      j.files = {{"晨报.opus", 100}, {"晨报.vtt", 10}};
    }));
    CHECK_FALSE(JobStore::Open(folder.path, FindVoice));  // one service has it at a time
  }
  Result<JobStore> store = OpenStore(folder);
  REQUIRE(store);
  const std::optional<OwnedJob> job = store->Find(id);
  REQUIRE(job);
  CHECK(job->owner == "anna");
  CHECK(job->name == "晨报.md");
  CHECK(job->created == 1000);
  CHECK(job->finished == 2000);
  CHECK(job->state == JobState::kDone);
  CHECK(job->config.settings.voice == *FindVoice("anchor-m"));
  CHECK(job->config.settings.rate == 1.25);
  CHECK(job->config.settings.title == "标题");
  CHECK(job->config.settings.encoding.format == encode::Format::kOpus);
  CHECK(job->config.sidecars.size() == 2);
  CHECK(job->characters == 9);
  CHECK(job->sentences == 2);
  CHECK(job->doubts == 1);
  CHECK(job->duration_s == 3.5);
  CHECK(job->files == std::vector<JobFile>{{"晨报.opus", 100}, {"晨报.vtt", 10}});
  CHECK(store->BytesOf("anna") == 114);
  CHECK(store->CountUnfinished("anna") == 0);
  store->Remove(id);
  CHECK_FALSE(fs::exists(store->FolderOf(id)));
}

TEST_CASE("a bulletin is kept with its files, its day and what was left out of it") {
  const Folder folder;
  std::string id;
  {
    Result<JobStore> store = OpenStore(folder);
    REQUIRE(store);
    OwnedJob job = OwnedBy("anna");
    job.day = "2026-11-30";
    id = store->Add(job, "toml", {{"a.txt", "12"}, {"news/b.txt", "345"}})->id;
    CHECK(store->BytesOf("anna") == 9);
    CHECK(ReadFile(store->BesideOf(id) / "news/b.txt") == "345");
    REQUIRE(store->Change(id, [](OwnedJob& j) {
      j.state = JobState::kDone;
      j.left_out = {"天气"};
    }));
  }
  Result<JobStore> store = OpenStore(folder);
  REQUIRE(store);
  const std::optional<OwnedJob> job = store->Find(id);
  REQUIRE(job);
  CHECK(job->is_bulletin());
  CHECK(job->day == "2026-11-30");
  CHECK(job->left_out == std::vector<std::string>{"天气"});
}

TEST_CASE("a job at work is one that waits when the service comes back, its attempts counted") {
  const Folder folder;
  std::string id;
  {
    Result<JobStore> store = OpenStore(folder);
    REQUIRE(store);
    id = store->Add(OwnedBy("a"), "text")->id;
    REQUIRE(store->Change(id, [](OwnedJob& j) {
      j.state = JobState::kRunning;
      ++j.attempts;
    }));
  }
  Result<JobStore> store = OpenStore(folder);
  REQUIRE(store);
  REQUIRE(store->Unfinished().size() == 1);
  CHECK(store->Unfinished()[0].state == JobState::kQueued);
  CHECK(store->Unfinished()[0].attempts == 1);
}

TEST_CASE("what a service did not make it leaves alone, what it made by halves it removes") {
  const Folder folder;
  std::string done;
  std::string damaged;
  {
    Result<JobStore> store = OpenStore(folder);
    REQUIRE(store);
    done = store->Add(OwnedBy("a"), "text")->id;
    damaged = store->Add(OwnedBy("a"), "text")->id;
  }
  const std::string half = "job_" + std::string(32, '1');
  fs::create_directories(folder.path / half / "files");
  std::ofstream(folder.path / half / ".boyin-job");
  fs::create_directories(folder.path / "job_mine");
  const std::string foreign = "job_" + std::string(32, '2');
  fs::create_directories(folder.path / foreign);
  const std::string broken = "job_" + std::string(32, '3');
  fs::create_directories(folder.path / broken);
  std::ofstream(folder.path / broken / "job.json") << "{";
  Execute(folder, "UPDATE job SET record = '{' WHERE id = '" + damaged + "'");
  Result<JobStore> store = OpenStore(folder);
  REQUIRE(store);
  CHECK(store->Find(done));
  CHECK_FALSE(fs::exists(folder.path / half));
  CHECK(fs::exists(folder.path / "job_mine"));
  CHECK(fs::exists(folder.path / foreign));
  CHECK(fs::exists(folder.path / broken));
  CHECK(fs::exists(folder.path / damaged / "input/a.txt"));
  CHECK(store->unreadable() == std::vector<std::string>{damaged, broken});
}

TEST_CASE("jobs of boyin 0.1.0 are taken over once") {
  const Folder folder;
  const auto put = [&](char digit, const std::string& state, const std::string& voice) {
    const std::string id = "job_" + std::string(32, digit);
    fs::create_directories(folder.path / id / "files");
    std::ofstream(folder.path / id / ".boyin-job");
    std::ofstream(folder.path / id / "input") << "新闻";
    std::ofstream(folder.path / id / "files/news.mp3") << "sound";
    std::ofstream(folder.path / id / "job.json")
        << R"({"id":")" << id << R"(","caller":"anna","name":"news.txt","title":"晨报","voice":")"
        << voice << R"(","format":"opus","speed":1.5,"created":5,"finished":)"
        << (state == "queued" ? 0 : 9) << R"(,"state":")" << state
        << R"(","progress":1,"characters":2,"sentences":1,"doubts":0,"duration_s":1.5,)"
        << R"("attempts":1,"input_bytes":6,"error":"","files":[{"name":"news.mp3","type":"audio/mpeg",)"
        << R"("bytes":5,"url":"/x"}]})";
    return id;
  };
  const std::string ended = put('a', "done", "anchor-m");
  const std::string waits = put('b', "queued", "anchor-m");
  const std::string lost = put('c', "queued", "nobody");
  for (int start = 0; start < 2; ++start) {
    CAPTURE(start);
    Result<JobStore> store = OpenStore(folder);
    REQUIRE(store);
    CHECK(store->unreadable().empty());
    const std::optional<OwnedJob> job = store->Find(ended);
    REQUIRE(job);
    CHECK(job->state == JobState::kDone);
    CHECK(job->owner == "anna");
    CHECK(job->finished == 9);
    CHECK(job->config.settings.voice == *FindVoice("anchor-m"));
    CHECK(job->config.settings.rate == 1.5);
    CHECK(job->config.settings.title == "晨报");
    CHECK(job->config.settings.encoding.format == encode::Format::kOpus);
    CHECK(job->files == std::vector<JobFile>{{"news.mp3", 5}});
    CHECK(fs::exists(store->OutputsOf(ended) / "news.mp3"));
    CHECK_FALSE(fs::exists(folder.path / ended / "job.json"));
    REQUIRE(store->Unfinished().size() == 1);
    CHECK(store->Unfinished()[0].id == waits);
    CHECK(ReadFile(store->InputOf(store->Unfinished()[0])) == "新闻");
    CHECK(store->Find(lost)->state == JobState::kFailed);
  }
}

TEST_CASE("times of ended jobs move with a clock that is set") {
  const Folder folder;
  Result<JobStore> store = OpenStore(folder);
  REQUIRE(store);
  const std::string id = store->Add(OwnedBy("a"), "text")->id;
  REQUIRE(store->Change(id, [](OwnedJob& job) {
    job.state = JobState::kDone;
    job.finished = 1'000'000;
  }));
  store->ShiftEnded(500);
  store->RemoveEndedBefore(1'000'500);
  REQUIRE(store->Find(id));
  CHECK(store->Find(id)->finished == 1'000'500);
  store->RemoveEndedBefore(1'000'501);
  CHECK_FALSE(store->Find(id));
}

TEST_CASE("a file name keeps its suffix and never leads anywhere") {
  CHECK(SafeFileName("../../tmp/..\\a.txt") == "_.._tmp_.._a.txt");
  CHECK(SafeFileName("...") == "speech");
  const std::string cut = SafeFileName(std::string(500, 'x') + ".docx");
  CHECK(cut.size() == 120);
  CHECK(cut.ends_with("x.docx"));
  std::string han;
  for (int i = 0; i < 100; ++i) han += "新";
  CHECK(SafeFileName(han + ".txt").size() <= 120);
  CHECK(SafeFileName(han + ".txt").ends_with("新.txt"));
}

}  // namespace
}  // namespace boyin::jobs
