// Edition: an episode keeps its identity when it is made again, and what was changed is written
// down.
//
//   Edition edition = FirstEdition("盐城早间新闻", "morning-2026-11-26");
//   Edition next = Corrected(edition, {.made_at = now, .note = "会议时间有误"});   // revision 2
//   WriteFile("morning-2026-11-26.bulletin.json", …);                    // see ToJson
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "episode/episode.h"

namespace boyin::publish {

using episode::Correction;
using episode::Edition;

/// The same programme and name give the same guid (UUIDv5), on any machine.
[[nodiscard]] episode::Edition FirstEdition(std::string_view programme, std::string_view name);

/// The next revision; what it says is `sentences`, and the difference is noted.
[[nodiscard]] episode::Edition Corrected(const episode::Edition& before,
                                         episode::Correction correction, std::string file,
                                         std::vector<std::string> sentences);

/// UTF-8 JSON of the edition, as the value of a key of a larger object may be.
[[nodiscard]] std::string EditionJson(const episode::Edition& edition);

/// The edition in a file whose object has it under "edition". kInput for anything else.
[[nodiscard]] Result<episode::Edition> ReadEdition(std::string_view json, const std::string& name);

}  // namespace boyin::publish
