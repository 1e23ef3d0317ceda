// Transcripts: the written text, timed by the spoken.
//
//   WriteFile("news.vtt", publish::Vtt(episode, {.words = true}));
//   WriteFile("news.chapters.json", publish::ChaptersJson(episode));
//
// What boyin does not read (pinyin glosses, page debris) is not shown either. A long sentence is
// cut into captions of at most two lines of 32 columns (16 Han characters), between phrases, never
// inside a word or a number.
#pragma once

#include <string>

#include "episode/shown_text.h"

namespace boyin::publish {

struct VttOptions {
  bool words = false;  ///< the time of each word, strictly inside its cue
};

/// WebVTT, with the speaker as its voice.
[[nodiscard]] std::string Vtt(const episode::Transcript& transcript,
                              const VttOptions& options = {});

/// SubRip. It knows no escaping: < and > stand full width. Where several speak, the name of each
/// stands before the first words of its turn.
[[nodiscard]] std::string Srt(const episode::Transcript& transcript);

/// The JSON transcript of Podcasting 2.0, a segment for each sentence.
[[nodiscard]] std::string TranscriptJson(const episode::Transcript& transcript);

/// The title and the paragraphs, as they are heard in order.
[[nodiscard]] std::string TranscriptText(const episode::Transcript& transcript);

/// JSON chapters 1.2.0 of Podcasting 2.0, of ChaptersOf(episode).
[[nodiscard]] std::string ChaptersJson(const episode::Episode& episode);

}  // namespace boyin::publish
