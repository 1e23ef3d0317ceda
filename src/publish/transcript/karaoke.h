// Karaoke: subtitles whose words light up as they are heard.
//
//   WriteFile("news.ass", publish::Ass(episode));
//   WriteFile("news.lrc", publish::Lrc(episode));
//
// Cut like the other subtitles (transcript.h). A sentence whose words are not timed lights up as a
// whole.
#pragma once

#include <string>

#include "episode/shown_text.h"

namespace boyin::publish {

/// Advanced SubStation Alpha, a \kf for each word; the speaker stands in the field Name. The format
/// knows no escaping: braces and backslashes stand full width.
[[nodiscard]] std::string Ass(const episode::Transcript& transcript);

/// Enhanced LRC: the time of each line, of each word in it, and of its end. Where several speak,
/// the name of each stands before the first words of its turn.
[[nodiscard]] std::string Lrc(const episode::Transcript& transcript);

}  // namespace boyin::publish
