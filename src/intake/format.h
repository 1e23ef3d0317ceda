// Which format bytes are in. Private to intake.
#pragma once

#include <string>
#include <string_view>

namespace boyin::intake {

enum class Format {
  kPlain,
  kHtml,
  kMarkdown,
  kFeed,
  kSsml,
  kSubtitles,
  kAss,
  kLyrics,
  kRtf,
  kMail,
  kMarkedText,  ///< FictionBook, TTML
  kPdf,
  kCompound,   ///< what old Office programs write
  kOwnerFile,  ///< "~$报告.docx"
  kArchive,
  kUnknownXml
};

/// By content first, by the suffix of the name second.
[[nodiscard]] Format Recognise(std::string_view bytes, std::string_view file_name);

/// ".txt" of "a/b.TXT"; empty where there is none.
[[nodiscard]] std::string SuffixOf(std::string_view file_name);

}  // namespace boyin::intake
