#include "base/file.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/message.h"

namespace boyin {
namespace {

/// Names of open temporaries where a signal handler can reach them: no locks, no allocation.
constexpr std::size_t kSlots = 64;
constexpr std::size_t kLongestPath = 4096;
struct Slot {
  std::atomic<bool> used{false};
  std::atomic<bool> ready{false};
  std::array<char, kLongestPath> path{};
};
std::array<Slot, kSlots> g_slots;

void Remember(const std::string& path) {
  for (Slot& slot : g_slots) {
    bool expected = false;
    if (path.size() < kLongestPath && slot.used.compare_exchange_strong(expected, true)) {
      std::memcpy(slot.path.data(), path.c_str(), path.size() + 1);
      slot.ready.store(true, std::memory_order_release);
      return;
    }
  }
}

void Forget(const std::string& path) {
  for (Slot& slot : g_slots) {
    if (slot.ready.load(std::memory_order_acquire) && path == slot.path.data()) {
      slot.ready.store(false, std::memory_order_release);
      slot.used.store(false, std::memory_order_release);
      return;
    }
  }
}

Message Reason(int number) {
  switch (number) {
    case ENOENT:
      return Translated("no such file");
    case EACCES:
    case EPERM:
    case EROFS:
      return Translated("permission denied");
    case ENOSPC:
    case EDQUOT:
      return Translated("no space left on the disk");
    case EISDIR:
      return Translated("is a directory");
    case ENOTDIR:
      return Translated("part of the path is not a directory");
    default:
      return {std::strerror(number), std::strerror(number)};
  }
}

Message MendOutput(int number) {
  if (number == ENOSPC || number == EDQUOT) {
    return Translated("make room, or name another place with -o");
  }
  if (number == ENOENT || number == ENOTDIR) {
    return Translated("create the directory, or name another place with -o");
  }
  return Translated("name another place with -o");
}

tl::unexpected<Error> CannotWrite(const std::filesystem::path& path, int number) {
  return Fail(Code::kOutput, path.string(), Reason(number), MendOutput(number));
}

/// Everything that is still to come from `file`.
Result<std::string> ReadAll(int file, const std::string& name, std::size_t limit_bytes) {
  const auto too_long = [&] {
    return Fail(Code::kInput, name, Translated("longer than {} bytes", limit_bytes),
                Translated("split it"));
  };
  struct stat facts {};
  if (::fstat(file, &facts) == 0 && S_ISDIR(facts.st_mode)) {
    return Fail(Code::kInput, name, Reason(EISDIR), Translated("name the files in it"));
  }
  std::string bytes;
  if (S_ISREG(facts.st_mode)) {
    const auto size = static_cast<std::size_t>(facts.st_size);
    if (size > limit_bytes) return too_long();
    // Its size is a claim until it has been read: a sparse file may promise anything.
    bytes.reserve(std::min(size, std::size_t{1} << 26U));
  }
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t got = ::read(file, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(Code::kInput, name, Reason(errno));
    if (got == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
    if (bytes.size() > limit_bytes) return too_long();
  }
}

/// Zero, or what went wrong.
int WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put > 0) bytes.remove_prefix(static_cast<std::size_t>(put));
    if (put < 0 && errno != EINTR) return errno;
  }
  return 0;
}

constexpr std::size_t kLongestName = 255;  // bytes, in every file system of Linux
constexpr std::size_t kLongestSuffix = 32;

constexpr std::size_t kRandomDigits = 10;

/// What names the format to writers of audio.
std::string SuffixOf(const std::filesystem::path& target) {
  std::string suffix = target.extension().string();
  return suffix.size() > kLongestSuffix ? std::string() : suffix;
}

/// A name beside the target that is no longer than names may be.
std::string TemporaryName(const std::filesystem::path& target, std::uint64_t number) {
  return fmt::format(".{}-{:0{}x}{}", TemporaryStem(target), number & 0xFF'FFFF'FFFFU,
                     kRandomDigits, SuffixOf(target));
}

/// An empty file of a new name in `folder`: mode as the umask has it. The open file and its path.
std::pair<Fd, std::filesystem::path> OpenTemporary(const std::filesystem::path& folder,
                                                   const std::filesystem::path& target) {
  constexpr int kTries = 100;
  for (int i = 0; i < kTries; ++i) {
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof(number), 0) != sizeof(number)) break;
    std::filesystem::path path = folder / TemporaryName(target, number);
    Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666));
    if (file || errno != EEXIST) return {std::move(file), std::move(path)};
  }
  return {Fd(), std::filesystem::path()};
}

/// What a path leads to.
struct Target {
  std::filesystem::path path;  ///< behind symbolic links
  bool regular = true;         ///< or nothing yet
  std::optional<mode_t> mode;  ///< of what is there
};

Target Resolve(const std::filesystem::path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) return {path, true, std::nullopt};
  // /dev/stdout and /proc/self/fd/3 stand for files that are open, whatever those are.
  const std::string name = path.lexically_normal().string();
  const bool open_file =
      name.starts_with("/dev/fd/") || name.starts_with("/dev/std") || name.starts_with("/proc/");
  if (!S_ISREG(facts.st_mode) || open_file) return {path, false, std::nullopt};
  std::error_code failed;
  std::filesystem::path whole = path;
  if (std::filesystem::is_symlink(path, failed)) whole = std::filesystem::canonical(path, failed);
  return {failed ? path : whole, true, facts.st_mode & 07777U};
}

