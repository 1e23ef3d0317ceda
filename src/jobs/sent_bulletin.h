// A bulletin that somebody has sent: a rundown, and the files that it names. Nothing else of this
// machine is read for it.
//
//   Result<rundown::Rundown> rundown = ReadSentRundown(toml, "morning.toml", voices, {"a.txt"});
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rundown/rundown.h"
#include "voice/voice.h"

namespace boyin::jobs {

inline constexpr std::size_t kMostRundownBytes = 1 << 20U;
inline constexpr std::size_t kMostSentFiles = 200;

/// Whether a file that is sent may have this name: "a.txt", "news/1.txt"; relative, in UTF-8,
/// nothing hidden, nothing that climbs.
[[nodiscard]] bool IsSentName(std::string_view name);

/// kInput where two of them cannot lie in one folder, one name is none or there are too many.
[[nodiscard]] Result<void> CheckSentNames(const std::vector<std::string>& names);

/// As rundown::Read, with the names that stand for the best voice; kInput, too, at its place, for
/// what it names that is none of `sent`, for recordings and music of one's own (their decoders are
/// not in the sandbox), and for what is to be fetched, run or delivered.
[[nodiscard]] Result<rundown::Rundown> ReadSentRundown(std::string_view toml,
                                                       const std::string& name,
                                                       const std::vector<voice::Voice>& voices,
                                                       const std::set<std::string>& sent);

}  // namespace boyin::jobs
