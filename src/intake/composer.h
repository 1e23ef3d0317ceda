// Composes the text of a Document from pieces, so that blocks and dropped ranges tile it whatever a
// format's reader does. Private to intake.
//
//   Composer composer;
//   composer.Add(BlockKind::kHeading, "标题").level = 1;
//   composer.Drop("首页 > 新闻", "navigation");
//   Document document = std::move(composer).Finish();
#pragma once

#include <string>
#include <string_view>

#include "intake/intake.h"

namespace boyin::intake {

class Composer {
 public:
  /// Adds a block on a line of its own. `text` is valid UTF-8, not empty, without white space at
  /// its ends. The reference holds until the next call.
  Block& Add(BlockKind kind, std::string_view text);

  /// Adds text that is not read; nothing for an empty one.
  void Drop(std::string_view text, std::string_view reason);

  [[nodiscard]] bool HasBlocks() const { return !document_.blocks.empty(); }

  [[nodiscard]] Document Finish() && { return std::move(document_); }

 private:
  Range Append(std::string_view text);

  Document document_;
};

/// White space runs become one space, those at the ends go; a line break between two characters of
/// Chinese goes, too (CSS Text 3, segment breaks).
[[nodiscard]] std::string Collapse(std::string_view text);

/// White space of any script, line ends included.
[[nodiscard]] bool IsSpace(char32_t c);
[[nodiscard]] bool IsLineEnd(char32_t c);
[[nodiscard]] bool IsBlank(std::string_view text);

}  // namespace boyin::intake
