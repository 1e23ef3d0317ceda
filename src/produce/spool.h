// Samples on disk: an unlinked temporary file that no one else sees and that ends with its last
// owner.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "base/result.h"

namespace boyin::produce {

/// Samples lie there in blocks of 16-bit numbers with one power of two for each, two bytes a
/// sample: what came as 16-bit numbers stays exactly that, and anything else is kept to 2^-15 of
/// the loudest sample of its block (23 ms at 44.1 kHz): noise 95 dB and more under that peak.
/// Samples are finite. Append and WriteAt are for one thread; ReadAt may be called by many at once
/// between them.
class Spool {
 public:
  static constexpr std::int64_t kBlock = 1024;  ///< samples

  /// kOutput where no file can be made in `folder`.
  [[nodiscard]] static Result<Spool> Create(const std::filesystem::path& folder);
  Spool(Spool&& other) noexcept;
  Spool& operator=(Spool&& other) noexcept;
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool();

  [[nodiscard]] Result<void> Append(std::span<const float> samples);

  /// Fills `out` from sample `at` on; what lies outside the spool reads as silence.
  [[nodiscard]] Result<void> ReadAt(std::int64_t at, std::span<float> out) const;
  /// Replaces samples, whole blocks of them: `at` is a multiple of kBlock, and so is the end unless
  /// it is that of the spool.
  [[nodiscard]] Result<void> WriteAt(std::int64_t at, std::span<const float> samples);

  [[nodiscard]] std::int64_t samples() const { return on_disk_ + std::ssize(rest_); }

 private:
  struct Block {
    float step = 0;  ///< what 1 stands for
    std::array<std::int16_t, kBlock> values{};
  };

  Spool(int fd, std::filesystem::path folder) : fd_(fd), folder_(std::move(folder)) {}
  static Block Packed(std::span<const float, kBlock> samples);
  [[nodiscard]] Result<void> ReadBlocks(std::int64_t first, std::span<Block> blocks) const;
  [[nodiscard]] Result<void> WriteBlocks(std::int64_t first, std::span<const float> samples);

  int fd_ = -1;
  std::filesystem::path folder_;
  std::int64_t on_disk_ = 0;  ///< samples, whole blocks
  std::vector<float> rest_;   ///< the samples after them
};

}  // namespace boyin::produce
