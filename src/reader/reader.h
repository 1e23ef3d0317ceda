// Reader: files of strangers are parsed in processes that can do nothing else: no files, no
// network, no programs, little memory, little time. One that a file breaks fails that file alone.
//
//   const reader::Reader reader({.command = {"/usr/libexec/boyin/boyin-reader"}});
//   Result<intake::Document> document = reader.Read(bytes, "news.html", {});
//
// What such a process may do: docs/threats.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/intake.h"

namespace boyin::reader {

/// A longer file is refused before it is read.
inline constexpr std::size_t kMostInputBytes = std::size_t{256} << 20U;

struct Options {
  std::vector<std::string> command;   ///< starts a process that calls Run
  std::size_t memory_mb = 2048;       ///< of address space
  std::chrono::seconds patience{60};  ///< of a processor, for one file
  int most_files = 100;               ///< that one process reads; then another takes its place
};

/// Reads as the functions of intake/intake.h do, with their errors; besides, kInput for a file that
/// is too long, takes too much memory or time or breaks its process, kOther where no process can be
/// started or shut in. For any number of threads: each has a process of its own, which is kept for
/// the next file. Copies share them.
class Reader {
 public:
  explicit Reader(Options options = {});

  [[nodiscard]] Result<intake::Document> Read(std::string_view bytes, std::string_view file_name,
                                              const intake::Options& options) const;
  [[nodiscard]] Result<intake::Document> ReadText(std::string_view bytes,
                                                  std::string_view file_name,
                                                  const intake::Options& options) const;
  [[nodiscard]] Result<intake::Collection> ReadAll(std::string_view bytes,
                                                   std::string_view file_name,
                                                   const intake::Options& options) const;
  [[nodiscard]] Result<std::vector<std::string>> MembersOf(std::string_view bytes,
                                                           std::string_view file_name) const;
  [[nodiscard]] Result<intake::Feed> ReadFeed(std::string_view bytes, std::string_view file_name,
                                              const intake::Options& options) const;

 private:
  class Pool;
  std::shared_ptr<Pool> pool_;
};

/// The process's side: shuts itself in, then reads what comes through the socket on descriptor 3,
/// until nobody is at its other end. `limits` are what the command got behind its own words. The
/// exit status.
[[nodiscard]] int Run(const std::vector<std::string>& limits);

}  // namespace boyin::reader
