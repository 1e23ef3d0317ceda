#include "jobs/ledger.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/message.h"

namespace boyin::jobs {
namespace {

constexpr int kLedgerVersion = 2;
// Each is whole or not at all: the version stands only with its tables.
constexpr const char* kPragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";
constexpr std::array<const char*, kLedgerVersion> kSteps = {
    R"(
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS article (
  input TEXT PRIMARY KEY, output TEXT NOT NULL,
  input_size INTEGER, input_changed INTEGER, output_size INTEGER, output_changed INTEGER,
  settings_key TEXT, sound_key TEXT, done INTEGER, error TEXT, duration REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS article_output ON article (output);
PRAGMA user_version = 1;
COMMIT;
)",
    R"(
BEGIN IMMEDIATE;
ALTER TABLE article ADD COLUMN sentences INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;
CREATE TABLE job (
  id TEXT PRIMARY KEY, owner TEXT NOT NULL, state TEXT NOT NULL,
  created INTEGER NOT NULL, finished INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 2;
COMMIT;
)"};
constexpr const char* kFind = "SELECT * FROM article WHERE input = ?";
constexpr const char* kFailed = "SELECT * FROM article WHERE done = 0 ORDER BY input";
constexpr const char* kOtherArticles =
    "SELECT * FROM article WHERE output = ? AND input <> ? AND done = 1";
constexpr const char* kPut = "INSERT OR REPLACE INTO article VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr const char* kJobs = "SELECT * FROM job";
constexpr const char* kPutJob = "INSERT OR REPLACE INTO job VALUES (?,?,?,?,?,?)";
constexpr const char* kRemoveJob = "DELETE FROM job WHERE id = ?";
constexpr const char* kRemoveArticles =
    "DELETE FROM article WHERE output > ?1 || '/' AND output < ?1 || '0'";

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct EndStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, EndStatement>;

Statement Prepare(sqlite3* database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
  return Statement(statement);
}

void Bind(sqlite3_stmt* statement, int place, const std::string& text) {
  sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), nullptr);
}

std::string Text(sqlite3_stmt* statement, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return text == nullptr ? std::string() : std::string(text);
}

/// A row of any of the selections.
Entry EntryOf(sqlite3_stmt* row) {
  Entry entry;
  entry.input = Text(row, 0);
  entry.output = Text(row, 1);
  entry.input_stamp = {sqlite3_column_int64(row, 2), sqlite3_column_int64(row, 3)};
  entry.output_stamp = {sqlite3_column_int64(row, 4), sqlite3_column_int64(row, 5)};
  entry.settings_key = Text(row, 6);
  entry.sound_key = Text(row, 7);
  entry.done = sqlite3_column_int(row, 8) != 0;
  entry.error = Text(row, 9);
  entry.duration_s = sqlite3_column_double(row, 10);
  entry.sentences = static_cast<std::size_t>(sqlite3_column_int64(row, 11));
  entry.doubts = static_cast<std::size_t>(sqlite3_column_int64(row, 12));
  return entry;
}

tl::unexpected<Error> Fault(sqlite3* database) {
  const char* file = sqlite3_db_filename(database, "main");
  const std::string what = sqlite3_errmsg(database);
  return Fail(Code::kOutput, file == nullptr ? "ledger.sqlite" : file, {what, what},
              Translated("if it is damaged, remove it: every article is then converted again"));
}

/// One step of a statement that gives no rows.
Result<void> Finish(sqlite3_stmt* row) {
  if (sqlite3_step(row) == SQLITE_DONE) return {};
  return Fault(sqlite3_db_handle(row));
}

Result<std::vector<Entry>> EntriesOf(sqlite3_stmt* rows) {
  std::vector<Entry> entries;
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(rows)) == SQLITE_ROW) entries.push_back(EntryOf(rows));
  if (step != SQLITE_DONE) return Fault(sqlite3_db_handle(rows));
  return entries;
}

/// The number that a PRAGMA gives.
Result<int> Number(sqlite3* database, const char* sql) {
  const Statement row = Prepare(database, sql);
  if (row == nullptr || sqlite3_step(row.get()) != SQLITE_ROW) return Fault(database);
  return sqlite3_column_int(row.get(), 0);
}

