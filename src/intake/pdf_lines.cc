#include "intake/pdf_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "base/utf8.h"
#include "intake/composer.h"

namespace boyin::intake {
namespace {

bool IsWide(char32_t c) {
  return utf8::IsHan(c) || (c >= 0x3000 && c <= 0x30FF) || (c >= 0xFF00 && c <= 0xFFEF) ||
         (c >= 0x2014 && c <= 0x2026);
}

char32_t FirstOf(std::string_view text) {
  return text.empty() ? U'\0' : utf8::Decode(text, 0).value;
}

char32_t LastOf(std::string_view text) {
  std::size_t at = text.size();
  while (at > 0 && (text[--at] & '\xC0') == '\x80') {
  }
  return text.empty() ? U'\0' : utf8::Decode(text, at).value;
}

/// What joins two words of one line.
std::string_view Between(const PdfWord& one, const PdfWord& other) {
  const double gap = other.left - one.right;
  const double size = std::max(one.size, 1.0);
  const bool wide = IsWide(LastOf(one.text)) && IsWide(FirstOf(other.text));
  if (gap > size * 0.8) return " ";
  return !wide && (one.space || gap > size * 0.2) ? " " : "";
}

std::string Digits(std::string_view digits) {
  constexpr std::array<std::string_view, 10> kRaised{"⁰", "¹", "²", "³", "⁴",
                                                     "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out;
  for (const char c : digits) out += kRaised.at(static_cast<std::size_t>(c - '0'));
  return out;
}

/// A small digit above the line: the mark of a note, or the power of a unit (m²), which is kept.
bool IsRaised(const PdfWord& word, const PdfLine& line) {
  return word.size < line.size * 0.75 && word.text.size() <= 3 &&
         word.bottom < line.bottom - line.size * 0.1 &&
         word.text.find_first_not_of("0123456789*[]") == std::string::npos;
}

bool HasHan(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (utf8::IsHan(c.value)) return true;
    at += c.length;
  }
  return false;
}

/// Words of about one height, from left to right.
using Row = std::vector<const PdfWord*>;

struct Span {
  double begin = 0;
  double end = 0;

  [[nodiscard]] double width() const { return end - begin; }
};

Span Both(Span one, Span other) {
  return {std::max(one.begin, other.begin), std::min(one.end, other.end)};
}

double Middle(const PdfWord& word) { return (word.top + word.bottom) / 2; }

/// The rows of a page from top to bottom. A raised digit belongs to the row that it overlaps.
std::vector<Row> RowsOf(const PdfPage& page) {
  Row words;
  for (const PdfWord& word : page.words) words.push_back(&word);
  std::stable_sort(words.begin(), words.end(), [](const PdfWord* one, const PdfWord* other) {
    return Middle(*one) < Middle(*other);
  });
  std::vector<Row> rows;
  for (const PdfWord* word : words) {
    constexpr std::size_t kNear = 3;  // rows that may still be open
    Row* home = nullptr;
    for (std::size_t i = rows.size(); i-- > 0 && i + kNear >= rows.size() && home == nullptr;) {
      const PdfWord& first = *rows[i].front();
      const double lower = std::min(first.bottom - first.top, word->bottom - word->top);
      const double overlap = std::min(first.bottom, word->bottom) - std::max(first.top, word->top);
      if (overlap > lower * 0.6) home = &rows[i];
    }
    home == nullptr ? rows.push_back({word}) : home->push_back(word);
  }
  for (Row& row : rows) {
    std::stable_sort(row.begin(), row.end(), [](const PdfWord* one, const PdfWord* other) {
      return one->left < other->left;
    });
  }
  return rows;
}

/// The gaps of a row in which columns may part, the margins of its page included.
std::vector<Span> GapsOf(const Row& row, Span page) {
  constexpr double kLeast = 1;  // of the size
  std::vector<Span> gaps;
  double at = page.begin;
  for (const PdfWord* word : row) {
    if (word->left - at > word->size * kLeast) gaps.push_back({at, word->left});
    at = std::max(at, word->right);
  }
  if (page.end - at > row.front()->size * kLeast) gaps.push_back({at, page.end});
  return gaps;
}

/// Rows with a gutter between two columns of text.
struct Gutter {
  std::size_t end = 0;  ///< the index behind the last row; 0: there is none
  double at = 0;
};

/// Puts the lines of a page into the order in which they are read.
class Lines {
 public:
  explicit Lines(const std::vector<PdfPage>& pages) : pages_(pages) {}

