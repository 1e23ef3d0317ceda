// Samples on disk: an unlinked temporary file that no one else sees and that ends with its last
// owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "base/result.h"

namespace boyin::produce {

/// Append is for one thread; ReadAt may be called by many at once, after Flush.
class Spool {
 public:
  /// kOutput where no file can be made in `folder`.
  [[nodiscard]] static Result<Spool> Create(const std::filesystem::path& folder);
  Spool(Spool&& other) noexcept;
  Spool& operator=(Spool&& other) noexcept;
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool();

  [[nodiscard]] Result<void> Append(std::span<const float> samples);
  [[nodiscard]] Result<void> Flush();

  /// Fills `out` from sample `at` on; what lies outside the spool reads as silence.
  [[nodiscard]] Result<void> ReadAt(std::int64_t at, std::span<float> out) const;
  /// Replaces samples that have been flushed.
  [[nodiscard]] Result<void> WriteAt(std::int64_t at, std::span<const float> samples);

  [[nodiscard]] std::int64_t samples() const {
    return flushed_ + static_cast<std::int64_t>(pending_.size());
  }

 private:
  Spool(int fd, std::filesystem::path folder) : fd_(fd), folder_(std::move(folder)) {}
  [[nodiscard]] tl::unexpected<Error> Broken(int number) const;

  int fd_ = -1;
  std::filesystem::path folder_;
  std::int64_t flushed_ = 0;
  std::vector<float> pending_;
};

}  // namespace boyin::produce
