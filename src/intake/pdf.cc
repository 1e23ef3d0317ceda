#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/date.h"
#include "base/message.h"
#include "base/utf8.h"
#include "intake/chapter.h"
#include "intake/composer.h"
#include "intake/finding.h"
#include "intake/list_count.h"
#include "intake/numeral.h"
#include "intake/pdf_lines.h"
#include "intake/person.h"
#include "intake/source.h"

namespace boyin::intake {
namespace {

/// Lines one below the other, in a column of a page.
struct Column {
  std::size_t begin = 0;
  std::size_t end = 0;
  double left = 0;
  double right = 0;
  double gap = 0;  ///< from line to line, as most are
};

/// A paragraph in the making.
struct Piece {
  BlockKind kind = BlockKind::kParagraph;
  std::string text;
  double size = 0;
  bool bold = false;
  std::string_view reason;
  std::size_t lines = 0;
};

bool EndsSentence(std::string_view text) {
  for (const std::string_view mark :
       {"。", "！", "？", "；", "：", "”", "…", "」", ".", "!", "?", "："}) {
    if (text.ends_with(mark)) return true;
  }
  return false;
}

bool IsBelow(const PdfLine& one, const PdfLine& other) {
  const bool overlap = std::min(one.right, other.right) > std::max(one.left, other.left);
  return one.page == other.page && overlap && other.top > one.top + one.size * 0.3;
}

/// Boxes of Latin letters are higher than those of Chinese; their middles are not.
double Middle(const PdfLine& line) { return (line.top + line.bottom) / 2; }

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The edges of a column are those that several lines share: a heading may hang out.
Column Measure(const std::vector<PdfLine>& lines, std::size_t begin, std::size_t end) {
  Column column{begin, end, lines[begin].left, lines[begin].right, 0};
  std::vector<double> gaps;
  for (std::size_t i = begin; i < end; ++i) {
    column.left = std::min(column.left, lines[i].left);
    column.right = std::max(column.right, lines[i].right);
    if (i > begin) gaps.push_back(Middle(lines[i]) - Middle(lines[i - 1]));
  }
  column.gap = Median(std::move(gaps));
  return column;
}

std::vector<Column> Columns(const std::vector<PdfLine>& lines) {
  std::vector<Column> columns;
  for (std::size_t begin = 0; begin < lines.size();) {
    std::size_t end = begin + 1;
    while (end < lines.size() && IsBelow(lines[end - 1], lines[end])) ++end;
    columns.push_back(Measure(lines, begin, end));
    begin = end;
  }
  return columns;
}

bool IsLatinLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Puts the next line behind a text: words that were divided are one again, Chinese needs no space.
void Join(std::string& text, std::string_view line) {
  const bool hyphen = text.size() > 1 && text.back() == '-' &&
                      IsLatinLetter(text[text.size() - 2]) && !line.empty() &&
                      line.front() >= 'a' && line.front() <= 'z';
  if (hyphen) {
    text.pop_back();
    text += line;
    return;
  }
  text = Collapse(text + '\n' + std::string(line));
}

class Writer {
 public:
  Writer(std::vector<PdfLine> lines, const PdfPages& pages)
      : lines_(std::move(lines)), body_(BodySize(lines_)) {
    for (const std::string& title : pages.outline) outline_.insert(title);
  }

  std::vector<Piece> Run() {
    // Columns are those of the text: what belongs to the page stands between them.
    std::vector<PdfLine> text;
    for (const PdfLine& line : lines_) {
      if (line.reason.empty()) text.push_back(line);
    }
    columns_ = Columns(text);
    std::size_t at = 0;
    std::size_t column = 0;
    for (const PdfLine& line : lines_) {
      if (!line.reason.empty()) {
        aside_.push_back({BlockKind::kParagraph, line.text, line.size, false, line.reason, 1});
        continue;
      }
      while (column + 1 < columns_.size() && columns_[column].end <= at) ++column;
      const PdfLine* before = at > 0 ? &text[at - 1] : nullptr;
      Take(line, before, columns_[column], at == columns_[column].begin);
      ++at;
    }
    Flush();
    return std::move(pieces_);
  }