  std::vector<PdfLine> Run() {
    for (page_ = 0; page_ < pages_.size(); ++page_) {
      const std::vector<Row> rows = RowsOf(pages_[page_]);
      Read(rows, 0);
    }
    return std::move(lines_);
  }

 private:
  static constexpr int kMostColumns = 6;

  void Read(const std::vector<Row>& rows, int depth) {
    constexpr std::size_t kMostRows = 1000;  // of a page that a person reads
    const Span page = Extent(rows);
    const bool columns = depth < kMostColumns && rows.size() <= kMostRows;
    for (std::size_t i = 0; i < rows.size();) {
      const Gutter gutter = columns ? FindGutter(rows, i, page) : Gutter();
      if (gutter.end == 0) {
        Line(rows[i++]);
        continue;
      }
      std::vector<Row> left;
      std::vector<Row> right;
      for (; i < gutter.end; ++i) Part(rows[i], gutter.at, left, right);
      Read(left, depth + 1);
      Read(right, depth + 1);
    }
  }

  static Span Extent(const std::vector<Row>& rows) {
    Span span{1e9, 0};
    for (const Row& row : rows) {
      for (const PdfWord* word : row) {
        span = {std::min(span.begin, word->left), std::max(span.end, word->right)};
      }
    }
    return span;
  }

  /// A gap that the rows from `first` on have in common, as long as there are several on either
  /// side and they are text: what is narrow on one side is a table or a list.
  static Gutter FindGutter(const std::vector<Row>& rows, std::size_t first, Span page) {
    constexpr std::size_t kFewest = 4;  // rows on either side
    Gutter best;
    for (const Span& start : GapsOf(rows[first], page)) {
      Span gap = start;
      std::size_t end = first + 1;
      while (end < rows.size()) {
        Span widest{0, 0};
        for (const Span& one : GapsOf(rows[end], page)) {
          if (const Span both = Both(gap, one); both.width() > widest.width()) widest = both;
        }
        if (widest.width() < rows[end].front()->size * 0.8) break;
        gap = widest;
        ++end;
      }
      const double at = (gap.begin + gap.end) / 2;
      if (end - first >= kFewest && end > best.end && AreColumns(rows, first, end, at)) {
        best = {end, at};
      }
    }
    return best;
  }

  static bool AreColumns(const std::vector<Row>& rows, std::size_t first, std::size_t end,
                         double at) {
    constexpr std::size_t kFewest = 4;  // rows
    constexpr double kNarrow = 9;       // of the size
    std::array<std::size_t, 2> count{};
    std::array<double, 2> width{};
    double size = 0;
    for (std::size_t i = first; i < end; ++i) {
      std::array<Span, 2> side{Span{1e9, 0}, Span{1e9, 0}};
      for (const PdfWord* word : rows[i]) {
        Span& span = side.at(word->left < at ? 0 : 1);
        span = {std::min(span.begin, word->left), std::max(span.end, word->right)};
        size = std::max(size, word->size);
      }
      for (std::size_t k = 0; k < 2; ++k) {
        if (side.at(k).end <= side.at(k).begin) continue;
        ++count.at(k);
        width.at(k) += side.at(k).width();
      }
    }
    const auto wide = [&](std::size_t k) {
      return count.at(k) >= kFewest &&
             width.at(k) / static_cast<double>(count.at(k)) > size * kNarrow;
    };
    return wide(0) && wide(1);
  }

  static void Part(const Row& row, double at, std::vector<Row>& left, std::vector<Row>& right) {
    Row one;
    Row other;
    for (const PdfWord* word : row) (word->left < at ? one : other).push_back(word);
    if (!one.empty()) left.push_back(std::move(one));
    if (!other.empty()) right.push_back(std::move(other));
  }

