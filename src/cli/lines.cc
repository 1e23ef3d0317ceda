#include "cli/lines.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/message.h"
#include "base/utf8.h"

namespace boyin::cli {
namespace {

Error CannotRead(const std::string& path, int number) {
  const Message what = number == ENOENT   ? Translated("no such file")
                       : number == EISDIR ? Translated("is a directory")
                                          : Message{std::strerror(number), std::strerror(number)};
  return {Code::kInput, path, what, {}};
}

Result<void> WriteAll(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      return Fail(Code::kOutput, "standard output", {std::strerror(errno), std::strerror(errno)});
    }
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

/// Splits what arrives into lines, remembering where in the whole input it is.
class LineReader {
 public:
  LineReader(const std::string& path,
             const std::function<void(std::string_view, std::string&)>& answer)
      : path_(path), answer_(answer) {}

  Result<void> Take(std::string_view bytes) {
    std::string out;
    while (true) {
      const std::size_t newline = bytes.find('\n');
      if (newline == std::string_view::npos) break;
      pending_.append(bytes.substr(0, newline));
      if (Result<void> done = Answer(out); !done) {
        if (Result<void> written = WriteAll(out); !written) return written;
        return done;
      }
      consumed_ += 1;
      bytes.remove_prefix(newline + 1);
    }
    pending_.append(bytes);
    return WriteAll(out);
  }

  Result<void> Finish() {
    if (pending_.empty()) return {};
    std::string out;
    if (Result<void> done = Answer(out); !done) return done;
    return WriteAll(out);
  }

 private:
  Result<void> Answer(std::string& out) {
    if (const std::optional<std::size_t> bad = utf8::FirstInvalid(pending_)) {
      return Fail(Code::kInput, fmt::format("{}: byte {}", path_, consumed_ + *bad),
                  Translated("invalid UTF-8"), Translated("convert it to UTF-8"));
    }
    consumed_ += pending_.size();
    std::string_view line = pending_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    answer_(line, out);
    pending_.clear();
    return {};
  }

  const std::string& path_;
  const std::function<void(std::string_view, std::string&)>& answer_;
  std::string pending_;       // a line whose end has not come yet
  std::size_t consumed_ = 0;  // bytes before it
};

}  // namespace

Result<void> ForEachLine(const std::string& path,
                         const std::function<void(std::string_view, std::string&)>& answer) {
  const bool standard = path == "-";
  const int fd = standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return tl::unexpected(CannotRead(path, errno));
  LineReader reader(path, answer);
  Result<void> done;
  std::array<char, 65536> buffer{};
  while (done) {
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) done = tl::unexpected(CannotRead(path, errno));
    if (got == 0) break;
    if (got > 0) done = reader.Take({buffer.data(), static_cast<std::size_t>(got)});
  }
  if (!standard) ::close(fd);
  return done ? reader.Finish() : done;
}

void AppendJsonString(std::string& out, std::string_view text) {
  bool plain = true;
  for (const char c : text) {
    plain = plain && static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != '\x7F';
  }
  if (plain) {
    out += '"';
    out += text;
    out += '"';
  } else {
    out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
}

}  // namespace boyin::cli
