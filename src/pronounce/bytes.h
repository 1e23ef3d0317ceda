// A cursor over a built table. Reading past the end gives zeros and is remembered.
#pragma once

#include <cstdint>
#include <string_view>

namespace boyin::pronounce {

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] std::uint64_t Take(std::size_t size) {
    if (size > bytes_.size() - at_) {
      broken_ = true;
      at_ = bytes_.size();
      return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(bytes_[at_ + i])} << (8 * i);
    }
    at_ += size;
    return value;
  }
  void Skip(std::size_t size) {
    broken_ = broken_ || size > bytes_.size() - at_;
    at_ = broken_ ? bytes_.size() : at_ + size;
  }
  [[nodiscard]] std::uint8_t U8() { return static_cast<std::uint8_t>(Take(1)); }
  [[nodiscard]] std::uint16_t U16() { return static_cast<std::uint16_t>(Take(2)); }
  [[nodiscard]] std::uint32_t U32() { return static_cast<std::uint32_t>(Take(4)); }
  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] std::string_view rest() const { return bytes_.substr(at_); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool broken_ = false;
};

/// FNV-1a, 64 bits.
[[nodiscard]] constexpr std::uint64_t Checksum(std::string_view bytes) {
  std::uint64_t value = 0xCBF29CE484222325U;
  for (const char byte : bytes) {
    value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
  }
  return value;
}

/// A built table taken apart.
struct BuiltTable {
  std::string_view body;
  std::uint64_t checksum = 0;  ///< as the builder wrote it
};

/// The body of a built table: what follows its text header. Empty where the length is wrong or the
/// magic line is another. The checksum is for tests: the tables are part of the program, and
/// reading three megabytes twice would be felt at every start.
[[nodiscard]] inline BuiltTable TakeApart(std::string_view table, std::string_view magic) {
  const std::size_t nul = table.find('\0');
  if (!table.starts_with(magic) || nul == std::string_view::npos) return {};
  Bytes head(table.substr(nul + 1));
  const std::size_t length = head.U32();
  const std::uint64_t checksum = head.Take(8);
  if (head.broken() || head.rest().size() != length) return {};
  return {head.rest(), checksum};
}

}  // namespace boyin::pronounce
