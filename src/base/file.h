// Files, read whole and written whole.
//
//   Result<AtomicFile> file = AtomicFile::Create("out/news.mp3");
//   ... write to file->temporary_path() ...
//   Result<void> done = file->Commit();      // fsync, rename; without Commit nothing remains
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boyin {

/// The bytes of a regular file or a pipe. kInput for a missing file, a directory, no permission.
/// `limit_bytes` bounds memory: a longer file is kInput, before anything of it is read.
[[nodiscard]] Result<std::string> ReadFile(const std::filesystem::path& path,
                                           std::size_t limit_bytes = std::size_t{1} << 32U);

/// The same of standard input, which may be a socket too.
[[nodiscard]] Result<std::string> ReadStandardInput(std::size_t limit_bytes = std::size_t{1}
                                                                              << 32U);

/// The stem that the temporary of a target carries in its name, ".STEM-0123456789.SUFFIX": that of
/// the target, cut where names may be no longer.
[[nodiscard]] std::string TemporaryStem(const std::filesystem::path& target);

/// The stem in the name of a temporary file, which a process that was killed has left; nothing
/// where the name is no temporary's.
[[nodiscard]] std::optional<std::string> StemOfTemporary(const std::filesystem::path& file);

/// A file that appears whole or not at all: written under a temporary name beside its target, which
/// keeps its permissions where it exists; a new one gets what the umask leaves. A target that is a
/// symbolic link keeps being one. A device or a pipe is written through, never replaced: then the
/// temporary lies in the folder for such files. Not thread-safe; the destructor removes what was
/// not committed.
class AtomicFile {
 public:
  /// kOutput when the directory does not exist or cannot be written.
  [[nodiscard]] static Result<AtomicFile> Create(const std::filesystem::path& target);

  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&& other) noexcept;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  /// Where to write. It exists and is empty; it keeps the extension of the target.
  [[nodiscard]] const std::filesystem::path& temporary_path() const { return temporary_; }

  /// Flushes to disk, renames onto the target and flushes the directory; or writes through. kOutput
  /// on failure.
  [[nodiscard]] Result<void> Commit();

 private:
  AtomicFile(std::filesystem::path target, std::filesystem::path temporary, bool through)
      : target_(std::move(target)), temporary_(std::move(temporary)), through_(through) {}
  [[nodiscard]] Result<void> WriteThrough() const;
  void Discard() noexcept;

  std::filesystem::path target_;
  std::filesystem::path temporary_;  // empty once committed or moved from
  bool through_ = false;             // the target is no regular file
};

/// Writes `bytes` to `path` by an AtomicFile.
[[nodiscard]] Result<void> WriteFile(const std::filesystem::path& path, std::string_view bytes);

/// The same, piece by piece, for what is too long to be held at once.
using Sink = std::function<void(std::string_view)>;
[[nodiscard]] Result<void> WriteFile(const std::filesystem::path& path,
                                     const std::function<void(const Sink&)>& content);

/// Removes the temporary files of every AtomicFile still open in this process. Async-signal-safe:
/// for a door's handler of SIGINT and SIGTERM, just before it leaves.
void RemoveUncommittedFiles() noexcept;

}  // namespace boyin
