#include "jobs/watch_folder.h"

#include <csignal>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/file.h"
#include "paths.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

/// A drop folder with its outputs inside it, which is allowed.
/// Tells the documents of archives.
reader::Reader Parser() { return reader::Reader({.command = {test::BuildPath("boyin-reader")}}); }

struct Fixture {
  Fixture() : folder(fs::temp_directory_path() / ("boyin-drop-" + std::to_string(::getpid()))) {
    std::signal(SIGIO, SIG_IGN);
    fs::remove_all(folder);
    fs::create_directories(folder / "out");
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;
  ~Fixture() { fs::remove_all(folder); }
  void Write(const std::string& name, const std::string& text) const {
    fs::create_directories((folder / name).parent_path());
    std::ofstream(folder / name) << text;
  }
  fs::path folder;
};

TEST_CASE("files are taken when they have been quiet and no process writes to them") {
  const Fixture place;
  WatchFolder watched(place.folder, place.folder / "out", milliseconds(50), Parser());
  place.Write("a.txt", "one");
  place.Write(".b.txt", "hidden");
  place.Write("out/c.txt", "an output");
  place.Write("done/d.txt", "done");
  CHECK(watched.Arrived(".mp3", 9).empty());
  std::this_thread::sleep_for(milliseconds(60));
  place.Write("a.txt", "another length");
  CHECK(watched.Arrived(".mp3", 9).empty());
  std::ofstream writer(place.folder / "a.txt", std::ios::app);
  std::this_thread::sleep_for(milliseconds(60));
  CHECK(watched.Arrived(".mp3", 9).empty());
  writer.close();
  CHECK(watched.Arrived(".mp3", 9) ==
        std::vector<Order>{{place.folder / "a.txt", place.folder / "out/a.mp3"}});
  CHECK(watched.Arrived(".mp3", 0).empty());
}

TEST_CASE("what is done and what failed is archived, and nothing that lies there is lost") {
  const Fixture place;
  WatchFolder watched(place.folder, place.folder / "out", milliseconds(0), Parser());
  for (const std::string text : {"first", "second"}) {
    place.Write("sub/a.txt", text);
    Outcome outcome{.order = {place.folder / "sub/a.txt", {}}, .state = State::kDone, .error = {}};
    REQUIRE(watched.Archive(outcome));
    place.Write("sub/a.txt", text);
    outcome.state = State::kFailed;
    outcome.error = {Code::kInput, "a.txt", {"why", "原因"}, {"mend", "办法"}};
    REQUIRE(watched.Archive(outcome));
  }
  CHECK(*ReadFile(place.folder / "done/sub/a.txt") == "first");
  CHECK(*ReadFile(place.folder / "done/sub/a~2.txt") == "second");
  CHECK(*ReadFile(place.folder / "failed/sub/a~2.txt") == "second");
  CHECK(ReadFile(place.folder / "failed/sub/a.txt.reason.txt")->find("原因") != std::string::npos);
  CHECK(watched.Arrived(".mp3", 9).empty());
}

TEST_CASE("of two that would become one file the younger waits") {
  const Fixture place;
  WatchFolder watched(place.folder, place.folder / "out", milliseconds(0), Parser());
  place.Write("a.txt", "one");
  std::this_thread::sleep_for(milliseconds(20));
  place.Write("a.md", "two");
  place.Write("b.txt", "three");
  std::vector<Order> orders = watched.Arrived(".mp3", 9);
  REQUIRE(orders.size() == 2);
  CHECK(NameOf(orders[0]) == (place.folder / "a.txt").string());
  CHECK(orders[1].output == place.folder / "out/b.mp3");
  REQUIRE(watched.Archive({.order = orders[0], .state = State::kDone, .error = {}}));
  REQUIRE(watched.Archive({.order = orders[1], .state = State::kDone, .error = {}}));
  orders = watched.Arrived(".mp3", 9);
  REQUIRE(orders.size() == 1);
  CHECK(orders[0].input == place.folder / "a.md");
}

TEST_CASE("a link out of the folder is an order that fails, and the link is archived") {
  const Fixture place;
  WatchFolder folder(place.folder, place.folder / "out", milliseconds(0), Parser());
  const fs::path secret = place.folder.string() + "-secret.txt";
  std::ofstream(secret) << "secret";
  fs::create_symlink(secret, place.folder / "link.txt");
  const std::vector<Order> orders = folder.Arrived(".mp3", 9);
  REQUIRE(orders.size() == 1);
  CHECK(orders[0].leads_out);
  REQUIRE(folder.Archive({.order = orders[0], .state = State::kFailed, .error = {}}));
  CHECK(fs::is_symlink(place.folder / "failed/link.txt"));
  CHECK(*ReadFile(secret) == "secret");
  fs::remove(secret);
}

TEST_CASE("what cannot be moved is left alone until it changes") {
  const Fixture place;
  WatchFolder watched(place.folder, place.folder / "out", milliseconds(0), Parser());
  place.Write("a.txt", "one");
  const std::vector<Order> orders = watched.Arrived(".mp3", 9);
  REQUIRE(orders.size() == 1);
  place.Write("done", "a file where the folder should be");
  const Result<void> put =
      watched.Archive({.order = orders[0], .state = State::kDone, .error = {}});
  REQUIRE_FALSE(put);
  CHECK(put.error().code == Code::kOutput);
  CHECK(watched.Arrived(".mp3", 9).empty());
  place.Write("a.txt", "changed");
  CHECK(watched.Arrived(".mp3", 9).size() == 1);
}

}  // namespace
}  // namespace boyin::jobs
