// What a PDF sets on its pages: poppler reads it, and is seen by pdf_pages.cc alone. Private to
// intake.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boyin::intake {

/// A word, or a run of Chinese, in points from the upper left corner of its page.
struct PdfWord {
  std::string text;
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
  double size = 0;  ///< of the font
  bool bold = false;
  bool space = false;  ///< stands behind it
};

struct PdfPage {
  double width = 0;
  double height = 0;
  std::vector<PdfWord> words;  ///< in the order in which they are read, column by column
};

struct PdfPages {
  std::vector<PdfPage> pages;
  std::string title;                 ///< as the file declares it; often that of a template
  std::string author;                ///< the same
  std::vector<std::string> outline;  ///< the titles of its bookmarks
};

constexpr int kMostPdfPages = 5000;

/// kInput for what is no PDF, is locked, is too long, or has no words: scanned.
[[nodiscard]] Result<PdfPages> ReadPdfPages(std::string_view bytes, std::string_view file_name);

}  // namespace boyin::intake
