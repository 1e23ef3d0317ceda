// What travels between a pool and its workers: CBOR, with samples behind a reply. docs/formats.md
// has it byte by byte. Either side may be of another build, or spoiled: every field is checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "synthesise/synthesise.h"

namespace boyin::synthesise::wire {

/// Of the form of these messages. A message of another version is answered by an error that says
/// so, not taken for nonsense.
inline constexpr int kVersion = 1;

struct Request {
  voice::Voice voice;
  std::optional<prosody::Plan> plan;  ///< none: Describe
  int version = kVersion;             ///< another one: the rest is empty

  bool operator==(const Request&) const = default;
};

/// Body of a message, as what it carries. Nothing where it is malformed: too deep, of the wrong
/// type, out of its range, with samples that are no numbers.
[[nodiscard]] std::string EncodeRequest(const Request& request);
[[nodiscard]] std::optional<Request> DecodeRequest(std::string_view body);
[[nodiscard]] std::string EncodeClip(const Result<Clip>& clip);
/// The marks are of a plan of `units` units.
[[nodiscard]] std::optional<Result<Clip>> DecodeClip(std::string_view body,
                                                     std::size_t units = SIZE_MAX);
/// What is said of a message of another version.
[[nodiscard]] Error VersionError(int version);
[[nodiscard]] std::string EncodeInfo(const Result<EngineInfo>& info);
[[nodiscard]] std::optional<Result<EngineInfo>> DecodeInfo(std::string_view body);

}  // namespace boyin::synthesise::wire
