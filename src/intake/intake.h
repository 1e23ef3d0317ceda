// Intake: bytes in, a Document out. It decides about character sets, structure and metadata, never
// about how a thing is read.
//
//   Result<Document> document = intake::Read(bytes, "yancheng-2017-02.txt", {});
//   document->metadata.source;          // "鹽阜大眾報"
//   document->blocks[0].text;           // the first paragraph, as written
#pragma once

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

enum class BlockKind { kHeading, kParagraph, kQuote, kListItem, kCredit };

/// A piece of text that is read in one go. Byte i of `text` is byte `source.begin + i` of the
/// document's text.
struct Block {
  BlockKind kind = BlockKind::kParagraph;
  std::string text;  ///< one line, as written
  Range source;

  bool operator==(const Block&) const = default;
};

/// What is not read, and why: "layout", "byte order mark", "control character".
struct Dropped {
  Range source;
  std::string reason;

  bool operator==(const Dropped&) const = default;
};

/// The ranges of `blocks` and `dropped` tile `text` exactly.
struct Document {
  std::string file;      ///< the input as the user named it, for messages
  std::string name;      ///< of the input, without folder and suffix
  std::string encoding;  ///< "UTF-8", "GB18030", "Big5", "UTF-16LE", …
  std::string text;      ///< the whole input in UTF-8; all ranges are bytes of it
  Metadata metadata;
  std::vector<Block> blocks;
  std::vector<Dropped> dropped;

  bool operator==(const Document&) const = default;
};

struct Options {
  std::string encoding;  ///< forces a character set; empty: recognise it
};

/// Reads plain text. kInput, with the place, for bytes in no known encoding, binary data, and text
/// without a single character to read aloud.
[[nodiscard]] Result<Document> Read(std::string_view bytes, std::string_view file_name,
                                    const Options& options);

}  // namespace boyin::intake
