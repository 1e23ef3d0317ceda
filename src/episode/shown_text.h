// The text that a reader sees, timed by what a listener hears.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "episode/episode.h"

namespace boyin::episode {

struct ShownWord {
  Range text;  ///< bytes of Shown::text
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;
  prosody::Break after = prosody::Break::kWord;

  bool operator==(const ShownWord&) const = default;
};

/// A sentence as it is shown: what is written, without what boyin leaves out (pinyin glosses, page
/// debris), on one line.
struct Shown {
  std::string text;
  std::vector<ShownWord> words;  ///< none where the engine's words are not known
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;
  std::string speaker;
  std::size_t paragraph = 0;  ///< counts up; sentences of one block share it
  bool heading = false;
  bool spaced = false;  ///< a blank parts it from the sentence before, as in English

  bool operator==(const Shown&) const = default;
};

/// What is shown of an episode, worked out once for all that is written of it.
struct Transcript {
  // NOLINTNEXTLINE(google-explicit-constructor): an episode is enough where one thing is written
  Transcript(const Episode& of);

  const Episode& episode;
  std::vector<Shown> sentences;  ///< see ShownSentences
};

/// In the order of hearing. A sentence of which nothing would be shown is left out.
[[nodiscard]] std::vector<Shown> ShownSentences(const Episode& episode);

/// For each sentence the title to show above it: of a chapter that begins there and whose title is
/// not itself spoken, such as an item of a bulletin. The first chapter has the title of the whole.
[[nodiscard]] std::vector<std::string> TitlesAbove(const Episode& episode,
                                                   const std::vector<Shown>& sentences);

/// Milliseconds, rounded to the nearest.
[[nodiscard]] std::int64_t Milliseconds(std::int64_t samples, int rate_hz);

/// The length of the programme.
[[nodiscard]] std::int64_t LengthMs(const Episode& episode);

/// What an article is about, in its first sentences: at most about `bytes` long, whole sentences.
[[nodiscard]] std::string SummaryOf(const std::vector<Shown>& sentences, std::size_t bytes);

}  // namespace boyin::episode
