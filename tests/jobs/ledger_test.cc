#include "jobs/ledger.h"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/file.h"
#include "jobs/jobs.h"

namespace boyin::jobs {
namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() : path(fs::temp_directory_path() / ("boyin-ledger-" + std::to_string(::getpid()))) {
    fs::remove_all(path);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
  [[nodiscard]] fs::path file() const { return path / ".boyin/ledger.sqlite"; }
  [[nodiscard]] Result<Ledger> Open() const { return Ledger::Open(path / ".boyin"); }
  fs::path path;
};

void Execute(const fs::path& file, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

void Fill(const Folder& folder, int count) {
  const Result<Ledger> opened = folder.Open();
  REQUIRE(opened);
  Ledger& ledger = const_cast<Ledger&>(*opened);
  for (int i = 0; i < count; ++i) {
    Entry entry;
    entry.input = "/in/" + std::to_string(i) + std::string(200, 'x');
    entry.output = std::to_string(i) + ".mp3";
    entry.done = i % 2 == 0;
    REQUIRE(ledger.Put(entry));
  }
}

TEST_CASE("an older ledger is kept as it was, and brought up to date") {
  const Folder folder;
  fs::create_directories(folder.path / ".boyin");
  Execute(folder.file(),
          "CREATE TABLE article (input TEXT PRIMARY KEY, output TEXT NOT NULL, input_size INTEGER, "
          "input_changed INTEGER, output_size INTEGER, output_changed INTEGER, settings_key TEXT, "
          "sound_key TEXT, done INTEGER, error TEXT, duration REAL) WITHOUT ROWID;"
          "CREATE INDEX article_output ON article (output);"
          "INSERT INTO article VALUES ('/in/a', 'a.mp3', 1, 2, 3, 4, 'k', 's', 1, '', 5.5);"
          "PRAGMA user_version = 1");
  const fs::path copy = folder.path / ".boyin/ledger.sqlite.before-2";
  {
    const Result<Ledger> ledger = folder.Open();
    REQUIRE(ledger);
    const auto entry = ledger->Find("/in/a");
    REQUIRE(entry);
    REQUIRE(*entry);
    CHECK((*entry)->done);
    CHECK((*entry)->sound_key == "s");
    CHECK((*entry)->duration_s == 5.5);
    CHECK((*entry)->doubts == 0);
    CHECK(ledger->Jobs()->empty());
  }
  REQUIRE(fs::exists(copy));
  // A whole database of the older version.
  Execute(copy, "INSERT INTO article VALUES ('/in/b', 'b.mp3', 0, 0, 0, 0, '', '', 0, '', 0)");
  fs::remove(copy);
  REQUIRE(folder.Open());
  CHECK_FALSE(fs::exists(copy));  // it is of this version now
}

TEST_CASE("a ledger of a newer version is left as it is") {
  const Folder folder;
  Fill(folder, 3);
  Execute(folder.file(), "PRAGMA user_version = 7");
  const Result<Ledger> ledger = folder.Open();
  REQUIRE_FALSE(ledger);
  CHECK(ledger.error().code == Code::kOutput);
  CHECK(ledger.error().what.en.find("newer") != std::string::npos);
  CHECK_FALSE(FailedOrders(folder.path));
  // Nothing was written.
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(folder.file().c_str(), &database) == SQLITE_OK);
  sqlite3_stmt* row = nullptr;
  REQUIRE(sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &row, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(row) == SQLITE_ROW);
  CHECK(sqlite3_column_int(row, 0) == 7);
  sqlite3_finalize(row);
  sqlite3_close(database);
}

TEST_CASE("a damaged ledger is an error wherever it is read, never an empty one") {
  const Folder folder;
  Fill(folder, 2000);
  Execute(folder.file(), "PRAGMA wal_checkpoint(TRUNCATE)");
  const auto size = fs::file_size(folder.file());
  REQUIRE(size > 300'000);
  {
    std::fstream file(folder.file(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(3 * 4096);  // behind the schema
    const std::string noise(size - 4 * 4096, '\x5A');
    file << noise;
  }
  const Result<std::vector<Order>> orders = FailedOrders(folder.path);
  REQUIRE_FALSE(orders);
  CHECK(orders.error().code == Code::kOutput);
  const Result<Ledger> ledger = folder.Open();
  if (!ledger) return;  // seen at once: as good
  CHECK_FALSE(ledger->Failed());
  int faults = 0;
  for (int i = 0; i < 2000; ++i) {
    faults += ledger->Find("/in/" + std::to_string(i) + std::string(200, 'x')) ? 0 : 1;
  }
  CHECK(faults > 0);
}

TEST_CASE("a file that is no ledger is refused") {
  const Folder folder;
  fs::create_directories(folder.path / ".boyin");
  std::ofstream(folder.file()) << std::string(10'000, 'x');
  const Result<Ledger> ledger = folder.Open();
  REQUIRE_FALSE(ledger);
  CHECK(ledger.error().where == folder.file().string());
  CHECK(ReadFile(folder.file())->starts_with("xxxx"));
}

}  // namespace
}  // namespace boyin::jobs
