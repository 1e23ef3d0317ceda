// The words of the pages of a PDF as lines, and which of them belong to the page and not to the
// text: running heads, page numbers, notes. Private to intake.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "intake/pdf_pages.h"

namespace boyin::intake {

struct PdfLine {
  std::string text;
  std::vector<std::string> cells;  ///< of a row that has wide gaps; else empty
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
  double size = 0;
  bool bold = false;
  std::size_t page = 0;
  std::string_view reason;  ///< why it is not read
};

/// All lines in the order in which they are read.
[[nodiscard]] std::vector<PdfLine> PdfLinesOf(const std::vector<PdfPage>& pages);

/// The size that most characters have.
[[nodiscard]] double BodySize(const std::vector<PdfLine>& lines);

/// Gives what belongs to the pages its reason.
void MarkPdfFurniture(const std::vector<PdfPage>& pages, std::vector<PdfLine>& lines);

}  // namespace boyin::intake
