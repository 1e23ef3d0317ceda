// What each format's reader is given, and the readers. Private to intake.
#pragma once

#include <string>
#include <string_view>

#include "intake/intake.h"

namespace boyin::intake {

struct Source {
  std::string_view bytes;
  std::string_view file;      ///< for messages
  std::string_view encoding;  ///< forced by the user; empty: recognise it
  Captions captions = Captions::kSkip;
  Tables tables = Tables::kRows;
};

/// The readers leave file, name and member of the document to their caller. Each gives kInput with
/// the place for what it cannot read.
[[nodiscard]] Result<Document> ReadPlain(const Source& source);
[[nodiscard]] Result<Document> ReadHtml(const Source& source);
[[nodiscard]] Result<Document> ReadMarkdown(const Source& source);
[[nodiscard]] Result<Document> ReadFeedDocument(const Source& source);
[[nodiscard]] Result<Document> ReadSsml(const Source& source);
[[nodiscard]] Result<Document> ReadSubtitles(const Source& source);
[[nodiscard]] Result<Document> ReadAss(const Source& source);
[[nodiscard]] Result<Document> ReadLyrics(const Source& source);
[[nodiscard]] Result<Document> ReadRtf(const Source& source);
[[nodiscard]] Result<Document> ReadMail(const Source& source);
[[nodiscard]] Result<Document> ReadMarkedText(const Source& source);  ///< FictionBook, TTML
[[nodiscard]] Result<Document> ReadPdf(const Source& source);
[[nodiscard]] Result<Document> ReadCompound(const Source& source);  ///< DOC; others by their name

/// Says how the characters of `document` were decoded.
struct Decoded;
void NoteDecoding(const Decoded& decoded, Document& document);

/// Credits in the first and last three lines become metadata and blocks of their own kind; language
/// defaults to Chinese; a document without a block is refused.
[[nodiscard]] Result<Document> Complete(Document document, const Source& source);

}  // namespace boyin::intake
