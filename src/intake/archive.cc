#include "intake/archive.h"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>
#include <sys/stat.h>
#include <zip.h>

#include "base/message.h"
#include "base/utf8.h"
#include "intake/charset.h"

namespace boyin::intake {

struct Archive::Handle {
  zip_t* zip = nullptr;
};

void Archive::Closer::operator()(Handle* handle) const {
  const std::unique_ptr<Handle> owned(handle);
  if (owned->zip != nullptr) zip_discard(owned->zip);
}

namespace {

using File = std::unique_ptr<zip_file_t, decltype(&zip_fclose)>;

tl::unexpected<Error> Damaged(std::string where, std::string_view why) {
  return Fail(Code::kInput, std::move(where), Translated("the archive is damaged: {}", why),
              Translated("get it again, or pack it anew"));
}

tl::unexpected<Error> Bomb(std::string where, Message what) {
  return Fail(Code::kInput, std::move(where), std::move(what),
              Translated("it looks like a zip bomb; unpack it yourself if you trust it"));
}

/// Names are UTF-8, or what Windows in China wrote.
Result<std::string> NameOf(zip_t* zip, zip_uint64_t index, std::string_view file_name) {
  const char* raw = zip_get_name(zip, index, ZIP_FL_ENC_RAW);
  const std::string name = raw == nullptr ? "" : raw;
  if (!utf8::FirstInvalid(name)) return name;
  const Result<Decoded> decoded = Decode(name, file_name, "GB18030");
  return decoded ? decoded->text : fmt::format("member {}", index);
}

/// For messages: a name may hold what would steer a terminal.
std::string Printable(std::string_view path) {
  std::string out(path);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return out;
}

bool LeadsOutside(std::string_view path) {
  if (path.empty() || path.starts_with('/') || path.find('\\') != std::string_view::npos ||
      path.find(':') != std::string_view::npos) {
    return true;
  }
  for (const char c : path) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return true;
  }
  std::size_t begin = 0;
  while (begin < path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return true;
    begin = end + 1;
  }
  return false;
}

bool IsLink(zip_t* zip, zip_uint64_t index) {
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  if (zip_file_get_external_attributes(zip, index, 0, &system, &attributes) != 0) return false;
  return system == ZIP_OPSYS_UNIX && S_ISLNK(attributes >> 16U);
}

std::string Megabytes(std::uint64_t bytes) { return fmt::format("{} MB", bytes / 1'000'000); }

/// What the archive says of a member, before a byte of it is unpacked.
Result<void> Inspect(zip_t* zip, const Member& member, std::string_view file_name,
                     std::uint64_t& total) {
  std::string where = fmt::format("{}/{}", file_name, Printable(member.path));
  if (LeadsOutside(member.path)) {
    return Fail(Code::kInput, std::move(where), Translated("this name leads out of the archive"),
                Translated("pack it anew without such names"));
  }
  if (IsLink(zip, member.index)) {
    return Fail(Code::kInput, std::move(where), Translated("is a symbolic link"),
                Translated("pack the file itself"));
  }
  zip_stat_t stat{};
  if (zip_stat_index(zip, member.index, 0, &stat) != 0) return Damaged(where, zip_strerror(zip));
  if (stat.size > kLargestMember) {
    return Bomb(std::move(where), Translated("unpacks to {}", Megabytes(stat.size)));
  }
  if (stat.size > kRatioMatters && stat.size / kHighestRatio > stat.comp_size) {
    return Bomb(std::move(where),
                Translated("is packed more than {} times smaller", kHighestRatio));
  }
  total += stat.size;
  if (total <= kLargestUnpacked) return {};
  return Bomb(std::string(file_name),
              Translated("unpacks to more than {}", Megabytes(kLargestUnpacked)));
}

}  // namespace

bool IsArchive(std::string_view bytes) {
  return bytes.starts_with(std::string_view("PK\x03\x04", 4)) ||
         bytes.starts_with(std::string_view("PK\x05\x06", 4));
}

Result<Archive> Archive::Open(std::string_view bytes, std::string_view file_name) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* zip = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (zip == nullptr) {
    if (source != nullptr) zip_source_free(source);
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    return Damaged(std::string(file_name), why);
  }
  zip_error_fini(&error);
  std::unique_ptr<Handle, Closer> handle(new Handle{zip});
  Archive archive(std::move(handle), file_name);
  if (Result<void> listed = archive.List(); !listed) return tl::unexpected(listed.error());
  return archive;
}

Result<void> Archive::List() {
  zip_t* zip = handle_->zip;
  const zip_int64_t count = zip_get_num_entries(zip, 0);
  if (count < 0 || static_cast<std::size_t>(count) > kMostMembers) {
    return Bomb(file_name_, Translated("has more than {} members", kMostMembers));
  }
  std::uint64_t total = 0;
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    const Result<std::string> name = NameOf(zip, i, file_name_);
    if (!name) return tl::unexpected(name.error());
    Member member{*name, i};
    Result<void> fine = Inspect(zip, member, file_name_, total);
    if (!fine) return fine;
    members_.push_back(std::move(member));
  }
  std::sort(members_.begin(), members_.end(), [](const Member& a, const Member& b) {
    return a.path != b.path ? a.path < b.path : a.index < b.index;
  });
  return {};
}

const Member* Archive::Find(std::string_view path) const {
  const auto found =
      std::lower_bound(members_.begin(), members_.end(), path,
                       [](const Member& a, std::string_view b) { return a.path < b; });
  return found != members_.end() && found->path == path ? &*found : nullptr;
}

Result<std::string> Archive::Unpack(const Member& member) {
  zip_t* zip = handle_->zip;
  std::string where = fmt::format("{}/{}", file_name_, member.path);
  const File file(zip_fopen_index(zip, member.index, 0), &zip_fclose);
  if (file == nullptr) {
    const int code = zip_error_code_zip(zip_get_error(zip));
    if (code == ZIP_ER_NOPASSWD || code == ZIP_ER_ENCRNOTSUPP) {
      return Fail(Code::kInput, std::move(where), Translated("is encrypted"),
                  Translated("pack it without a password"));
    }
    return Damaged(std::move(where), zip_strerror(zip));
  }
  std::string out;
  std::array<char, 65536> buffer{};
  while (true) {
    const zip_int64_t got = zip_fread(file.get(), buffer.data(), buffer.size());
    if (got < 0) return Damaged(std::move(where), zip_file_strerror(file.get()));
    if (got == 0) return out;
    out.append(buffer.data(), static_cast<std::size_t>(got));
    unpacked_ += static_cast<std::uint64_t>(got);
    // Sizes in the directory may lie.
    if (out.size() > kLargestMember || unpacked_ > kLargestUnpacked) {
      return Bomb(std::move(where), Translated("unpacks to more than it says"));
    }
  }
}

Result<std::string> Archive::Unpack(std::string_view path) {
  const Member* member = Find(path);
  if (member != nullptr) return Unpack(*member);
  return Damaged(file_name_, fmt::format("it has no {}", path));
}

}  // namespace boyin::intake
