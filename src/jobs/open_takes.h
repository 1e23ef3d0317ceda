// What the takes of an article or a bulletin name, opened: voices, and recordings without the
// silence at their ends.
//
//   TakeSources sources{find_voice, find_fallback, BesideRundown("news.takes.toml"), "/var/tmp"};
//   Result<std::vector<pipeline::Take>> takes = OpenTakes(rundown::ReadTakes(…).value(), sources);
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "jobs/gather_stories.h"
#include "pipeline/pipeline.h"
#include "rundown/takes.h"

namespace boyin::jobs {

struct TakeSources {
  std::function<Result<voice::Voice>(const std::string& name)> find_voice;
  /// Who says what a voice cannot; nothing: nobody.
  std::function<Result<std::optional<voice::Voice>>(const voice::Voice&)> find_fallback;
  FindSource find;                     ///< of the recordings; nothing: they are left as they are
  std::filesystem::path spool_folder;  ///< they are opened in temporary files
};

/// kInput, at the take, for a recording that cannot be read; what `sources` give for a voice.
[[nodiscard]] Result<std::vector<pipeline::Take>> OpenTakes(std::vector<rundown::Take> wishes,
                                                            const TakeSources& sources);

/// A recording without the silence at its ends, by the name of who is heard in it: a sentence
/// follows another, not a room.
[[nodiscard]] Result<produce::Music> WithoutSilence(const produce::Music& sound,
                                                    std::string speaker,
                                                    const std::filesystem::path& spool_folder);

/// Who is heard in the recording that a take names.
[[nodiscard]] std::string SpeakerOf(const rundown::Take& wish);

}  // namespace boyin::jobs
