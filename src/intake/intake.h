// Intake: bytes in, Documents out. It decides about file formats, character sets, structure and
// metadata, never about how a thing is read.
//
//   Result<Document> document = intake::Read(bytes, "yancheng-2017-02.txt", {});
//   document->metadata.source;          // "鹽阜大眾報"
//   document->blocks[0].text;           // the first paragraph, as written
//
// Formats and limits: docs/intake.md. All functions are pure and may be called from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/range.h"
#include "base/result.h"

namespace boyin::intake {

struct Metadata {
  std::string title;
  std::string author;
  std::string date;      ///< ISO 8601, "2017-02-03"; empty where unknown
  std::string source;    ///< who published it
  std::string language;  ///< BCP 47, "zh" unless the document says otherwise

  bool operator==(const Metadata&) const = default;
};

/// A candidate for a field of the metadata of a page, and what became of it.
struct Finding {
  std::string field;  ///< "title", "author", "date", "source"
  std::string value;
  std::string origin;   ///< "og:title", "near the title", "JSON-LD", "address" …
  std::string refused;  ///< why it cannot be: "a mail address"; empty where it can
  int belief = 0;       ///< the higher, the more; of equals the first wins
  bool won = false;

  bool operator==(const Finding&) const = default;
};

enum class BlockKind { kHeading, kParagraph, kQuote, kListItem, kTableRow, kCredit };

/// When a block was on the screen (subtitles).
struct TimeSpan {
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;

  bool operator==(const TimeSpan&) const = default;
};

/// A piece of text that is read in one go. Byte i of `text` is byte `source.begin + i` of the
/// document's text. It may hold the inline marks of docs/normalise.md (SSML becomes them).
struct Block {
  BlockKind kind = BlockKind::kParagraph;
  std::string text;  ///< one line, as written
  Range source;
  int level = 0;      ///< of a heading: 1 is the title or a chapter … 6; else 0
  std::string voice;  ///< asked for by the document (SSML); empty: the reader's
  double rate = 1;    ///< of speaking, asked for by the document (SSML)
  std::optional<TimeSpan> time;

  bool operator==(const Block&) const = default;
};

/// What is not read, and why: "layout", "byte order mark", "navigation", "caption" …
struct Dropped {
  Range source;
  std::string reason;

  bool operator==(const Dropped&) const = default;
};

/// The ranges of `blocks` and `dropped` tile `text` exactly.
struct Document {
  std::string file;      ///< the input as the user named it, for messages: "a.zip/news/1.html"
  std::string name;      ///< of the input, without folder and suffix: "1"
  std::string member;    ///< its place in an archive: "news/1.html"; relative, never with ".."
  std::string format;    ///< "text", "html", "markdown", "docx", "odt", "epub", "pdf", …
  std::string encoding;  ///< "UTF-8", "GB18030", "Big5", "UTF-16LE", …
  double encoding_confidence = 1;
  std::string text;  ///< the text of the input in UTF-8, markup gone; all ranges are bytes of it
  Metadata metadata;
  std::vector<Block> blocks;
  std::vector<Dropped> dropped;
  std::vector<Message> notes;  ///< what a person should know: "double-encoded text was repaired"
  std::vector<Finding> findings{};  ///< of a page: where its metadata comes from

  bool operator==(const Document&) const = default;
};

/// What becomes of the lines that stand under pictures.
enum class Captions { kSkip, kRead };

/// How a table of data is read: row by row; each cell behind the head of its column, "北京，人口
/// 2184万"; or not at all.
enum class Tables { kRows, kHeads, kSkip };

struct Options {
  std::string encoding{};  ///< forces a character set; empty: recognise it
  std::string member{};    ///< of an archive of several documents: this one alone
  Captions captions = Captions::kSkip;
  Tables tables = Tables::kRows;

  bool operator==(const Options&) const = default;
};

/// Reads one document of any format: known by its content first, by the suffix of `file_name`
/// second. A feed becomes one document with a heading for each item. kInput, with the place, for
/// what cannot be read: no known encoding, binary data, a broken or hostile file, no text; and for
/// an archive of several documents.
[[nodiscard]] Result<Document> Read(std::string_view bytes, std::string_view file_name,
                                    const Options& options);

/// As Read, but the bytes are plain text whatever they look like.
[[nodiscard]] Result<Document> ReadText(std::string_view bytes, std::string_view file_name,
                                        const Options& options);

struct Collection {
  std::vector<Document> documents;  ///< in the order of their names
  std::vector<Error> refused;       ///< members that could not be read; `where` names each
};

/// As Read, but a .zip gives all its documents. Members that are no documents at all (pictures,
/// folders, what macOS adds) are left out and named in `notes` of the first document; a bad member
/// does not stop the others. kInput where nothing could be read, or the archive itself is bad.
[[nodiscard]] Result<Collection> ReadAll(std::string_view bytes, std::string_view file_name,
                                         const Options& options);

/// The documents in an archive of several, by their places in it; empty for anything that is one
/// document. kInput where the archive is bad.
[[nodiscard]] Result<std::vector<std::string>> MembersOf(std::string_view bytes,
                                                         std::string_view file_name);

struct FeedItem {
  std::string title;
  std::string link;
  std::string id;    ///< guid or atom:id; else the link
  std::string time;  ///< ISO 8601: "2026-11-24T06:00:00+08:00", "2026-11-24"; or empty
  std::optional<std::int64_t> unix_time;  ///< the same as seconds since 1970, where known
  Document document;                      ///< title as its first heading, then the text
};

struct Feed {
  std::string title;
  std::string link;
  std::vector<FeedItem> items;  ///< in the order of the file; those without any text are left out
};

/// Reads RSS 2.0, RSS 1.0 or Atom. kInput for anything else.
[[nodiscard]] Result<Feed> ReadFeed(std::string_view bytes, std::string_view file_name,
                                    const Options& options);

}  // namespace boyin::intake
