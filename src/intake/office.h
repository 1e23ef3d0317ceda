// Parts that the packaged formats (DOCX, ODT, EPUB) share. Private to intake.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intake/archive.h"
#include "intake/composer.h"
#include "intake/markup.h"
#include "intake/source.h"

namespace boyin::intake {

/// Unpacks a member and parses it as XML.
[[nodiscard]] Result<Node> ReadXmlMember(Archive& archive, std::string_view path,
                                         std::string_view file_name);

/// Adds lines as blocks of one kind, white space collapsed; empty ones are left out.
void AddLines(const std::vector<std::string>& lines, BlockKind kind, int level, Composer& composer);

/// Adds a table's row: one line, cells divided by commas; cells that are whole texts become
/// paragraphs instead.
void AddRow(const std::vector<std::vector<std::string>>& cells, Composer& composer);

[[nodiscard]] Result<Document> ReadDocx(Archive& archive, const Source& source);
[[nodiscard]] Result<Document> ReadOdt(Archive& archive, const Source& source);
[[nodiscard]] Result<Document> ReadPptx(Archive& archive, const Source& source);
[[nodiscard]] Result<Document> ReadEpub(Archive& archive, const Source& source);

}  // namespace boyin::intake
