// Whatever lies in a queue, in a store or in a ledger is taken, or refused with an error.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sqlite3.h>
#include <unistd.h>

#include "base/file.h"
#include "fuzz/budget.h"
#include "jobs/job_payload.h"
#include "jobs/jobs.h"
#include "jobs/ledger.h"
#include "jobs/sent_recordings.h"

namespace boyin::fuzz {

inline void CheckPayload(std::string_view json) {
  const Budget budget(json.size());
  if (const Result<jobs::JobPayload> payload = jobs::ReadPayload(json)) {
    const Result<jobs::JobPayload> again = jobs::ReadPayload(jobs::WritePayload(*payload));
    if (!again || !(*again == *payload)) Stop("a job that changes on its way");
    static_cast<void>(jobs::Within("/tmp", payload->input));
  }
  static_cast<void>(jobs::ReadInstructions(json, "a"));
  if (const auto result = jobs::ReadResult(json); result && !result->made) {
    const int code = static_cast<int>(result->made.error().code);
    if (code < 1 || (code > 5 && code != 130)) Stop("a code that is none");
  }
}

/// A recording as a caller sends it.
inline void CheckRecording(std::string_view bytes) {
  const Budget budget(bytes.size());
  const auto music = jobs::ReadRecording(bytes, "a.wav", std::filesystem::temp_directory_path());
  if (!music) return;
  if (music->samples() > std::ssize(bytes) / 2) Stop("more samples than were sent");
  if (music->seconds() > jobs::kMostRecordingSeconds) Stop("a recording that is too long");
}

/// A folder of this process, made once.
inline const std::filesystem::path& LedgerFolder() {
  static const std::filesystem::path folder = [] {
    const auto made =
        std::filesystem::temp_directory_path() / ("boyin-ledger-" + std::to_string(::getpid()));
    std::filesystem::create_directories(made / ".boyin");
    return made;
  }();
  return folder;
}

/// The first byte: whether the rest is the file itself, or a row of values of all types.
inline void CheckLedger(std::string_view bytes) {
  const Budget budget(bytes.size() + 100'000);  // a database is made
  const std::filesystem::path& folder = LedgerFolder();
  for (const char* name : {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"}) {
    std::filesystem::remove(folder / ".boyin" / name);
  }
  const std::string file = (folder / ".boyin/ledger.sqlite").string();
  if (bytes.starts_with('f')) {
    static_cast<void>(WriteFile(file, bytes.substr(1)));
  } else {
    static_cast<void>(jobs::Ledger::Open(folder / ".boyin"));
    sqlite3* database = nullptr;
    sqlite3_open(file.c_str(), &database);
    sqlite3_stmt* row = nullptr;
    sqlite3_prepare_v2(database,
                       "INSERT OR REPLACE INTO article VALUES (?,?,?,?,?,?,?,?,0,?,?,0,0)", -1,
                       &row, nullptr);
    for (int column = 1; column <= 10; ++column) {
      const auto share = static_cast<std::size_t>(column - 1);
      const std::size_t part = bytes.size() / 10;
      const std::string_view value = bytes.substr(share * part, part);
      const auto size = static_cast<int>(value.size());
      const unsigned type = value.empty() ? 0U : static_cast<unsigned char>(value.front()) % 4U;
      if (type == 0 || column <= 2) sqlite3_bind_text(row, column, value.data(), size, nullptr);
      if (type == 1) sqlite3_bind_blob(row, column, value.data(), size, nullptr);
      if (type == 2) sqlite3_bind_int64(row, column, INT64_MIN + size);
      if (type == 3) sqlite3_bind_double(row, column, 1e308 * size);
    }
    sqlite3_step(row);
    sqlite3_finalize(row);
    sqlite3_close(database);
  }
  const Result<std::vector<jobs::Order>> orders = jobs::FailedOrders(folder);
  if (!orders && orders.error().what.en.empty()) Stop("an error that says nothing");
}

}  // namespace boyin::fuzz
