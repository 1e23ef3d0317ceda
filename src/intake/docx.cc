#include <map>

#include <fmt/format.h>

#include "intake/date.h"
#include "intake/office.h"

namespace boyin::intake {
namespace {

/// What a paragraph style means to a reader.
struct Style {
  int level = 0;  ///< of a heading
  bool quote = false;
  bool contents = false;  ///< a line of the table of contents
};

std::string_view Value(const Node& node, std::string_view child) {
  const Node* found = node.Child(child);
  return found == nullptr ? std::string_view() : found->Attribute("w:val");
}

int Digit(std::string_view text) {
  return !text.empty() && text.back() >= '0' && text.back() <= '9' ? text.back() - '0' : -1;
}

/// Word's own styles keep their English names in every language: "heading 1", "toc 2".
std::map<std::string, Style, std::less<>> ReadStyles(const Node& root) {
  std::map<std::string, Style, std::less<>> styles;
  for (const Node& node : root.children) {
    if (node.name != "w:style" || node.Attribute("w:type") != "paragraph") continue;
    std::string name(Value(node, "w:name"));
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    Style style;
    if (name.starts_with("heading ")) style.level = std::max(Digit(name), 0);
    if (name == "title") style.level = 1;
    if (name.find("quote") != std::string::npos) style.quote = true;
    if (name.starts_with("toc ")) style.contents = true;
    if (const Node* properties = node.Child("w:pPr"); properties != nullptr && style.level == 0) {
      const int outline = Digit(Value(*properties, "w:outlineLvl"));
      if (outline >= 0 && outline < 6) style.level = outline + 1;
    }
    styles.emplace(node.Attribute("w:styleId"), style);
  }
  return styles;
}

class Body {
 public:
  Body(const std::map<std::string, Style, std::less<>>& styles, Composer& composer)
      : styles_(styles), composer_(composer) {}

  void Blocks(const Node& node) {
    for (const Node& child : node.children) {
      if (child.name == "w:p") {
        Paragraph(child);
      } else if (child.name == "w:tbl") {
        Table(child);
      } else if (child.name == "mc:AlternateContent") {
        if (const Node* choice = child.Child("mc:Choice")) Blocks(*choice);
      } else if (child.name != "w:sdtPr" && child.name != "w:sectPr") {
        Blocks(child);
      }
    }
  }

 private:
  struct Words {
    std::vector<std::string> lines{""};
    std::vector<std::pair<std::string, std::string>> dropped;  // text, reason
    std::vector<const Node*> boxes;                            // text boxes that float there
  };

  void Paragraph(const Node& node) {
    Words words;
    Runs(node, words);
    const Node* properties = node.Child("w:pPr");
    Style style;
    bool item = false;
    if (properties != nullptr) {
      const auto found = styles_.find(Value(*properties, "w:pStyle"));
      if (found != styles_.end()) style = found->second;
      item = properties->Child("w:numPr") != nullptr;
      const int outline = Digit(Value(*properties, "w:outlineLvl"));
      if (outline >= 0 && outline < 6) style.level = outline + 1;
    }
    if (style.contents) {
      for (const std::string& line : words.lines) {
        composer_.Drop(Collapse(line), "table of contents");
      }
    } else {
      const BlockKind kind = style.level > 0 ? BlockKind::kHeading
                             : style.quote   ? BlockKind::kQuote
                             : item          ? BlockKind::kListItem
                                             : BlockKind::kParagraph;
      AddLines(words.lines, kind, style.level, composer_);
    }
    for (const auto& [text, reason] : words.dropped) composer_.Drop(Collapse(text), reason);
    for (const Node* box : words.boxes) Blocks(*box);
  }

