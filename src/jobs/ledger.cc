#include "jobs/ledger.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace boyin::jobs {
namespace {

constexpr const char* kSchema = R"(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS article (
  input TEXT PRIMARY KEY, output TEXT NOT NULL,
  input_size INTEGER, input_changed INTEGER, output_size INTEGER, output_changed INTEGER,
  settings_key TEXT, sound_key TEXT, done INTEGER, error TEXT, duration REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS article_output ON article (output);
PRAGMA user_version = 1;
)";
constexpr const char* kFind = "SELECT * FROM article WHERE input = ?";
constexpr const char* kFailed = "SELECT * FROM article WHERE done = 0 ORDER BY input";
constexpr const char* kOtherArticles =
    "SELECT * FROM article WHERE output = ? AND input <> ? AND done = 1";
constexpr const char* kPut = "INSERT OR REPLACE INTO article VALUES (?,?,?,?,?,?,?,?,?,?,?)";

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
  return entry;
}

std::vector<Entry> EntriesOf(sqlite3_stmt* rows) {
  std::vector<Entry> entries;
  while (sqlite3_step(rows) == SQLITE_ROW) entries.push_back(EntryOf(rows));
  return entries;
}

/// One batch in a folder at a time: the lock goes with the process.
Result<int> Lock(const std::filesystem::path& file) {
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0) {
    return Fail(Code::kOutput, file.string(), {std::strerror(errno), std::strerror(errno)},
                {"name another directory with -o", "请用 -o 指定别的目录"});
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  ::close(lock);
  return Fail(Code::kUsage, file.parent_path().parent_path().string(),
              {"another batch is at work in this directory", "另一个批处理正在使用这个目录"},
              {"wait for it to end, or name another directory with -o",
               "请等它结束，或用 -o 指定别的目录"});
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
                {"name another directory with -o", "请用 -o 指定别的目录"});
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
  const bool ready = opened == SQLITE_OK &&
                     sqlite3_exec(database, kSchema, nullptr, nullptr, nullptr) == SQLITE_OK;
  if (ready) {
    connection->find = Prepare(database, kFind);
    connection->put = Prepare(database, kPut);
  }
  if (connection->find == nullptr || connection->put == nullptr) {
    const std::string what = database == nullptr ? "no memory" : sqlite3_errmsg(database);
    return Fail(
        Code::kOutput, file.string(), {what, what},
        {"remove it: every article is then converted again", "删除它后，所有文章会重新转换"});
  }
  return Ledger(std::move(connection));
}

std::optional<Entry> Ledger::Find(const std::string& input) const {
  const std::lock_guard lock(connection_->mutex);
  sqlite3_stmt* row = connection_->find.get();
  sqlite3_reset(row);
  Bind(row, 1, input);
  if (sqlite3_step(row) != SQLITE_ROW) return {};
  Entry entry = EntryOf(row);
  sqlite3_reset(row);
  return entry;
}

std::vector<Entry> Ledger::OtherArticles(const std::string& input,
                                         const std::string& output) const {
  const std::lock_guard lock(connection_->mutex);
  const Statement rows = Prepare(connection_->database.get(), kOtherArticles);
  if (rows == nullptr) return {};
  Bind(rows.get(), 1, output);
  Bind(rows.get(), 2, input);
  return EntriesOf(rows.get());
}

std::vector<Entry> Ledger::Failed() const {
  const std::lock_guard lock(connection_->mutex);
  const Statement rows = Prepare(connection_->database.get(), kFailed);
  return rows == nullptr ? std::vector<Entry>() : EntriesOf(rows.get());
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
  if (sqlite3_step(row) == SQLITE_DONE) return {};
  const std::string what = sqlite3_errmsg(connection_->database.get());
  return Fail(Code::kOutput, "ledger.sqlite", {what, what});
}

}  // namespace boyin::jobs
