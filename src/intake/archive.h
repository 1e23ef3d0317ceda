// A zip archive held in memory, as an enemy may have made it. Private to intake; libzip is seen by
// archive.cc alone.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::intake {

constexpr std::size_t kMostMembers = 10'000;
constexpr std::uint64_t kLargestMember = 256'000'000;      // bytes when unpacked
constexpr std::uint64_t kLargestUnpacked = 1'000'000'000;  // all members together
constexpr std::uint64_t kHighestRatio = 200;               // unpacked to packed, beyond …
constexpr std::uint64_t kRatioMatters = 10'000'000;        // … this many bytes

struct Member {
  std::string path;  ///< UTF-8, relative, without "." and ".."; a folder ends in "/"
  std::uint64_t index = 0;
};

/// Used by one thread at a time; `bytes` must outlive it.
class Archive {
 public:
  /// kInput for a broken archive, too many members, a name that leads outside, a symbolic link,
  /// and sizes that only a zip bomb has.
  [[nodiscard]] static Result<Archive> Open(std::string_view bytes, std::string_view file_name);

  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  [[nodiscard]] const Member* Find(std::string_view path) const;

  /// Unpacks one member. kInput where it is encrypted, damaged or past a limit.
  [[nodiscard]] Result<std::string> Unpack(const Member& member);

  /// As above; kInput where there is no such member.
  [[nodiscard]] Result<std::string> Unpack(std::string_view path);

  struct Handle;
  struct Closer {
    void operator()(Handle* handle) const;
  };

 private:
  Archive(std::unique_ptr<Handle, Closer> handle, std::string_view file_name)
      : handle_(std::move(handle)), file_name_(file_name) {}
  Result<void> List();

  std::unique_ptr<Handle, Closer> handle_;
  std::string file_name_;
  std::vector<Member> members_;
  std::uint64_t unpacked_ = 0;
};

/// Whether bytes begin as a zip archive does.
[[nodiscard]] bool IsArchive(std::string_view bytes);

}  // namespace boyin::intake
