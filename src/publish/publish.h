// Publish: what goes out beside the sound. Here is the report of an episode. Transcripts, the
// read-along book and page are in transcript.h and bundle.h, feeds in feed.h, the reading proof in
// proof.h.
//
//   Result<void> written = WriteFile("news.json", publish::ReportJson(episode));
#pragma once

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

/// UTF-8 JSON, described in docs/report.md.
[[nodiscard]] std::string ReportJson(const episode::Transcript& transcript);

}  // namespace boyin::publish