  void Line(const Row& row) {
    const PdfWord* before = nullptr;
    // A raised digit may stand first of its row, but no line is of its size.
    const PdfWord& first = *row.front();
    line_ = {first.text,   {first.text}, first.left, first.top, first.right,
             first.bottom, first.size,   first.bold, page_,     {}};
    for (const PdfWord* word : row) {
      if (before != nullptr) Append(*before, *word);
      before = word;
    }
    // Latin letters among Chinese are often of another font and size.
    double size = 0;
    for (const PdfWord* word : row) {
      if (HasHan(word->text)) size = std::max(size, word->size);
    }
    if (size > 0) line_.size = size;
    line_.text = Collapse(line_.text);
    if (line_.cells.size() < 2) line_.cells.clear();
    if (!line_.text.empty()) lines_.push_back(std::move(line_));
  }

  void Append(const PdfWord& before, const PdfWord& word) {
    constexpr double kCellGap = 2;  // of the size
    if (IsRaised(word, line_)) {
      const char32_t last = LastOf(line_.text);
      const bool unit = last == 'm' || last == U'米' || last == 's';
      if (unit && word.text.find_first_not_of("0123456789") == std::string::npos) {
        line_.text += Digits(word.text);
        line_.cells.back() += Digits(word.text);
      }
      line_.right = word.right;
      return;
    }
    const std::string_view between = Between(before, word);
    line_.text += between;
    line_.text += word.text;
    if (word.left - before.right > line_.size * kCellGap) {
      line_.cells.push_back(word.text);
    } else {
      line_.cells.back() += between;
      line_.cells.back() += word.text;
    }
    line_.right = std::max(line_.right, word.right);
    line_.top = std::min(line_.top, word.top);
    line_.bottom = std::max(line_.bottom, word.bottom);
    line_.size = std::max(line_.size, word.size);
    line_.bold = line_.bold && word.bold;
  }

  const std::vector<PdfPage>& pages_;
  std::vector<PdfLine> lines_;
  std::size_t page_ = 0;
  PdfLine line_;
};

/// With every number as one mark: "第 3 页" and "第 12 页" are one.
std::string Pattern(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ') continue;
    const bool digit = c >= '0' && c <= '9';
    if (digit && out.ends_with('#')) continue;
    out += digit ? '#' : c;
  }
  return out;
}

/// "12", "— 12 —", "第 3 页 共 9 页", "3 / 9", "iv", "Page 3 of 9"
bool IsPageNumber(std::string_view text) {
  if (text.size() > 40) return false;
  const std::string pattern = Pattern(text);
  constexpr std::array<std::string_view, 19> kForms{
      "#",   "-#-",          "—#—",        "–#–",         "·#·",   "第#页",    "第#頁",
      "#/#", "第#页共#页",   "共#页第#页", "第#页/共#页", "Page#", "Page#of#", "-#",
      "P#",  "第#页，共#页", "[#]",        "P.#",         "・#・"};
  if (std::find(kForms.begin(), kForms.end(), pattern) != kForms.end()) return true;
  return text.find_first_not_of("ivxIVX") == std::string_view::npos;
}

struct Band {
  bool top = false;
  bool bottom = false;
};

Band BandOf(const PdfLine& line, const PdfPage& page) {
  constexpr double kMargin = 0.12;  // of the height
  return {line.bottom<page.height * kMargin, line.top> page.height * (1 - kMargin)};
}

/// Lines that stand in the margins of several pages at one place.
void MarkRunning(const std::vector<PdfPage>& pages, std::vector<PdfLine>& lines) {
  std::map<std::pair<std::string, int>, std::set<std::size_t>> seen;
  const auto key = [&](const PdfLine& line) {
    return std::pair(Pattern(line.text), static_cast<int>(std::lround(line.top / 6)));
  };
  const auto in_margin = [&](const PdfLine& line) {
    const Band band = BandOf(line, pages[line.page]);
    return band.top || band.bottom;
  };
  for (const PdfLine& line : lines) {
    if (in_margin(line)) seen[key(line)].insert(line.page);
  }
  const std::size_t several = pages.size() <= 3 ? 2 : 3;
  for (PdfLine& line : lines) {
    if (!in_margin(line)) continue;
    std::size_t count = 0;
    auto [pattern, place] = key(line);
    for (int near = place - 1; near <= place + 1; ++near) {
      const auto found = seen.find({pattern, near});
      if (found != seen.end()) count += found->second.size();
    }
    if (count >= several) line.reason = IsPageNumber(line.text) ? "page number" : "running head";
  }
}

/// A page number alone at the edge of a page.
void MarkNumbers(const std::vector<PdfPage>& pages, std::vector<PdfLine>& lines) {
  std::vector<double> highest(pages.size(), 1e9);
  std::vector<double> lowest(pages.size(), 0);
  for (const PdfLine& line : lines) {
    if (line.reason == "running head") continue;
    highest[line.page] = std::min(highest[line.page], line.top);
    lowest[line.page] = std::max(lowest[line.page], line.bottom);
  }
  for (PdfLine& line : lines) {
    const bool edge = line.top <= highest[line.page] + 1 || line.bottom >= lowest[line.page] - 1;
    const Band band = BandOf(line, pages[line.page]);
    if (line.reason.empty() && edge && (band.top || band.bottom) && IsPageNumber(line.text)) {
      line.reason = "page number";
    }
  }
}

bool BeginsNote(std::string_view text) {
  const char32_t c = FirstOf(text);
  return (c >= '0' && c <= '9') || c == '[' || c == U'［' || c == '*' || c == U'〔' || c == U'†' ||
         (c >= 0x2460 && c <= 0x2473) || text.starts_with("注");
}

/// Small lines at the foot of a page, the first of which begins with a mark.
void MarkNotes(const std::vector<PdfPage>& pages, std::vector<PdfLine>& lines) {
  const double body = BodySize(lines);
  std::vector<double> text_ends(pages.size(), 0);
  for (const PdfLine& line : lines) {
    if (line.reason.empty() && line.size > body * 0.92) {
      text_ends[line.page] = std::max(text_ends[line.page], line.bottom);
    }
  }
  std::size_t page = pages.size();
  for (PdfLine& line : lines) {
    const bool small = line.reason.empty() && line.size < body * 0.9 &&
                       line.top >= text_ends[line.page] - 1 && text_ends[line.page] > 0;
    if (!small) continue;
    if (page != line.page && !BeginsNote(line.text)) continue;
    page = line.page;
    line.reason = "footnote";
  }
}

/// "第一章 ……… 12"
void MarkContents(std::vector<PdfLine>& lines) {
  for (PdfLine& line : lines) {
    const bool leader = line.text.find("....") != std::string::npos ||
                        line.text.find("………") != std::string::npos ||
                        line.text.find("· · ·") != std::string::npos ||
                        line.text.find("····") != std::string::npos ||
                        line.text.find(". . . .") != std::string::npos;
    const bool number = !line.text.empty() && line.text.back() >= '0' && line.text.back() <= '9';
    if (leader && number) line.reason = "table of contents";
  }
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const std::string bare = Pattern(lines[i].text);
    const bool heads = bare == "目录" || bare == "目錄" || bare == "Contents";
    if (heads && lines[i + 1].reason == "table of contents") lines[i].reason = "table of contents";
  }
}

}  // namespace

