#include "intake/office.h"

#include <fmt/format.h>

#include "base/message.h"
#include "intake/charset.h"

namespace boyin::intake {

Result<Node> ReadXmlMember(Archive& archive, std::string_view path, std::string_view file_name) {
  const Result<std::string> bytes = archive.Unpack(path);
  if (!bytes) return tl::unexpected(bytes.error());
  const std::string where = fmt::format("{}/{}", file_name, path);
  const Result<Decoded> decoded = Decode(*bytes, where, {}, DeclaredEncoding(*bytes));
  if (!decoded) return tl::unexpected(decoded.error());
  if (decoded->damaged) {
    return Fail(Code::kInput, where, *decoded->damaged, Translated("save the file anew"));
  }
  return ParseXml(decoded->text, where);
}

void AddLines(const std::vector<std::string>& lines, BlockKind kind, int level,
              Composer& composer) {
  for (const std::string& line : lines) {
    const std::string text = Collapse(line);
    if (!text.empty()) composer.Add(kind, text).level = level;
  }
}

void AddRow(const std::vector<std::vector<std::string>>& cells, Composer& composer) {
  constexpr std::size_t kLongestCell = 200;  // bytes
  std::vector<std::string> row;
  bool plain = true;
  for (const std::vector<std::string>& cell : cells) {
    std::string text;
    std::size_t lines = 0;
    for (const std::string& line : cell) {
      const std::string part = Collapse(line);
      if (part.empty()) continue;
      ++lines;
      text += text.empty() ? part : ' ' + part;
    }
    if (lines > 1 || text.size() > kLongestCell) plain = false;
    row.push_back(std::move(text));
  }
  if (plain) return composer.AddTableRow(row);
  for (const std::vector<std::string>& cell : cells) {
    AddLines(cell, BlockKind::kParagraph, 0, composer);
  }
}

}  // namespace boyin::intake
