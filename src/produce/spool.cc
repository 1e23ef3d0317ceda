#include "produce/spool.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace boyin::produce {
namespace {

constexpr std::size_t kPending = std::size_t{1} << 16U;

Message Reason(int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
      return {"no space left for the temporary audio", "没有空间存放临时音频"};
    case EACCES:
    case EPERM:
    case EROFS:
      return {"no permission to keep temporary audio here", "没有权限在此存放临时音频"};
    case ENOENT:
      return {"no such folder for the temporary audio", "没有存放临时音频的目录"};
    default:
      return {std::strerror(number), std::strerror(number)};
  }
}

tl::unexpected<Error> Failed(const std::filesystem::path& folder, int number) {
  return Fail(Code::kOutput, folder.string(), Reason(number),
              {"make room there, or name another folder for temporary files",
               "请在该处腾出空间，或另指定临时目录"});
}

}  // namespace

Result<Spool> Spool::Create(const std::filesystem::path& folder) {
  int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  // Not every file system knows O_TMPFILE: then make a name and take it away at once.
  if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
    std::string name = (folder / ".boyin-XXXXXX").string();
    fd = ::mkostemp(name.data(), O_CLOEXEC);
    if (fd >= 0) ::unlink(name.c_str());
  }
  if (fd < 0) return Failed(folder, errno);
  return Spool(fd, folder);
}

Spool::Spool(Spool&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      folder_(std::move(other.folder_)),
      flushed_(other.flushed_),
      pending_(std::move(other.pending_)) {}

Spool& Spool::operator=(Spool&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(folder_, other.folder_);
  std::swap(flushed_, other.flushed_);
  std::swap(pending_, other.pending_);
  return *this;
}

Spool::~Spool() {
  if (fd_ >= 0) ::close(fd_);
}

tl::unexpected<Error> Spool::Broken(int number) const { return Failed(folder_, number); }

Result<void> Spool::Append(std::span<const float> samples) {
  pending_.insert(pending_.end(), samples.begin(), samples.end());
  if (pending_.size() >= kPending) return Flush();
  return {};
}

Result<void> Spool::Flush() {
  if (Result<void> done = WriteAt(flushed_, pending_); !done) return done;
  flushed_ += static_cast<std::int64_t>(pending_.size());
  pending_.clear();
  return {};
}

Result<void> Spool::ReadAt(std::int64_t at, std::span<float> out) const {
  const std::int64_t begin = std::clamp<std::int64_t>(-at, 0, std::ssize(out));
  const std::int64_t end = std::clamp<std::int64_t>(flushed_ - at, begin, std::ssize(out));
  std::fill(out.begin(), out.begin() + begin, 0.0F);
  std::fill(out.begin() + end, out.end(), 0.0F);
  std::span<std::byte> bytes = std::as_writable_bytes(
      out.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
  auto offset = static_cast<off_t>((at + begin) * std::int64_t{sizeof(float)});
  while (!bytes.empty()) {
    const ssize_t got = ::pread(fd_, bytes.data(), bytes.size(), offset);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Broken(got < 0 ? errno : EIO);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
    offset += got;
  }
  return {};
}

Result<void> Spool::WriteAt(std::int64_t at, std::span<const float> samples) {
  std::span<const std::byte> bytes = std::as_bytes(samples);
  auto offset = static_cast<off_t>(at * std::int64_t{sizeof(float)});
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(fd_, bytes.data(), bytes.size(), offset);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return Broken(errno);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
    offset += put;
  }
  return {};
}

}  // namespace boyin::produce