std::vector<PdfLine> PdfLinesOf(const std::vector<PdfPage>& pages) {
  std::vector<PdfLine> lines = Lines(pages).Run();
  // Latin letters of the same text are often of another font, set a little smaller or larger.
  const double body = BodySize(lines);
  for (PdfLine& line : lines) {
    const bool near = line.size > body * 0.75 && line.size < body * 1.3;
    if (near && !HasHan(line.text)) line.size = body;
  }
  // Where most is set in a bold face, it says nothing.
  std::size_t bold = 0;
  std::size_t all = 0;
  for (const PdfLine& line : lines) {
    all += line.text.size();
    if (line.bold) bold += line.text.size();
  }
  if (bold * 3 > all) {
    for (PdfLine& line : lines) line.bold = false;
  }
  return lines;
}

double BodySize(const std::vector<PdfLine>& lines) {
  std::map<int, std::size_t> counts;  // by tenths of a point
  for (const PdfLine& line : lines) {
    if (line.reason.empty()) {
      // What is Chinese decides where there is any.
      const std::size_t weight = HasHan(line.text) ? line.text.size() * 100 : line.text.size();
      counts[static_cast<int>(std::lround(std::min(line.size, 1000.0) * 10))] += weight;
    }
  }
  if (counts.empty()) return 1;
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
             ->first /
         10.0;
}

void MarkPdfFurniture(const std::vector<PdfPage>& pages, std::vector<PdfLine>& lines) {
  MarkRunning(pages, lines);
  MarkNumbers(pages, lines);
  MarkContents(lines);
  MarkNotes(pages, lines);
}

}  // namespace boyin::intake
