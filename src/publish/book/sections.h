// A book in documents, as both kinds of book have them: cut where chapters begin, and where one
// gets long. Private to publish.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "episode/shown_text.h"

namespace boyin::publish {

/// One document of the book, with the sentences that are said in it.
struct Section {
  std::string id;
  std::string title;
  bool in_contents = true;  ///< false: it goes on where the one before was cut
  std::size_t begin = 0;    ///< sentences
  std::size_t end = 0;
};

/// All that the pages of a book are made of. Refers to the transcript.
struct Book {
  const episode::Episode& episode;
  std::string title;
  std::string language;
  std::string sound;  ///< its name in the book
  std::string_view sound_type;
  std::int64_t length_ms = 0;
  const std::vector<episode::Shown>& sentences;
  std::vector<Section> sections;

  /// Sentences follow each other without a gap, so that the player need not jump.
  [[nodiscard]] std::int64_t EndOf(std::size_t sentence) const;
  [[nodiscard]] std::int64_t LengthOf(const Section& section) const;
};

/// `transcript` has a sentence.
[[nodiscard]] Book BookOf(const episode::Transcript& transcript, std::string sound,
                          std::string_view sound_type);

/// An identity for what is read and by whom.
[[nodiscard]] std::string IdentifierOf(const episode::Episode& episode);

}  // namespace boyin::publish
