// Publish: what goes out beside the sound. Here is the report of an episode. Transcripts, the
// read-along book and page are in transcript.h and bundle.h, feeds in feed.h, the reading proof in
// proof.h.
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
