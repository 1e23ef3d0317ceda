#include "server/wyoming/wyoming_event.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/utf8.h"

namespace boyin::server {
namespace {

using nlohmann::json;

tl::unexpected<Error> NoEvent(const char* what) {
  return Fail(Code::kInput, "wyoming", {what, what});
}

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Nothing for what is no number of bytes that may come.
std::optional<std::size_t> LengthOf(const json& object, const char* name, std::size_t most) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return 0;
  if (!found->is_number_unsigned()) return std::nullopt;
  const auto length = found->get<std::uint64_t>();
  return length > most ? std::nullopt : std::optional(static_cast<std::size_t>(length));
}

WyomingEvent EventOf(const json& head, const json& data) {
  WyomingEvent event{TextOf(head, "type"), TextOf(data, "text"), "", TextOf(data, "text_format")};
  const auto voice = data.find("voice");
  if (voice != data.end() && voice->is_object()) event.voice = TextOf(*voice, "name");
  return event;
}

}  // namespace

void WyomingReader::Feed(std::string_view bytes) { buffer_ += bytes; }

/// False where the line is not whole.
Result<bool> WyomingReader::ReadHead() {
  const std::size_t end = buffer_.find('\n');
  if (std::min(end, buffer_.size()) > kMostBytes) return NoEvent("the line is too long");
  if (end == std::string::npos) return false;
  Head head{buffer_.substr(0, end), 0, 0};
  buffer_.erase(0, end + 1);
  const json line = json::parse(head.line, nullptr, false);
  if (!line.is_object() || TextOf(line, "type").empty()) return NoEvent("this is no event");
  const std::optional<std::size_t> data = LengthOf(line, "data_length", kMostBytes);
  const std::optional<std::size_t> payload = LengthOf(line, "payload_length", kMostPayload);
  if (!data || !payload) return NoEvent("the event is too long");
  head.data = *data;
  head.payload = *payload;
  head_ = std::move(head);
  return true;
}

Result<std::optional<WyomingEvent>> WyomingReader::Next() {
  if (!head_) {
    const Result<bool> read = ReadHead();
    if (!read) return tl::unexpected(read.error());
    if (!*read) return std::nullopt;
  }
  if (buffer_.size() < head_->data + head_->payload) return std::nullopt;
  const json line = json::parse(head_->line, nullptr, false);
  json data = line.value("data", json::object());
  if (head_->data > 0) {
    const json more = json::parse(buffer_.substr(0, head_->data), nullptr, false);
    if (!more.is_object() || !data.is_object()) return NoEvent("the data of an event is no object");
    data.update(more);
  }
  if (!data.is_object()) data = json::object();
  WyomingEvent event = EventOf(line, data);
  buffer_.erase(0, head_->data + head_->payload);
  head_.reset();
  return event;
}

std::string WyomingBytes(std::string_view type, std::string_view data, std::string_view payload) {
  std::string head = fmt::format(R"({{"type":"{}","version":"1.5.0")", type);
  if (!data.empty()) head += fmt::format(R"(,"data_length":{})", data.size());
  if (!payload.empty()) head += fmt::format(R"(,"payload_length":{})", payload.size());
  head += "}\n";
  head += data;
  head += payload;
  return head;
}

std::size_t WholeSentences(std::string_view text) {
  std::size_t whole = 0;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    at += c.length;
    constexpr std::u32string_view kEnds = U"。！？；\n";
    constexpr std::u32string_view kClosing = U"”’」』）】》";
    const bool latin = c.value == U'!' || c.value == U'?';
    if (kEnds.find(c.value) != std::u32string_view::npos || latin) whole = at;
    // A quotation mark behind the end belongs to the sentence.
    if (whole > 0 && whole + c.length == at &&
        kClosing.find(c.value) != std::u32string_view::npos) {
      whole = at;
    }
  }
  return whole;
}

}  // namespace boyin::server
