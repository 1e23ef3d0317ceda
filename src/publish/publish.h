// Publish: what goes out beside the sound. Here is the report of an episode, and bundle.h writes
// all that is asked for. Inside, each folder knows nothing of those after it: media (covers, what a
// file is), markup (XML, HTML, zip), transcript (captions, scripts), book, page (read-along,
// proof), feed.
//
//   Result<void> written = WriteFile("news.json", publish::ReportJson(episode));
#pragma once

#include <filesystem>
#include <string>

#include "episode/shown_text.h"

namespace boyin::publish {

using episode::Correction;
using episode::Coverage;
using episode::Cue;
using episode::Doubt;
using episode::Edition;
using episode::Episode;
using episode::Skipped;
using episode::Word;

/// UTF-8 JSON, described in docs/report.md. Where it will lie in `folder`, the path of the sound is
/// told from there: what is handed on does not say where it was made.
[[nodiscard]] std::string ReportJson(const episode::Transcript& transcript,
                                     const std::filesystem::path& folder = {});

}  // namespace boyin::publish
