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

namespace boyin::publish {

/// Why an episode was made again, and what is different.
struct Correction {
  std::string made_at{};               ///< UTC
  std::string note{};                  ///< in the words of the editor
  std::string replaced{};              ///< the file that it takes the place of
  std::string replaced_hash{};         ///< of that file's bytes
  std::vector<std::string> removed{};  ///< sentences, as written
  std::vector<std::string> added{};

  bool operator==(const Correction&) const = default;
};

struct Edition {
  std::string guid{};  ///< what podcast apps know it by; empty: it has none of its own
  int revision = 1;
  std::vector<Correction> corrections{};  ///< oldest first
  std::string file{};                     ///< the sound of this revision
  std::vector<std::string> sentences{};   ///< what it says, as written

  bool operator==(const Edition&) const = default;
};

/// The same programme and name give the same guid (UUIDv5), on any machine.
[[nodiscard]] Edition FirstEdition(std::string_view programme, std::string_view name);

/// The next revision; what it says is `sentences`, and the difference is noted.
[[nodiscard]] Edition Corrected(const Edition& before, Correction correction, std::string file,
                                std::vector<std::string> sentences);

/// UTF-8 JSON of the edition, as the value of a key of a larger object may be.
[[nodiscard]] std::string EditionJson(const Edition& edition);

/// The edition in a file whose object has it under "edition". kInput for anything else.
[[nodiscard]] Result<Edition> ReadEdition(std::string_view json, const std::string& name);

}  // namespace boyin::publish