Result<void> Execute(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return Fault(database);
}

/// Before an older ledger is changed it is copied beside itself, as it was: ledger.sqlite.before-2.
Result<void> KeepOlder(sqlite3* database, const std::filesystem::path& file) {
  const Result<int> version = Number(database, "PRAGMA user_version");
  const Result<int> tables = Number(database, "SELECT count(*) FROM sqlite_schema");
  if (!version || !tables) return Fault(database);
  if (*tables == 0 || *version >= kLedgerVersion) return {};
  const std::filesystem::path copy = file.string() + ".before-" + std::to_string(kLedgerVersion);
  std::error_code ignored;
  if (std::filesystem::exists(copy, ignored))
    return {};  // of a change that did not come to its end
  const Statement into = Prepare(database, "VACUUM INTO ?");
  if (into == nullptr) return Fault(database);
  const std::string name = copy.string();
  Bind(into.get(), 1, name);
  if (sqlite3_step(into.get()) != SQLITE_DONE) return Fault(database);
  return {};
}

/// Makes the tables, or brings those of an older boyin to this version. Nothing is written to what
/// is newer.
Result<void> BringUpToDate(sqlite3* database, const std::filesystem::path& file) {
  const Result<int> version = Number(database, "PRAGMA user_version");
  if (!version) return tl::unexpected(version.error());
  if (*version <= kLedgerVersion) {
    Result<void> done = KeepOlder(database, file);
    if (done) done = Execute(database, kPragmas);
    for (int step = *version; done && step < kLedgerVersion; ++step) {
      done = Execute(database, kSteps.at(static_cast<std::size_t>(step)));
    }
    return done;
  }
  return Fail(Code::kOutput, file.string(), Translated("was written by a newer boyin"),
              Translated("use that version, or name another directory with -o"));
}

/// One batch in a folder at a time: the lock goes with the process.
Result<int> Lock(const std::filesystem::path& file) {
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0) {
    return Fail(Code::kOutput, file.string(), {std::strerror(errno), std::strerror(errno)},
                Translated("name another directory with -o"));
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  ::close(lock);
  return Fail(Code::kUsage, file.parent_path().parent_path().string(),
              Translated("another batch is at work in this directory"),
              Translated("wait for it to end, or name another directory with -o"));
}

}  // namespace

