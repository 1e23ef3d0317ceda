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
#include <vector>

#include "intake/intake.h"

namespace boyin::intake {

class Composer {
 public:
  explicit Composer(Tables tables = Tables::kRows) : tables_(tables) {}

  /// Adds a block on a line of its own. `text` is valid UTF-8, not empty, without white space at
  /// its ends. The reference holds until the next call.
  Block& Add(BlockKind kind, std::string_view text);

  /// Adds text that is not read; nothing for an empty one.
  void Drop(std::string_view text, std::string_view reason);

  /// Adds a row of a table as one line, by the policy for tables. Rows that follow each other are
  /// one table, the first of which holds the heads.
  void AddTableRow(const std::vector<std::string>& cells);

  [[nodiscard]] Tables tables() const { return tables_; }
  [[nodiscard]] bool HasBlocks() const { return !document_.blocks.empty(); }

  [[nodiscard]] Document Finish() &&;

 private:
  Range Append(std::string_view text);
  Block& AddBlock(BlockKind kind, std::string_view text);
  void EndTable();

  Document document_;
  Tables tables_;
  std::vector<std::string> heads_;  // of the table at hand
  bool alone_ = false;              // no row has followed the heads yet
};

/// A row whose cells stand behind the heads of their columns, the first of which names the row:
/// "北京，人口2184万，面积16410平方公里".
[[nodiscard]] std::string RowUnder(const std::vector<std::string>& heads,
                                   const std::vector<std::string>& cells);

/// White space runs become one space, those at the ends go; a line break between two characters of
/// Chinese goes, too (CSS Text 3, segment breaks).
[[nodiscard]] std::string Collapse(std::string_view text);

/// White space of any script, line ends included.
[[nodiscard]] bool IsSpace(char32_t c);
[[nodiscard]] bool IsLineEnd(char32_t c);
[[nodiscard]] bool IsBlank(std::string_view text);

}  // namespace boyin::intake
