// What is written into the file of an episode.
#pragma once

#include <vector>

#include "encode/encode.h"
#include "episode/episode.h"
#include "pipeline/pipeline.h"

namespace boyin::pipeline {

/// A chapter for each heading that is spoken, the first from the very beginning; none where there
/// are fewer than two. `title` names what comes before the first heading. Where there would be more
/// than `most`, the lower levels of headings make none.
[[nodiscard]] std::vector<encode::Chapter> ChaptersOf(const episode::Episode& episode,
                                                      const std::string& title, std::size_t most);

/// Of a complete timeline, whose cues have their times. An error where a cover is to be made and
/// cannot be.
[[nodiscard]] Result<encode::Tags> TagsFor(const episode::Episode& episode,
                                           const Settings& settings);

}  // namespace boyin::pipeline