 private:
  void Take(const PdfLine& line, const PdfLine* before, const Column& column, bool first) {
    const bool row = line.cells.size() >= 2 && IsRow(line);
    if (!row && before != nullptr && open_.lines > 0 && open_.kind == BlockKind::kParagraph &&
        !Breaks(*before, line, column, first)) {
      Join(open_.text, line.text);
      ++open_.lines;
    } else {
      Flush();
      open_ = {BlockKind::kParagraph, line.text, line.size, line.bold, {}, 1};
      if (row) Row(line);
    }
    column_of_last_ = &column;
  }

  /// A row of a table, as against a line that is set wide: its cells are short.
  static bool IsRow(const PdfLine& line) {
    constexpr std::size_t kLongestCell = 90;  // bytes
    return std::all_of(line.cells.begin(), line.cells.end(),
                       [](const std::string& cell) { return cell.size() <= kLongestCell; });
  }

  void Row(const PdfLine& line) {
    open_.kind = BlockKind::kTableRow;
    open_.text.clear();
    for (const std::string& cell : line.cells) {
      if (!open_.text.empty()) open_.text += "，";
      open_.text += Collapse(cell);
    }
  }

  bool Breaks(const PdfLine& a, const PdfLine& b, const Column& column, bool first) const {
    const double em = std::max(b.size, 1.0);
    if (std::abs(a.size - b.size) > em * 0.12) return true;
    const bool heading = b.size > body_ * 1.12 && open_.lines < 4;  // over several lines, centred
    if (heading && !first) return b.top - a.bottom > em || IsNumbered(b.text);
    if (a.bold != b.bold && (a.bold ? IsShort(open_.text) : IsShort(b.text))) return true;
    if (IsNumbered(b.text) && EndsSentence(a.text)) return true;
    if (ReadChapterHeading(b.text) || ReadChapterHeading(open_.text)) return true;
    if (outline_.contains(open_.text)) return true;
    const bool indented = b.left > column.left + em * 1.4;
    const Column& own = first && column_of_last_ != nullptr ? *column_of_last_ : column;
    // A line that is a little short was broken before a long word; one that ends a sentence, or is
    // much shorter, ends a paragraph.
    const double missing = own.right - a.right;
    const bool early = missing > em * 6 || (missing > em * 2.2 && EndsSentence(a.text));
    if (first) return indented || early || EndsAlone(a);
    const bool apart = Middle(b) - Middle(a) > column.gap + em * 0.6;
    const bool hanging = indented && std::abs(a.left - b.left) < em * 0.3 && !early;
    return apart || early || (indented && !hanging);
  }

  /// At the end of a column: a sentence ends there, and paragraphs are not told by indents.
  [[nodiscard]] static bool EndsAlone(const PdfLine& line) {
    return line.text.ends_with("：") || line.text.ends_with(":");
  }

  [[nodiscard]] static bool IsShort(std::string_view text) { return utf8::Length(text) <= 40; }

  void Flush() {
    if (open_.lines > 0) pieces_.push_back(std::move(open_));
    open_ = {};
    for (Piece& piece : aside_) pieces_.push_back(std::move(piece));
    aside_.clear();
  }