Stamp StampOf(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return {};
  return {status.st_size,
          std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

struct Ledger::Connection {
  int lock = -1;
  std::unique_ptr<sqlite3, CloseDatabase> database;
  Statement find;
  Statement put;
  mutable std::mutex mutex;

  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    if (lock >= 0) ::close(lock);
  }
};

Ledger::Ledger(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

Result<Ledger> Ledger::Open(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) {
    return Fail(Code::kOutput, folder.string(), {failed.message(), failed.message()},
                Translated("name another directory with -o"));
  }
  auto connection = std::make_unique<Connection>();
  const Result<int> lock = Lock(folder / "lock");
  if (!lock) return tl::unexpected(lock.error());
  connection->lock = *lock;
  const std::filesystem::path file = folder / "ledger.sqlite";
  sqlite3* database = nullptr;
  const int opened =
      sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  connection->database.reset(database);
  if (database == nullptr) return Fail(Code::kOther, file.string(), Translated("no memory"));
  if (opened != SQLITE_OK) return Fault(database);
  if (Result<void> good = BringUpToDate(database, file); !good) {
    return tl::unexpected(good.error());
  }
  connection->find = Prepare(database, kFind);
  connection->put = Prepare(database, kPut);
  if (connection->find == nullptr || connection->put == nullptr) return Fault(database);
  return Ledger(std::move(connection));
}

Result<std::optional<Entry>> Ledger::Find(const std::string& input) const {
  const std::lock_guard lock(connection_->mutex);
  sqlite3_stmt* row = connection_->find.get();
  sqlite3_reset(row);
  Bind(row, 1, input);
  const int step = sqlite3_step(row);
  if (step == SQLITE_DONE) return std::optional<Entry>();
  if (step != SQLITE_ROW) return Fault(connection_->database.get());
  Entry entry = EntryOf(row);
  sqlite3_reset(row);
  return entry;
}

Result<std::vector<Entry>> Ledger::OtherArticles(const std::string& input,
                                                 const std::string& output) const {
  const std::lock_guard lock(connection_->mutex);
  const Statement rows = Prepare(connection_->database.get(), kOtherArticles);
  if (rows == nullptr) return Fault(connection_->database.get());
  Bind(rows.get(), 1, output);
  Bind(rows.get(), 2, input);
  return EntriesOf(rows.get());
}

Result<std::vector<Entry>> Ledger::Failed() const {
  const std::lock_guard lock(connection_->mutex);
  const Statement rows = Prepare(connection_->database.get(), kFailed);
  if (rows == nullptr) return Fault(connection_->database.get());
  return EntriesOf(rows.get());
}

Result<void> Ledger::Put(const Entry& entry) {
  const std::lock_guard lock(connection_->mutex);
  sqlite3_stmt* row = connection_->put.get();
  sqlite3_reset(row);
  Bind(row, 1, entry.input);
  Bind(row, 2, entry.output);
  sqlite3_bind_int64(row, 3, entry.input_stamp.size);
  sqlite3_bind_int64(row, 4, entry.input_stamp.changed_ns);
  sqlite3_bind_int64(row, 5, entry.output_stamp.size);
  sqlite3_bind_int64(row, 6, entry.output_stamp.changed_ns);
  Bind(row, 7, entry.settings_key);
  Bind(row, 8, entry.sound_key);
  sqlite3_bind_int(row, 9, entry.done ? 1 : 0);
  Bind(row, 10, entry.error);
  sqlite3_bind_double(row, 11, entry.duration_s);
  sqlite3_bind_int64(row, 12, static_cast<std::int64_t>(entry.sentences));
  sqlite3_bind_int64(row, 13, static_cast<std::int64_t>(entry.doubts));
  return Finish(row);
}

Result<std::vector<JobRow>> Ledger::Jobs() const {
  const std::lock_guard lock(connection_->mutex);
  sqlite3* database = connection_->database.get();
  const Statement row = Prepare(database, kJobs);
  std::vector<JobRow> jobs;
  int step = row == nullptr ? SQLITE_ERROR : SQLITE_ROW;
  while (step == SQLITE_ROW && (step = sqlite3_step(row.get())) == SQLITE_ROW) {
    jobs.push_back({Text(row.get(), 0), Text(row.get(), 1), Text(row.get(), 2),
                    sqlite3_column_int64(row.get(), 3), sqlite3_column_int64(row.get(), 4),
                    Text(row.get(), 5)});
  }
  if (step != SQLITE_DONE) return Fault(database);
  return jobs;
}

Result<void> Ledger::PutJob(const JobRow& job) {
  const std::lock_guard lock(connection_->mutex);
  sqlite3* database = connection_->database.get();
  const Statement row = Prepare(database, kPutJob);
  if (row == nullptr) return Fault(database);
  Bind(row.get(), 1, job.id);
  Bind(row.get(), 2, job.owner);
  Bind(row.get(), 3, job.state);
  sqlite3_bind_int64(row.get(), 4, job.created);
  sqlite3_bind_int64(row.get(), 5, job.finished);
  Bind(row.get(), 6, job.record);
  if (Result<void> put = Finish(row.get()); !put) return put;
  // Where a reader holds it up, it is flushed with the next one.
  sqlite3_wal_checkpoint_v2(database, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  return {};
}

Result<void> Ledger::RemoveJob(const std::string& id) {
  const std::lock_guard lock(connection_->mutex);
  for (const char* sql : {kRemoveJob, kRemoveArticles}) {
    const Statement row = Prepare(connection_->database.get(), sql);
    if (row == nullptr) return Fault(connection_->database.get());
    Bind(row.get(), 1, id);
    if (Result<void> removed = Finish(row.get()); !removed) return removed;
  }
  return {};
}

}  // namespace boyin::jobs
