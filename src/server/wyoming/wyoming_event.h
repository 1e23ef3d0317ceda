// The wire of Wyoming (https://github.com/OHF-Voice/wyoming): a line of JSON for each event, with
// its data in the line or behind it, and a payload. Private to server.
//
//   WyomingReader reader;
//   reader.Feed(bytes);                                   // as they come, in any pieces
//   Result<std::optional<WyomingEvent>> event = reader.Next();
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boyin::server {

/// What a speaking service must know of an event. A payload is passed over: no client has sound for
/// us.
struct WyomingEvent {
  std::string type;
  std::string text;
  std::string voice;        ///< its name, where one is asked for
  std::string text_format;  ///< "ssml", or nothing

  bool operator==(const WyomingEvent&) const = default;
};

class WyomingReader {
 public:
  /// Of a line, and of the data behind it.
  static constexpr std::size_t kMostBytes = std::size_t{256} * 1024;
  static constexpr std::size_t kMostPayload = std::size_t{1} << 20U;

  void Feed(std::string_view bytes);
  /// The next event that is whole; nothing where more must come first. kInput for what is no event:
  /// the stream cannot be read any further.
  [[nodiscard]] Result<std::optional<WyomingEvent>> Next();
  /// Part of an event has come.
  [[nodiscard]] bool begun() const { return !buffer_.empty() || head_.has_value(); }

 private:
  struct Head {
    std::string line;
    std::size_t data = 0;
    std::size_t payload = 0;
  };
  [[nodiscard]] Result<bool> ReadHead();

  std::string buffer_;
  std::optional<Head> head_;
};

/// An event as it is sent; `data` is a JSON object or nothing.
[[nodiscard]] std::string WyomingBytes(std::string_view type, std::string_view data = {},
                                       std::string_view payload = {});

/// How much of a text that is still being written can be spoken: up to its last whole sentence.
[[nodiscard]] std::size_t WholeSentences(std::string_view text);

}  // namespace boyin::server