  std::vector<PdfLine> lines_;
  double body_;
  std::set<std::string, std::less<>> outline_;
  std::vector<Column> columns_;
  std::vector<Piece> pieces_;
  std::vector<Piece> aside_;  // what belongs to the page comes behind the paragraph around it
  Piece open_;
  const Column* column_of_last_ = nullptr;
};

/// Larger than the text, or bold and alone: a heading, its level by its size.
void FindHeadings(std::vector<Piece>& pieces, double body, const PdfPages& pages) {
  constexpr std::size_t kLongest = 60;  // characters
  for (Piece& piece : pieces) {
    if (!piece.reason.empty() || piece.kind != BlockKind::kParagraph) continue;
    if (utf8::Length(piece.text) > kLongest || piece.text.ends_with("。") ||
        piece.text.ends_with("，")) {
      continue;
    }
    const bool large = piece.size > body * 1.12;
    const bool bold = piece.bold && piece.lines == 1 && utf8::Length(piece.text) <= 40;
    const bool listed =
        std::find(pages.outline.begin(), pages.outline.end(), piece.text) != pages.outline.end();
    const bool chapter = piece.lines == 1 && ReadChapterHeading(piece.text).has_value();
    if (large || bold || listed || chapter) piece.kind = BlockKind::kHeading;
  }
}

std::vector<double> HeadingSizes(const std::vector<Piece>& pieces) {
  std::vector<double> sizes;
  for (const Piece& piece : pieces) {
    if (piece.kind != BlockKind::kHeading) continue;
    const bool known = std::any_of(sizes.begin(), sizes.end(), [&](double size) {
      return std::abs(size - piece.size) < piece.size * 0.04;
    });
    if (!known && sizes.size() < 100) sizes.push_back(piece.size);
  }
  std::sort(sizes.begin(), sizes.end(), std::greater<>());
  return sizes;
}

int LevelOf(double size, const std::vector<double>& sizes) {
  constexpr int kDeepest = 6;
  int level = 1;
  for (const double one : sizes) {
    if (size > one * 0.96) break;
    level = std::min(level + 1, kDeepest);
  }
  return level;
}

/// A title that some program put there says nothing of the text.
bool IsTitleOfProgram(std::string_view title) {
  for (const std::string_view word :
       {"Microsoft", "Word", ".doc", ".wps", ".indd", ".pdf", "untitled", "Untitled", "未命名",
        "文档", "无标题", "幻灯片", ".qxd", ".html"}) {
    if (title.find(word) != std::string_view::npos) return true;
  }
  return title.size() < 6;
}

void NoteEmptyPages(const PdfPages& pages, Document& document) {
  std::string list;
  std::size_t count = 0;
  for (std::size_t i = 0; i < pages.pages.size(); ++i) {
    if (!pages.pages[i].words.empty()) continue;
    if (++count <= 10) list += fmt::format("{}{}", list.empty() ? "" : ", ", i + 1);
  }
  if (count == 0) return;
  if (count > 10) list += " …";
  document.notes.push_back(
      Translated("{} pages have no text, perhaps pictures of it: {}", count, list));
}

/// A date and an author in the lines of the first page that are no paragraphs.
void ReadFirstLines(Document& document) {
  constexpr std::size_t kLines = 8;
  for (std::size_t i = 0; i < document.blocks.size() && i < kLines; ++i) {
    const Block& block = document.blocks[i];
    if (utf8::Length(block.text) > 60) continue;
    if (const auto moment = FindDate(block.text); moment && document.metadata.date.empty()) {
      document.metadata.date = moment->day;
    }
    if (document.metadata.author.empty()) document.metadata.author = NamesOfLine(block.text);
  }
}

}  // namespace

Result<Document> ReadPdf(const Source& source) {
  const Result<PdfPages> pages = ReadPdfPages(source.bytes, source.file);
  if (!pages) return tl::unexpected(pages.error());
  std::vector<PdfLine> lines = PdfLinesOf(pages->pages);
  MarkPdfFurniture(pages->pages, lines);
  const double body = BodySize(lines);
  std::vector<Piece> pieces = Writer(std::move(lines), *pages).Run();
  FindHeadings(pieces, body, *pages);
  const std::vector<double> sizes = HeadingSizes(pieces);
  Composer composer(source.tables);
  for (const Piece& piece : pieces) {
    if (!piece.reason.empty()) {
      composer.Drop(piece.text, piece.reason);
    } else {
      composer.Add(piece.kind, piece.text).level =
          piece.kind == BlockKind::kHeading ? LevelOf(piece.size, sizes) : 0;
    }
  }
  Document document = std::move(composer).Finish();
  document.format = "pdf";
  document.encoding = "UTF-8";
  const auto heading = std::find_if(document.blocks.begin(), document.blocks.end(),
                                    [](const Block& block) { return block.level == 1; });
  if (heading != document.blocks.end() && heading - document.blocks.begin() < 6) {
    document.metadata.title = heading->text;
  } else if (!IsTitleOfProgram(pages->title)) {
    document.metadata.title = pages->title;
  }
  ReadFirstLines(document);
  if (document.metadata.author.empty() && NotAnAuthor(pages->author).empty() &&
      pages->author.find_first_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string::npos) {
    document.metadata.author = NamesIn(pages->author);
  }
  NoteEmptyPages(*pages, document);
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
