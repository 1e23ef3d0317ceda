#include "server/http/files.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/date.h"
#include "server/http/open_file.h"

namespace boyin::server {
namespace {

namespace fs = std::filesystem;

struct TypeOfSuffix {
  std::string_view suffix;
  std::string_view type;
};

constexpr std::array kTypes = {
    TypeOfSuffix{".aac", "audio/aac"},
    TypeOfSuffix{".ass", "text/x-ssa; charset=utf-8"},
    TypeOfSuffix{".epub", "application/epub+zip"},
    TypeOfSuffix{".flac", "audio/flac"},
    TypeOfSuffix{".html", "text/html; charset=utf-8"},
    TypeOfSuffix{".jpg", "image/jpeg"},
    TypeOfSuffix{".json", "application/json"},
    TypeOfSuffix{".lrc", "text/plain; charset=utf-8"},
    TypeOfSuffix{".m4a", "audio/mp4"},
    TypeOfSuffix{".m4b", "audio/mp4"},
    TypeOfSuffix{".mp2", "audio/mpeg"},
    TypeOfSuffix{".mp3", "audio/mpeg"},
    TypeOfSuffix{".ogg", "audio/ogg"},
    TypeOfSuffix{".opus", "audio/ogg"},
    TypeOfSuffix{".png", "image/png"},
    TypeOfSuffix{".srt", "application/x-subrip"},
    TypeOfSuffix{".txt", "text/plain; charset=utf-8"},
    TypeOfSuffix{".vtt", "text/vtt; charset=utf-8"},
    TypeOfSuffix{".wav", "audio/wav"},
    TypeOfSuffix{".xml", "application/rss+xml; charset=utf-8"},
};

// A page that a job made holds its own script and sound. It runs with an origin of its own.
constexpr const char* kPagePolicy =
    "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data:; media-src data: blob:";

std::optional<std::uint64_t> Number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool Holds(std::string_view tags, std::string_view tag) {
  return tags == "*" || tags.find(tag) != std::string_view::npos;
}

Reply Unsatisfiable(std::uint64_t size) {
  Reply reply = ErrorReply(416, "range_not_satisfiable", "the file is shorter");
  reply.headers.emplace_back("Content-Range", fmt::format("bytes */{}", size));
  return reply;
}

}  // namespace

std::optional<ByteRange> ParseRange(std::string_view field, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!field.starts_with(kUnit)) return std::nullopt;
  field.remove_prefix(kUnit.size());
  const std::size_t dash = field.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint64_t> first = Number(field.substr(0, dash));
  const std::optional<std::uint64_t> last = Number(field.substr(dash + 1));
  if (dash == 0) {
    if (!last) return std::nullopt;
    return ByteRange{size - std::min(size, *last), size};
  }
  const bool open = dash + 1 == field.size();
  if (!first || (!last && !open) || (last && *last < *first)) return std::nullopt;
  if (*first >= size) return ByteRange{size, size};
  return ByteRange{*first, open ? size : std::min(size - 1, *last) + 1};
}

std::string_view TypeOfFile(const fs::path& path) {
  const std::string suffix = path.extension().string();
  const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                  [&](const TypeOfSuffix& type) { return type.suffix == suffix; });
  return found == kTypes.end() ? "application/octet-stream" : found->type;
}

Reply FileReply(const Request& request, const fs::path& path) {
  // Whoever serves a path that a client named has resolved its links (FileBelow).
  const auto file = std::make_shared<const OpenFile>(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  if (file->fd() < 0 || ::fstat(file->fd(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return ErrorReply(404, "not_found", "there is no such file");
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const std::string tag = fmt::format("\"{:x}-{:x}{:08x}\"", size, status.st_mtim.tv_sec,
                                      static_cast<std::uint64_t>(status.st_mtim.tv_nsec));
  Reply reply;
  reply.type = TypeOfFile(path);
  reply.headers = {{"ETag", tag},
                   {"Last-Modified", ToRfc2822(status.st_mtim.tv_sec, "GMT")},
                   {"Accept-Ranges", "bytes"},
                   {"Cache-Control", "no-cache"}};
  if (path.extension() == ".html") {
    reply.headers.emplace_back("Content-Security-Policy", kPagePolicy);
  }
  if (Holds(request.Header("if-none-match"), tag)) {
    reply.status = 304;
    return reply;
  }
  reply.file = FilePart{file, 0, size};
  const std::string_view only_if = request.Header("if-range");
  if (!only_if.empty() && only_if != tag) return reply;
  const std::optional<ByteRange> range = ParseRange(request.Header("range"), size);
  if (!range) return reply;
  if (range->begin == range->end) return Unsatisfiable(size);
  reply.status = 206;
  reply.headers.emplace_back("Content-Range",
                             fmt::format("bytes {}-{}/{}", range->begin, range->end - 1, size));
  reply.file = FilePart{file, range->begin, range->end - range->begin};
  return reply;
}

std::optional<fs::path> FileBelow(const fs::path& folder, std::string_view name) {
  for (const fs::path& part : fs::path(name)) {
    // Also "." and "..": what begins with a dot is not for guests.
    if (part.empty() || part.string().starts_with('.') || part.is_absolute()) return std::nullopt;
  }
  std::error_code failed;
  const fs::path top = fs::canonical(folder, failed);
  if (failed) return std::nullopt;
  fs::path file = fs::canonical(top / name, failed);
  if (failed || !fs::is_regular_file(file, failed)) return std::nullopt;
  const auto [end, unused] = std::mismatch(top.begin(), top.end(), file.begin(), file.end());
  return end == top.end() ? std::optional(std::move(file)) : std::nullopt;
}

}  // namespace boyin::server
