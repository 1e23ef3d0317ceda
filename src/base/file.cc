#include "base/file.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

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
      return {"no such file", "没有这个文件"};
    case EACCES:
    case EPERM:
    case EROFS:
      return {"permission denied", "没有权限"};
    case ENOSPC:
    case EDQUOT:
      return {"no space left on the disk", "磁盘已满"};
    case EISDIR:
      return {"is a directory", "这是一个目录"};
    case ENOTDIR:
      return {"part of the path is not a directory", "路径中有一段不是目录"};
    default:
      return {std::strerror(number), std::strerror(number)};
  }
}

Message MendOutput(int number) {
  if (number == ENOSPC || number == EDQUOT) {
    return {"make room, or name another place with -o", "请腾出空间，或用 -o 指定别处"};
  }
  if (number == ENOENT || number == ENOTDIR) {
    return {"create the directory, or name another place with -o",
            "请先建立目录，或用 -o 指定别处"};
  }
  return {"name another place with -o", "请用 -o 指定别处"};
}

tl::unexpected<Error> CannotWrite(const std::filesystem::path& path, int number) {
  return Fail(Code::kOutput, path.string(), Reason(number), MendOutput(number));
}

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

Result<std::string> ReadFile(const std::filesystem::path& path, std::size_t limit_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return Fail(Code::kInput, path.string(), Reason(errno));
  struct stat facts {};
  if (::fstat(file.get(), &facts) == 0 && S_ISDIR(facts.st_mode)) {
    return Fail(Code::kInput, path.string(), Reason(EISDIR),
                {"name the files in it", "请指明其中的文件"});
  }
  std::string bytes;
  if (S_ISREG(facts.st_mode)) bytes.reserve(static_cast<std::size_t>(facts.st_size));
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(Code::kInput, path.string(), Reason(errno));
    if (got == 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
    if (bytes.size() > limit_bytes) {
      return Fail(Code::kInput, path.string(),
                  {fmt::format("longer than {} bytes", limit_bytes),
                   fmt::format("超过 {} 字节", limit_bytes)},
                  {"split it", "请拆分"});
    }
  }
}

Result<AtomicFile> AtomicFile::Create(const std::filesystem::path& target) {
  std::error_code ignored;
  if (std::filesystem::is_directory(target, ignored)) return CannotWrite(target, EISDIR);
  // mkstemps keeps the suffix, by which writers of audio know the format.
  const std::string suffix = target.extension().string();
  std::string pattern =
      (target.parent_path() / fmt::format(".{}-XXXXXX{}", target.stem().string(), suffix)).string();
  const Descriptor file(::mkostemps(pattern.data(), static_cast<int>(suffix.size()), O_CLOEXEC));
  if (file.get() < 0) return CannotWrite(target, errno);
  ::fchmod(file.get(), 0644);
  Remember(pattern);
  return AtomicFile(target, pattern);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_)), temporary_(std::move(other.temporary_)) {
  other.temporary_.clear();
}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  if (this != &other) {
    Discard();
    target_ = std::move(other.target_);
    temporary_ = std::move(other.temporary_);
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

Result<void> AtomicFile::Commit() {
  {
    const Descriptor file(::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0 || ::fsync(file.get()) != 0) return CannotWrite(target_, errno);
  }
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) return CannotWrite(target_, errno);
  Forget(temporary_.string());
  temporary_.clear();
  return {};
}

Result<void> WriteFile(const std::filesystem::path& path,
                       const std::function<void(const Sink&)>& content) {
  Result<AtomicFile> file = AtomicFile::Create(path);
  if (!file) return tl::unexpected(file.error());
  {
    const Descriptor out(::open(file->temporary_path().c_str(), O_WRONLY | O_CLOEXEC));
    if (out.get() < 0) return CannotWrite(path, errno);
    constexpr std::size_t kAtOnce = 1 << 16;
    std::string waiting;
    int failure = 0;
    const auto write_out = [&](std::string_view bytes) {
      while (!bytes.empty() && failure == 0) {
        const ssize_t put = ::write(out.get(), bytes.data(), bytes.size());
        if (put > 0) bytes.remove_prefix(static_cast<std::size_t>(put));
        if (put < 0 && errno != EINTR) failure = errno;
      }
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
