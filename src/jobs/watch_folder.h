// A watched folder: files that have arrived whole are taken, and archived when they are done.
//
//   Drop drop("incoming", "archive", 2s);
//   for (const fs::path& file : folder.Arrived()) { ...; folder.Archive(file, outcome); }
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "jobs/jobs.h"

namespace boyin::jobs {

/// Looks at the folder instead of being told by the kernel, which says nothing of what other
/// machines write. The caller ignores SIGIO: the kernel sends it when a process opens a file
/// on which we hold a lease.
class WatchFolder {
 public:
  /// `outputs` is left out where it lies within. `quiet` is how long a file must not change; where
  /// the kernel cannot say whether somebody has it open (another user's file, a file system without
  /// leases), ten times as long, and three times as long as it has ever paused.
  /// `reader` tells the documents of an archive.
  WatchFolder(std::filesystem::path folder, std::filesystem::path outputs,
              std::chrono::milliseconds quiet, reader::Reader reader)
      : folder_(std::move(folder)),
        outputs_(std::move(outputs)),
        quiet_(quiet),
        reader_(std::move(reader)) {}

  /// Files that no process is writing to, the oldest first; `most` of them, each with all documents
  /// in it. Of two that would become one file the younger waits for the next call.
  [[nodiscard]] std::vector<Order> Arrived(std::string_view suffix, std::size_t most);

  /// Moves the article of an outcome to done/, or to failed/ with the reason in NAME.reason.txt
  /// beside it. What lies there already stays: the newer one is called NAME~2. kOutput where it
  /// cannot be moved; it is then left alone until it changes.
  [[nodiscard]] Result<void> Archive(const Outcome& outcome);

 private:
  struct Seen {
    std::int64_t size = 0;
    std::int64_t changed_ns = 0;
    std::chrono::steady_clock::time_point since;
    std::chrono::steady_clock::duration longest_pause{};  ///< between two changes
    bool stuck = false;
  };

  std::filesystem::path folder_;
  std::filesystem::path outputs_;
  std::chrono::milliseconds quiet_;
  reader::Reader reader_;
  std::map<std::filesystem::path, Seen> seen_;
};

}  // namespace boyin::jobs
