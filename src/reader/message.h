// What travels between a reader and who asks it. The process that answers has parsed a stranger's
// file and may be the stranger's by now: whatever it says is bounded and checked. Private to
// reader.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/subprocess.h"
#include "intake/intake.h"

namespace boyin::reader {

enum class Wanted : unsigned char { kDocument, kText, kCollection, kMembers, kFeed };

struct Request {
  Wanted wanted = Wanted::kDocument;
  std::string file;
  intake::Options options;
  std::string bytes;
};

[[nodiscard]] std::string Encode(const Request& request);
[[nodiscard]] std::optional<Request> DecodeRequest(std::string_view body);

[[nodiscard]] std::string Encode(const Result<intake::Document>& document);
[[nodiscard]] std::string Encode(const Result<intake::Collection>& collection);
[[nodiscard]] std::string Encode(const Result<std::vector<std::string>>& members);
[[nodiscard]] std::string Encode(const Result<intake::Feed>& feed);

/// Nothing where the reply is malformed, or is none that intake could give for a file of that name:
/// text that is no UTF-8, ranges that do not tile it, a member that climbs, a number that is none.
[[nodiscard]] std::optional<Result<intake::Document>> DecodeDocument(std::string_view body,
                                                                     std::string_view file);
[[nodiscard]] std::optional<Result<intake::Collection>> DecodeCollection(std::string_view body,
                                                                         std::string_view file);
[[nodiscard]] std::optional<Result<std::vector<std::string>>> DecodeMembers(std::string_view body);
[[nodiscard]] std::optional<Result<intake::Feed>> DecodeFeed(std::string_view body,
                                                             std::string_view file);

/// A body may be longer than one message (base/subprocess.h): first its length, then its parts.
inline constexpr std::size_t kPartBytes = std::size_t{16} << 20U;
[[nodiscard]] std::string EncodeLength(std::size_t length);
[[nodiscard]] std::optional<std::size_t> DecodeLength(std::string_view message);
/// Sends all of it; false where the other side is gone.
[[nodiscard]] bool SendBody(int socket, std::string_view body, TimePoint until);
/// The parts of a body of that length, by `next`; nothing where they end early or are too long.
template <typename Next>
[[nodiscard]] std::optional<std::string> ReceiveParts(std::size_t length, const Next& next) {
  std::string body;
  while (body.size() < length) {
    const std::optional<std::string> part = next();
    if (!part || part->empty() || part->size() > length - body.size()) return std::nullopt;
    body += *part;
  }
  return body;
}

}  // namespace boyin::reader
