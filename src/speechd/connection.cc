#include "speechd/connection.h"

#include <array>
#include <bit>
#include <cerrno>

#include <fmt/format.h>
#include <unistd.h>

namespace boyin::speechd {
namespace {

constexpr std::size_t kLongestLine = std::size_t{1} << 20U;
constexpr char kEscape = 0x7d;
constexpr char kInvert = 0x20;

void AppendEscaped(char byte, std::string& out) {
  if (byte != '\n' && byte != kEscape) {
    out += byte;
    return;
  }
  out += kEscape;
  out += static_cast<char>(byte ^ kInvert);
}

}  // namespace

std::optional<std::string> LineReader::Next() {
  std::array<char, 4096> bytes{};
  while (true) {
    const std::size_t end = buffer_.find('\n', searched_);
    if (end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      searched_ = 0;
      return line;
    }
    searched_ = buffer_.size();
    if (buffer_.size() > kLongestLine) return std::nullopt;
    const ssize_t got = ::read(descriptor_, bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

void ReplyWriter::Line(std::string_view line) { Write(fmt::format("{}\n", line)); }

void ReplyWriter::IndexMark(std::string_view name) {
  Write(fmt::format("700-{}\n700 INDEX MARK\n", name));
}

void ReplyWriter::Audio(std::span<const std::int16_t> samples, int sample_rate_hz) {
  std::string event = fmt::format(
      "705-bits=16\n705-num_channels=1\n705-sample_rate={}\n705-num_samples={}\n"
      "705-big_endian=0\n705-AUDIO",
      sample_rate_hz, samples.size());
  event += '\0';
  for (const std::int16_t sample : samples) {
    const auto bits = std::bit_cast<std::uint16_t>(sample);
    AppendEscaped(static_cast<char>(bits & 0xFFU), event);
    AppendEscaped(static_cast<char>(bits >> 8U), event);
  }
  event += "\n705 AUDIO\n";
  Write(event);
}

void ReplyWriter::Write(std::string_view bytes) {
  const std::scoped_lock lock(mutex_);
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace boyin::speechd
