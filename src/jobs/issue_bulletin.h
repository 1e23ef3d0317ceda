// A bulletin from its stories to its files: it is made, what lies beside it is written, and it is
// put on record, so that it may be corrected.
//
//   Result<IssuedBulletin> issued = IssueBulletin(renderer, order, on_progress);
//   issued->bulletin.episode.file;          // out/morning-2026-11-30.mp3
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "jobs/gather_stories.h"
#include "pipeline/bulletin.h"
#include "publish/bundle.h"

namespace boyin::jobs {

struct BulletinIssue {
  const rundown::Rundown& rundown;
  rundown::Day day;
  std::vector<pipeline::Story> stories;
  std::function<Result<voice::Voice>(const std::string& name)> find_voice;
  /// Who says what a voice cannot; nothing: nobody.
  std::function<Result<std::optional<voice::Voice>>(const voice::Voice&)> find_fallback;
  FindSource find;                      ///< of the music
  pipeline::Settings settings;          ///< `output` is not looked at
  std::vector<publish::Part> sidecars;  ///< beside the sound
  std::filesystem::path folder;         ///< made where it is missing
  std::string correction{};             ///< why it is made again; empty: it is not
  bool say_correction = false;
};

struct IssuedBulletin {
  pipeline::Bulletin bulletin;
  std::vector<std::filesystem::path> files;  ///< the sound first, the record last
  std::vector<Message> left_out;             ///< what could not be made beside it, and why
};

/// Makes the sound, what lies beside it, and NAME.bulletin.json, which says that all of it is
/// there. kInput where there is nothing to correct; kUsage where it has been corrected already and
/// no reason is given; else as pipeline::MakeBulletin.
[[nodiscard]] Result<IssuedBulletin> IssueBulletin(const pipeline::Renderer& renderer,
                                                   BulletinIssue issue,
                                                   const pipeline::OnProgress& on_progress);

}  // namespace boyin::jobs
