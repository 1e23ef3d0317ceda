#include "produce/spool.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/message.h"

namespace boyin::produce {
namespace {

constexpr std::size_t kBlocksAtOnce = 64;  // of one call to the system

Message Reason(int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
      return Translated("no space left for the temporary audio");
    case EACCES:
    case EPERM:
    case EROFS:
      return Translated("no permission to keep temporary audio here");
    case ENOENT:
      return Translated("no such folder for the temporary audio");
    default:
      return {std::strerror(number), std::strerror(number)};
  }
}

tl::unexpected<Error> Failed(const std::filesystem::path& folder, int number) {
  return Fail(Code::kOutput, folder.string(), Reason(number),
              Translated("make room there, or name another folder for temporary files"));
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
      on_disk_(other.on_disk_),
      rest_(std::move(other.rest_)) {}

Spool& Spool::operator=(Spool&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(folder_, other.folder_);
  std::swap(on_disk_, other.on_disk_);
  std::swap(rest_, other.rest_);
  return *this;
}

Spool::~Spool() {
  if (fd_ >= 0) ::close(fd_);
}

Spool::Block Spool::Packed(std::span<const float, kBlock> samples) {
  // Floats without their sign are ordered as their bits are. Less than 2^exponent is wanted of a
  // sample, of one under zero no more than that.
  std::int32_t loudest = 0;
  for (const float sample : samples) {
    const std::int32_t below = sample < 0 ? 1 : 0;
    loudest = std::max(loudest, (std::bit_cast<std::int32_t>(sample) & 0x7FFFFFFF) - below);
  }
  constexpr int kLeastExponent = -100;  // far under anything heard, far from the end of the floats
  int exponent = 0;
  static_cast<void>(std::frexp(std::bit_cast<float>(loudest), &exponent));
  exponent = std::max(exponent, kLeastExponent);
  Block block;
  block.step = std::ldexp(1.0F, exponent - 15);
  const float scale = std::ldexp(1.0F, 15 - exponent);
  for (std::size_t i = 0; i < block.values.size(); ++i) {
    const float scaled = samples[i] * scale;
    const auto value = static_cast<std::int32_t>(scaled + std::copysign(0.5F, scaled));
    block.values[i] = static_cast<std::int16_t>(std::min(value, 32767));
  }
  return block;
}

Result<void> Spool::ReadBlocks(std::int64_t first, std::span<Block> blocks) const {
  static_assert(std::is_trivially_copyable_v<Block> && sizeof(Block) == 4 + 2 * kBlock);
  std::span<std::byte> bytes = std::as_writable_bytes(blocks);
  auto offset = static_cast<off_t>(first * std::int64_t{sizeof(Block)});
  while (!bytes.empty()) {
    const ssize_t got = ::pread(fd_, bytes.data(), bytes.size(), offset);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Failed(folder_, got < 0 ? errno : EIO);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
    offset += got;
  }
  return {};
}

Result<void> Spool::WriteBlocks(std::int64_t first, std::span<const float> samples) {
  std::vector<Block> blocks;
  blocks.reserve(kBlocksAtOnce);
  auto offset = static_cast<off_t>(first * std::int64_t{sizeof(Block)});
  while (!samples.empty()) {
    blocks.clear();
    while (!samples.empty() && blocks.size() < kBlocksAtOnce) {
      blocks.push_back(Packed(samples.first<kBlock>()));
      samples = samples.subspan(kBlock);
    }
    std::span<const std::byte> bytes = std::as_bytes(std::span(blocks));
    while (!bytes.empty()) {
      const ssize_t put = ::pwrite(fd_, bytes.data(), bytes.size(), offset);
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return Failed(folder_, errno);
      bytes = bytes.subspan(static_cast<std::size_t>(put));
      offset += put;
    }
  }
  return {};
}

Result<void> Spool::Append(std::span<const float> samples) {
  rest_.insert(rest_.end(), samples.begin(), samples.end());
  const std::size_t blocks = rest_.size() / kBlock;
  if (blocks < kBlocksAtOnce) return {};
  const std::span<const float> whole = std::span(rest_).first(blocks * kBlock);
  if (Result<void> done = WriteBlocks(on_disk_ / kBlock, whole); !done) return done;
  on_disk_ += std::ssize(whole);
  rest_.erase(rest_.begin(), rest_.begin() + std::ssize(whole));
  return {};
}

Result<void> Spool::ReadAt(std::int64_t at, std::span<float> out) const {
  if (at < 0) {
    const auto before = static_cast<std::size_t>(std::min(-at, std::ssize(out)));
    std::fill_n(out.begin(), before, 0.0F);
    out = out.subspan(before);
    at = 0;
  }
  std::vector<Block> blocks;
  while (!out.empty() && at < on_disk_) {
    const std::int64_t first = at / kBlock;
    const std::int64_t end = std::min(on_disk_, at + std::ssize(out));
    blocks.resize(
        std::min(static_cast<std::size_t>((end - 1) / kBlock + 1 - first), kBlocksAtOnce));
    if (Result<void> read = ReadBlocks(first, blocks); !read) return read;
    for (const Block& block : blocks) {
      const auto from = static_cast<std::size_t>(at % kBlock);
      const std::size_t part = std::min<std::size_t>(kBlock - from, out.size());
      for (std::size_t i = 0; i < part; ++i) {
        out[i] = static_cast<float>(block.values[from + i]) * block.step;
      }
      out = out.subspan(part);
      at += static_cast<std::int64_t>(part);
    }
  }
  if (out.empty()) return {};
  const auto from = std::min<std::int64_t>(at - on_disk_, std::ssize(rest_));
  const std::span<const float> rest = std::span(rest_).subspan(static_cast<std::size_t>(from));
  const std::size_t part = std::min(rest.size(), out.size());
  std::copy_n(rest.begin(), part, out.begin());
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(part), out.end(), 0.0F);
  return {};
}

Result<void> Spool::WriteAt(std::int64_t at, std::span<const float> samples) {
  const auto whole =
      static_cast<std::size_t>(std::clamp<std::int64_t>(on_disk_ - at, 0, std::ssize(samples)));
  if (Result<void> done = WriteBlocks(at / kBlock, samples.first(whole)); !done) return done;
  const std::span<const float> rest = samples.subspan(whole);
  std::copy(rest.begin(), rest.end(), rest_.begin() + std::max<std::int64_t>(at - on_disk_, 0));
  return {};
}

}  // namespace boyin::produce
