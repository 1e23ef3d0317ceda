// Plain text: its lines, joined where somebody broke them at a width, and its chapters.
#include <algorithm>
#include <array>
#include <map>

#include "base/message.h"
#include "base/utf8.h"
#include "intake/chapter.h"
#include "intake/charset.h"
#include "intake/composer.h"
#include "intake/outline.h"
#include "intake/source.h"
#include "intake/text_lines.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kLongestHeading = 40;  // characters

bool EndsLikeASentence(std::string_view text) {
  constexpr std::array<std::string_view, 13> kMarks{"。", "！", "？", "；", "，", "：", "”",
                                                    ".",  "!",  "?",  ";",  ",",  ":"};
  for (const std::string_view mark : kMarks) {
    if (text.ends_with(mark)) return true;
  }
  return false;
}

/// As it stands: byte i of the document is byte i of the text.
Document AsItStands(std::string text, const std::vector<TextLine>& lines, std::size_t mark) {
  Document document;
  document.text = std::move(text);
  if (mark > 0) document.dropped.push_back({{0, mark}, "byte order mark"});
  std::size_t gap = mark;
  const auto fill = [&](std::size_t end) {
    if (gap < end) document.dropped.push_back({{gap, end}, "layout"});
  };
  for (const TextLine& line : lines) {
    fill(line.source.begin);
    gap = line.source.end;
    if (!line.furniture.empty()) {
      document.dropped.push_back({line.source, std::string(line.furniture)});
      continue;
    }
    Block block;
    block.text = line.source.In(document.text);
    block.source = line.source;
    document.blocks.push_back(std::move(block));
  }
  fill(document.text.size());
  return document;
}

/// A word that was divided at the line's end is whole again; other Latin words get their space.
void Append(std::string& paragraph, std::string_view line) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const bool divided = paragraph.size() > 1 && paragraph.back() == '-' &&
                       lower(paragraph[paragraph.size() - 2]) && lower(line.front());
  if (divided) {
    paragraph.pop_back();
  } else if (!paragraph.empty()) {
    paragraph += '\n';
  }
  paragraph += line;
}

/// With the lines joined that belong together.
Document Joined(std::string_view text, const std::vector<TextLine>& lines) {
  Composer composer;
  std::string paragraph;
  std::vector<const TextLine*> aside;  // what stood between its pages
  for (const TextLine& line : lines) {
    if (!line.furniture.empty()) {
      aside.push_back(&line);
      continue;
    }
    Append(paragraph, line.source.In(text));
    if (line.joins_next) continue;
    composer.Add(BlockKind::kParagraph, Collapse(paragraph));
    paragraph.clear();
    for (const TextLine* one : aside) composer.Drop(one->source.In(text), one->furniture);
    aside.clear();
  }
  for (const TextLine* one : aside) composer.Drop(one->source.In(text), one->furniture);
  Document document = std::move(composer).Finish();
  document.notes.push_back(
      Translated("lines that were broken at a width were joined to paragraphs"));
  return document;
}

/// A short first line without closing mark, with more text to follow, is the title.
void FindTitle(Document& document) {
  if (document.blocks.size() < 2) return;
  Block& first = document.blocks.front();
  if (first.kind != BlockKind::kParagraph || EndsLikeASentence(first.text) ||
      utf8::Length(first.text) > kLongestHeading) {
    return;
  }
  first.kind = BlockKind::kHeading;
  first.level = 1;
  document.metadata.title = first.text;
}

/// A list of chapters at the beginning: lines that all stand again as headings further on.
void DropContents(std::vector<std::size_t>& headings, Document& document) {
  std::map<std::string_view, std::size_t> last;
  for (const std::size_t i : headings) last[document.blocks[i].text] = i;
  std::vector<std::size_t> listed;
  for (std::size_t k = 0; k < headings.size(); ++k) {
    const std::size_t i = headings[k];
    if (last[document.blocks[i].text] == i || (k > 0 && headings[k - 1] + 1 != i)) break;
    listed.push_back(i);
  }
  if (listed.size() < 2) return;
  headings.erase(headings.begin(), headings.begin() + static_cast<std::ptrdiff_t>(listed.size()));
  if (listed.front() > 0 && IsContentsTitle(document.blocks[listed.front() - 1].text)) {
    listed.insert(listed.begin(), listed.front() - 1);
  }
  DropBlocks(document, listed, "table of contents");
  for (std::size_t& i : headings) i -= listed.size();
}

void FindChapters(Document& document) {
  std::vector<std::size_t> headings;
  bool volumes = false;
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    const auto division = ReadChapterHeading(document.blocks[i].text);
    if (!division || (i == 0 && document.blocks[i].kind == BlockKind::kHeading)) continue;
    headings.push_back(i);
    volumes = volumes || *division == Division::kVolume;
  }
  DropContents(headings, document);
  const bool titled = !document.blocks.empty() && document.blocks.front().level == 1;
  for (const std::size_t i : headings) {
    Block& block = document.blocks[i];
    const bool chapter = ReadChapterHeading(block.text) == Division::kChapter;
    block.kind = BlockKind::kHeading;
    block.level = (titled ? 2 : 1) + (volumes && chapter ? 1 : 0);
  }
}

}  // namespace

Result<Document> ReadPlain(const Source& source) {
  Result<Decoded> decoded = Decode(source.bytes, source.file, source.encoding);
  if (!decoded) return tl::unexpected(decoded.error());
  const std::size_t mark = decoded->text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  std::vector<TextLine> lines = CutLines(decoded->text, mark);
  MarkFurniture(decoded->text, lines);
  MarkWrapping(decoded->text, lines);
  const bool wrapped =
      std::any_of(lines.begin(), lines.end(), [](const TextLine& line) { return line.joins_next; });
  Document document =
      wrapped ? Joined(decoded->text, lines) : AsItStands(std::move(decoded->text), lines, mark);
  document.format = "text";
  NoteDecoding(*decoded, document);
  Result<Document> complete = Complete(std::move(document), source);
  if (!complete) return complete;
  FindTitle(*complete);
  DropSecondTitle(*complete);
  FindChapters(*complete);
  return complete;
}

}  // namespace boyin::intake
