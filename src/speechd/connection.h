// The two ends of the module protocol: lines in, replies, events and sound out. Private to speechd.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace boyin::speechd {

/// Lines of Speech Dispatcher. One thread.
class LineReader {
 public:
  explicit LineReader(int descriptor) : descriptor_(descriptor) {}

  /// Without its line feed; nothing at the end of the input, or where a line is longer than 1 MB.
  [[nodiscard]] std::optional<std::string> Next();

 private:
  int descriptor_;
  std::string buffer_;
  std::size_t searched_ = 0;  ///< bytes of `buffer_` that hold no line feed
};

/// Replies and events, from any thread: each appears whole. What cannot be written is dropped; the
/// end of the input tells that nobody is there any more.
class ReplyWriter {
 public:
  explicit ReplyWriter(int descriptor) : descriptor_(descriptor) {}

  void Line(std::string_view line);
  void IndexMark(std::string_view name);
  /// Mono, 16 bits, as event 705: with line feeds and escapes escaped.
  void Audio(std::span<const std::int16_t> samples, int sample_rate_hz);

 private:
  void Write(std::string_view bytes);

  int descriptor_;
  std::mutex mutex_;
};

}  // namespace boyin::speechd
