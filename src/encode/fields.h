// What the tags of every format share: made fit to be written, checked, and the fields of our own.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "encode/encode.h"

namespace boyin::encode {

/// UTF-8 made valid (what is not becomes U+FFFD) and free of NUL.
[[nodiscard]] std::string CleanText(std::string_view text);

/// At most `bytes` of `text`, cut between characters.
[[nodiscard]] std::string_view CutText(std::string_view text, std::size_t bytes);

/// Texts cleaned; chapters in order of time, each with its end; the cover's type as its bytes say.
[[nodiscard]] Tags Prepared(const Tags& tags, std::int64_t length_ms);

/// The timers with AUDs, AUDe and SEGe filled in, all counted from the beginning of a file of
/// `samples`.
[[nodiscard]] std::vector<CartTimer> ResolvedTimers(const Cart& cart, std::int64_t samples);

/// kUsage or kInput for what the format cannot hold: a cover that is no JPEG or PNG or has more
/// than 8 MiB, more than 1000 chapters in Vorbis comments.
[[nodiscard]] Result<void> CheckTags(Format format, const Tags& tags);

/// The fields without a name of their own in the formats: the certificate, the label, the extras.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> OwnFields(
    const Tags& tags, const Certificate& certificate);

/// `lyrics`, or else `synced_lyrics` in the LRC form "[00:01.50]各位听众".
[[nodiscard]] std::string LyricsText(const Tags& tags);

/// "3/12" in two numbers; 0 for what is not there.
[[nodiscard]] std::pair<int, int> TrackNumbers(std::string_view track);

}  // namespace boyin::encode