  void Runs(const Node& node, Words& words) {
    const Node* properties = node.Child("w:rPr");
    if (properties != nullptr && properties->Child("w:vanish") != nullptr &&
        Value(*properties, "w:vanish") != "0" && Value(*properties, "w:vanish") != "false") {
      return words.dropped.emplace_back(node.AllText(), "hidden"), void();
    }
    for (const Node& child : node.children) {
      const std::string& name = child.name;
      if (name == "w:t") {
        words.lines.back() += child.AllText();
      } else if (name == "w:tab" || name == "w:ptab") {
        words.lines.back() += ' ';
      } else if (name == "w:br" || name == "w:cr") {
        words.lines.emplace_back();
      } else if (name == "w:noBreakHyphen") {
        words.lines.back() += '-';
      } else if (name == "w:delText" || name == "w:rt") {
        words.dropped.emplace_back(child.AllText(), name == "w:rt" ? "ruby" : "deleted text");
      } else if (name == "w:txbxContent") {
        words.boxes.push_back(&child);
      } else if (name == "mc:AlternateContent") {
        if (const Node* choice = child.Child("mc:Choice")) Runs(*choice, words);
      } else if (name != "w:pPr" && name != "w:rPr" && name != "w:instrText" && !name.empty()) {
        Runs(child, words);
      }
    }
  }

  void Table(const Node& node) {
    for (const Node& child : node.children) {
      if (child.name == "w:tr") {
        std::vector<std::vector<std::string>> cells;
        Words aside;
        Cells(child, cells, aside);
        AddRow(cells, composer_);
        for (const auto& [text, reason] : aside.dropped) composer_.Drop(Collapse(text), reason);
        for (const Node* box : aside.boxes) Blocks(*box);
      } else if (child.name == "w:sdt" || child.name == "w:sdtContent" || child.name == "w:ins") {
        Table(child);
      }
    }
  }

  void Cells(const Node& row, std::vector<std::vector<std::string>>& cells, Words& aside) {
    for (const Node& child : row.children) {
      if (child.name == "w:tc") {
        Words words;
        CellLines(child, words);
        cells.push_back(std::move(words.lines));
        aside.dropped.insert(aside.dropped.end(), words.dropped.begin(), words.dropped.end());
        aside.boxes.insert(aside.boxes.end(), words.boxes.begin(), words.boxes.end());
      } else {
        Cells(child, cells, aside);
      }
    }
  }

  /// All paragraphs of a cell, those of tables within it included.
  void CellLines(const Node& node, Words& words) {
    for (const Node& child : node.children) {
      if (child.name == "w:p") {
        words.lines.emplace_back();
        Runs(child, words);
      } else {
        CellLines(child, words);
      }
    }
  }

  const std::map<std::string, Style, std::less<>>& styles_;
  Composer& composer_;
};

Result<void> DropNotes(Archive& archive, const Source& source, Composer& composer) {
  for (const std::string_view path : {"word/footnotes.xml", "word/endnotes.xml"}) {
    if (archive.Find(path) == nullptr) continue;
    const Result<Node> root = ReadXmlMember(archive, path, source.file);
    if (!root) return tl::unexpected(root.error());
    for (const Node& note : root->children) composer.Drop(Collapse(note.AllText()), "footnote");
  }
  return {};
}

Result<Metadata> ReadProperties(Archive& archive, const Source& source) {
  Metadata metadata;
  if (archive.Find("docProps/core.xml") == nullptr) return metadata;
  const Result<Node> root = ReadXmlMember(archive, "docProps/core.xml", source.file);
  if (!root) return tl::unexpected(root.error());
  const auto text = [&](std::string_view name) {
    const Node* node = root->Child(name);
    return node == nullptr ? std::string() : Collapse(node->AllText());
  };
  metadata.title = text("dc:title");
  metadata.author = text("dc:creator");
  if (const auto moment = FindDate(text("dcterms:created"))) metadata.date = moment->day;
  return metadata;
}

}  // namespace

Result<Document> ReadDocx(Archive& archive, const Source& source) {
  std::map<std::string, Style, std::less<>> styles;
  if (archive.Find("word/styles.xml") != nullptr) {
    const Result<Node> root = ReadXmlMember(archive, "word/styles.xml", source.file);
    if (!root) return tl::unexpected(root.error());
    styles = ReadStyles(*root);
  }
  const Result<Node> root = ReadXmlMember(archive, "word/document.xml", source.file);
  if (!root) return tl::unexpected(root.error());
  Composer composer;
  Body(styles, composer).Blocks(*root);
  if (Result<void> notes = DropNotes(archive, source, composer); !notes) {
    return tl::unexpected(notes.error());
  }
  Result<Metadata> metadata = ReadProperties(archive, source);
  if (!metadata) return tl::unexpected(metadata.error());
  Document document = std::move(composer).Finish();
  document.format = "docx";
  document.encoding = "UTF-8";
  document.metadata = std::move(*metadata);
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
