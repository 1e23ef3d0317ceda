// What has been done, in SQLite. Private to jobs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace boyin::jobs {

/// Size and time of last change: enough to see that a file is as it was.
struct Stamp {
  std::int64_t size = -1;  ///< −1: not there
  std::int64_t changed_ns = 0;

  bool operator==(const Stamp&) const = default;
};
[[nodiscard]] Stamp StampOf(const std::filesystem::path& file);

struct Entry {
  std::string input;
  std::string output;  ///< below the folder of the batch, however that is spelt
  Stamp input_stamp;
  Stamp output_stamp;
  std::string settings_key;  ///< of everything but the article, lexicon included
  std::string sound_key;     ///< of what is heard: the plans of its sentences and the settings
  bool done = false;
  std::string error;  ///< of a failure, for people
  double duration_s = 0;
  std::size_t sentences = 0;
  std::size_t doubts = 0;
};

/// A job that somebody owns, as it stands there; see job_store.h.
struct JobRow {
  std::string id;
  std::string owner;
  std::string state;
  std::int64_t created = 0;   ///< Unix time
  std::int64_t finished = 0;  ///< 0: not yet
  std::string record;         ///< JSON: all the rest
};

/// Written through before Put returns; for several threads.
class Ledger {
 public:
  /// kOutput where it cannot be made, is no ledger or one of a newer boyin, which is left as it is;
  /// kUsage where another process holds it.
  [[nodiscard]] static Result<Ledger> Open(const std::filesystem::path& folder);
  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  ~Ledger();

  // kOutput where it is damaged.
  [[nodiscard]] Result<std::optional<Entry>> Find(const std::string& input) const;
  [[nodiscard]] Result<void> Put(const Entry& entry);
  /// The other articles that became this output.
  [[nodiscard]] Result<std::vector<Entry>> OtherArticles(const std::string& input,
                                                         const std::string& output) const;
  /// Those that are not done, by their inputs' names.
  [[nodiscard]] Result<std::vector<Entry>> Failed() const;

  [[nodiscard]] Result<std::vector<JobRow>> Jobs() const;
  /// Flushed to the disk, too: whoever owns it is told that we have it.
  [[nodiscard]] Result<void> PutJob(const JobRow& row);
  /// With the articles whose outputs lie in a folder of its name.
  [[nodiscard]] Result<void> RemoveJob(const std::string& id);

 private:
  struct Connection;
  explicit Ledger(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace boyin::jobs
