// What travels between a pool and its workers: length-prefixed CBOR, with samples behind a reply.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise::wire {

/// Every message begins with its length: this many bytes, little-endian, not counting themselves.
inline constexpr std::size_t kPrefixBytes = 4;
/// Ten minutes of samples, far beyond any sentence: more is nonsense.
inline constexpr std::size_t kMostBytes = std::size_t{1} << 26U;

struct Request {
  voice::Voice voice;
  std::optional<prosody::Plan> plan;  ///< none: Describe

  bool operator==(const Request&) const = default;
};

/// Body of a message, as what it carries. Nothing where it is malformed.
[[nodiscard]] std::string EncodeRequest(const Request& request);
[[nodiscard]] std::optional<Request> DecodeRequest(std::string_view body);
[[nodiscard]] std::string EncodeClip(const Result<Clip>& clip);
[[nodiscard]] std::optional<Result<Clip>> DecodeClip(std::string_view body);
[[nodiscard]] std::string EncodeInfo(const Result<EngineInfo>& info);
[[nodiscard]] std::optional<Result<EngineInfo>> DecodeInfo(std::string_view body);

[[nodiscard]] std::string Prefix(std::size_t size);
[[nodiscard]] std::size_t ReadPrefix(std::string_view four_bytes);

}  // namespace boyin::synthesise::wire
