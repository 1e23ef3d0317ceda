// Takes: the file in which a producer writes what of an article, or of a bulletin, is said
// otherwise: by another voice, slower, in other words, by a recording. Here it is read and checked;
// nothing is opened that it names.
//
//   Result<std::vector<Take>> takes = rundown::ReadTakes(toml, "news.takes.toml", {"anchor-f"});
//   takes->front().sentence;        // "今天多云。": the sentence that is said otherwise
//
// docs/takes.md describes every key. Pure functions, for any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::rundown {

/// One sentence, and how it is said. A sentence is known by its words: an article may change around
/// it, and where the words themselves changed the take is of no use any more.
struct Take {
  std::string where;     ///< "news.takes.toml:3:12", for messages
  std::string sentence;  ///< as it stands in the text; blanks do not count
  int nth = 1;           ///< of the sentences with these words
  std::string say;       ///< the words in its place, with inline marks; empty: its own
  std::string voice;     ///< a voice of `boyin voices`; empty: who would say it anyway
  double rate = 1;       ///< times that of the others
  std::string audio;     ///< a recording that is heard instead; empty: none
  std::string speaker;   ///< who is heard in it; empty: the name of the file
  std::optional<int> pause_before_ms;
  std::optional<int> pause_after_ms;
  bool locked = false;  ///< nobody says it again: not the page, not --audit

  bool operator==(const Take&) const = default;
};

/// kInput at `name:line:column` for what is no TOML, an unknown key or voice (with the nearest
/// known one), a wrong type, a take of no sentence, two of one. `voices` are the names that
/// `boyin voices` lists.
[[nodiscard]] Result<std::vector<Take>> ReadTakes(std::string_view toml, const std::string& name,
                                                  const std::vector<std::string>& voices);

/// By what a sentence is known: its characters without blanks and inline marks.
[[nodiscard]] std::string KeyOf(std::string_view sentence);

}  // namespace boyin::rundown