std::filesystem::path FolderForTemporaries() {
  const char* named = std::getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? named : "/var/tmp";
}

}  // namespace

std::string TemporaryStem(const std::filesystem::path& target) {
  std::string stem = target.stem().string();
  const std::size_t room = kLongestName - 2 - kRandomDigits - SuffixOf(target).size();
  if (stem.size() <= room) return stem;
  std::size_t cut = room;  // not inside a character
  while (cut > 0 && (static_cast<unsigned char>(stem[cut]) & 0xC0U) == 0x80U) --cut;
  stem.resize(cut);
  return stem;
}

std::optional<std::string> StemOfTemporary(const std::filesystem::path& file) {
  const std::string stem = file.stem().string();
  if (!stem.starts_with('.') || stem.size() < kRandomDigits + 3) return std::nullopt;
  const std::size_t dash = stem.size() - kRandomDigits - 1;
  if (stem[dash] != '-' ||
      stem.find_first_not_of("0123456789abcdef", dash + 1) != std::string::npos) {
    return std::nullopt;
  }
  return stem.substr(1, dash - 1);
}

Result<std::string> ReadFile(const std::filesystem::path& path, std::size_t limit_bytes) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return Fail(Code::kInput, path.string(), Reason(errno));
  return ReadAll(file.get(), path.string(), limit_bytes);
}

Result<std::string> ReadStandardInput(std::size_t limit_bytes) {
  return ReadAll(STDIN_FILENO, "stdin", limit_bytes);
}

Result<AtomicFile> AtomicFile::Create(const std::filesystem::path& target) {
  std::error_code ignored;
  if (std::filesystem::is_directory(target, ignored)) return CannotWrite(target, EISDIR);
  const Target goal = Resolve(target);
  const std::filesystem::path folder =
      goal.regular ? goal.path.parent_path() : FolderForTemporaries();
  auto [file, temporary] = OpenTemporary(folder, goal.path);
  if (!file) return CannotWrite(target, errno);
  if (goal.mode) ::fchmod(file.get(), *goal.mode);
  Remember(temporary.string());
  return AtomicFile(goal.path, std::move(temporary), !goal.regular);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::move(other.temporary_)),
      through_(other.through_) {
  other.temporary_.clear();
}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  if (this != &other) {
    Discard();
    target_ = std::move(other.target_);
    temporary_ = std::move(other.temporary_);
    through_ = other.through_;
    other.temporary_.clear();
  }
  return *this;
}

AtomicFile::~AtomicFile() { Discard(); }

void AtomicFile::Discard() noexcept {
  if (temporary_.empty()) return;
  ::unlink(temporary_.c_str());
  Forget(temporary_.string());
  temporary_.clear();
}

Result<void> AtomicFile::WriteThrough() const {
  const Fd from(::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC));
  const Fd to(::open(target_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (!from || !to) return CannotWrite(target_, errno);
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return CannotWrite(target_, errno);
    if (got == 0) return {};
    if (const int failure = WriteAll(to.get(), {buffer.data(), static_cast<std::size_t>(got)})) {
      return CannotWrite(target_, failure);
    }
  }
}

Result<void> AtomicFile::Commit() {
  if (through_) {
    if (Result<void> written = WriteThrough(); !written) return written;
    Discard();
    return {};
  }
  {
    const Fd file(::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file || ::fsync(file.get()) != 0) return CannotWrite(target_, errno);
  }
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) return CannotWrite(target_, errno);
  Forget(temporary_.string());
  temporary_.clear();
  // The new name too outlives a power cut. A file system that cannot say so has done what it can.
  const std::filesystem::path folder = target_.has_parent_path() ? target_.parent_path() : ".";
  const Fd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory && ::fsync(directory.get()) != 0 && errno == EIO) return CannotWrite(target_, EIO);
  return {};
}

Result<void> WriteFile(const std::filesystem::path& path,
                       const std::function<void(const Sink&)>& content) {
  Result<AtomicFile> file = AtomicFile::Create(path);
  if (!file) return tl::unexpected(file.error());
  {
    const Fd out(::open(file->temporary_path().c_str(), O_WRONLY | O_CLOEXEC));
    if (!out) return CannotWrite(path, errno);
    constexpr std::size_t kAtOnce = 1 << 16;
    std::string waiting;
    int failure = 0;
    const auto write_out = [&](std::string_view bytes) {
      if (failure == 0) failure = WriteAll(out.get(), bytes);
    };
    content([&](std::string_view piece) {
      if (waiting.size() + piece.size() > kAtOnce) {
        write_out(waiting);
        waiting.clear();
      }
      if (piece.size() > kAtOnce) {
        write_out(piece);
      } else {
        waiting += piece;
      }
    });
    write_out(waiting);
    if (failure != 0) return CannotWrite(path, failure);
  }
  return file->Commit();
}

Result<void> WriteFile(const std::filesystem::path& path, std::string_view bytes) {
  return WriteFile(path, [&](const Sink& put) { put(bytes); });
}

void RemoveUncommittedFiles() noexcept {
  for (const Slot& slot : g_slots) {
    if (slot.ready.load(std::memory_order_acquire)) ::unlink(slot.path.data());
  }
}

}  // namespace boyin
