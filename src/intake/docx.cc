// Word's documents as they are heard: numbers that Word sets, and nothing that it hides.
#include <algorithm>
#include <array>
#include <utility>

#include "base/date.h"
#include "intake/docx_numbering.h"
#include "intake/docx_styles.h"
#include "intake/office.h"

namespace boyin::intake {
namespace {

/// A field that Word fills in: its code, then what it was filled with.
struct Field {
  std::string code;
  bool filled = false;
};

/// Why what a field was filled with is not read; empty where it is.
std::string_view ReasonOfField(std::string_view code) {
  while (code.starts_with(' ')) code.remove_prefix(1);
  const std::string_view name = code.substr(0, code.find_first_of(" \\"));
  if (name == "PAGE" || name == "NUMPAGES" || name == "SECTIONPAGES" || name == "PAGEREF") {
    return "page number";
  }
  if (name == "TOC" || name == "INDEX") return "table of contents";
  return {};
}

class Body {
 public:
  Body(const DocxStyles& styles, DocxNumbering& numbering, Composer& composer)
      : styles_(styles), numbering_(numbering), composer_(composer) {}

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

  /// A drop cap that nothing followed is a paragraph after all.
  void End() { AddLines({std::exchange(drop_cap_, {})}, BlockKind::kParagraph, 0, composer_); }

 private:
  struct Words {
    std::vector<std::string> lines{""};
    std::vector<std::pair<std::string, std::string>> dropped;  // text, reason
    std::vector<const Node*> boxes;                            // text boxes that float there
  };

  DocxStyle StyleOf(const Node& properties) const {
    DocxStyle style;
    const auto found = styles_.find(DocxValue(properties, "w:pStyle"));
    if (found != styles_.end()) style = found->second;
    if (const int level = DocxOutline(properties); level > 0) style.level = level;
    if (properties.Child("w:jc") != nullptr) {
      style.centred = DocxValue(properties, "w:jc") == "center";
    }
    if (const Node* number = properties.Child("w:numPr"); number != nullptr) {
      const std::string_view level = DocxValue(*number, "w:ilvl");
      if (number->Child("w:numId") != nullptr) style.number_id = DocxValue(*number, "w:numId");
      if (level.size() == 1) style.number_level = static_cast<std::size_t>(level[0] - '0');
      if (style.number_id.empty()) style.number_id = "?";  // of a list that is not defined
    }
    if (style.number_id == "0") style.number_id.clear();  // numbering taken away
    return style;
  }

  void Paragraph(const Node& node) {
    const Node* properties = node.Child("w:pPr");
    const DocxStyle style = properties == nullptr ? DocxStyle() : StyleOf(*properties);
    Words words;
    size_ = style.size;
    Runs(node, words);
    if (properties != nullptr) {
      const Node* frame = properties->Child("w:framePr");
      const std::string_view cap = frame == nullptr ? "" : frame->Attribute("w:dropCap");
      if (!cap.empty() && cap != "none") return TakeDropCap(words);
    }
    words.lines.front().insert(0, std::exchange(drop_cap_, {}));
    Add(words, style);
    Asides(words);
  }

  /// A big first letter is a paragraph of its own; it belongs to the next one.
  void TakeDropCap(const Words& words) {
    for (const std::string& line : words.lines) drop_cap_ += Collapse(line);
    Asides(words);
  }

  void Asides(const Words& words) {
    for (const auto& [text, reason] : words.dropped) composer_.Drop(Collapse(text), reason);
    for (const Node* box : words.boxes) Blocks(*box);
  }

  void Add(Words& words, const DocxStyle& style) {
    const bool empty = std::all_of(words.lines.begin(), words.lines.end(),
                                   [](const std::string& line) { return IsBlank(line); });
    if (empty) return;
    if (style.contents || style.hidden) {
      for (const std::string& line : words.lines) {
        composer_.Drop(Collapse(line), style.hidden ? "hidden" : "table of contents");
      }
      return;
    }
    if (!style.number_id.empty()) {
      const std::string label = numbering_.Next(style.number_id, style.number_level);
      words.lines.front() = Labelled(label, Collapse(words.lines.front()));
    }
    int level = style.level;
    if (!begun_ && level == 0 && LooksLikeTitle(words, style)) level = 1;
    begun_ = true;
    const BlockKind kind = level > 0                  ? BlockKind::kHeading
                           : style.quote              ? BlockKind::kQuote
                           : !style.number_id.empty() ? BlockKind::kListItem
                                                      : BlockKind::kParagraph;
    if (kind == BlockKind::kHeading) {
      // A heading that was broken for its looks is one heading.
      std::string line;
      for (const std::string& part : words.lines) line += '\n' + part;
      return AddLines({line}, kind, level, composer_);
    }
    AddLines(words.lines, kind, level, composer_);
  }

  /// Many set a title by hand: the first paragraph, in the middle or in big characters, and no
  /// sentence.
  bool LooksLikeTitle(const Words& words, const DocxStyle& style) const {
    constexpr std::size_t kLongest = 180;  // bytes
    constexpr int kBig = 32;               // half points; the body has 21 to 32
    std::string text;
    for (const std::string& line : words.lines) text += line;
    text = Collapse(text);
    constexpr std::array<std::string_view, 5> kEnds{"。", "；", "：", "，", "."};
    const bool sentence = std::any_of(kEnds.begin(), kEnds.end(),
                                      [&](std::string_view end) { return text.ends_with(end); });
    return (style.centred || size_ >= kBig) && text.size() <= kLongest && !sentence;
  }

  /// Why this run is not read; empty where it is.
  std::string_view ReasonOfRun(const Node& run) const {
    for (const Field& field : fields_) {
      if (!field.filled) continue;
      if (const std::string_view reason = ReasonOfField(field.code); !reason.empty()) return reason;
    }
    const Node* properties = run.Child("w:rPr");
    if (properties == nullptr) return {};
    if (properties->Child("w:vanish") != nullptr) {
      return DocxSwitch(*properties, "w:vanish") ? "hidden" : "";
    }
    const auto style = styles_.find(DocxValue(*properties, "w:rStyle"));
    return style != styles_.end() && style->second.hidden ? "hidden" : "";
  }

  void FieldMark(const Node& mark) {
    const std::string_view type = mark.Attribute("w:fldCharType");
    if (type == "begin" && fields_.size() < 64) fields_.push_back({});
    if (type == "separate" && !fields_.empty()) fields_.back().filled = true;
    if (type == "end" && !fields_.empty()) fields_.pop_back();
  }

  void Runs(const Node& node, Words& words) {
    if (node.name == "w:r") {
      if (const Node* properties = node.Child("w:rPr"); properties != nullptr) {
        const std::string_view size = DocxValue(*properties, "w:sz");
        if (size.size() == 2) size_ = std::max(size_, (size[0] - '0') * 10 + size[1] - '0');
      }
    }
    for (const Node& child : node.children) Part(node, child, words);
  }

  void Part(const Node& node, const Node& child, Words& words) {
    const std::string& name = child.name;
    if (name == "w:fldChar") {
      FieldMark(child);
    } else if (name == "w:instrText") {
      if (!fields_.empty()) fields_.back().code += child.AllText();
    } else if (name == "w:fldSimple") {
      fields_.push_back({std::string(child.Attribute("w:instr")), true});
      Runs(child, words);
      fields_.pop_back();
    } else if (name == "w:t") {
      const std::string_view reason = ReasonOfRun(node);
      if (!reason.empty()) return words.dropped.emplace_back(child.AllText(), reason), void();
      words.lines.back() += child.AllText();
    } else if (name == "w:tab" || name == "w:ptab") {
      words.lines.back() += ' ';
    } else if (name == "w:br" || name == "w:cr") {
      words.lines.emplace_back();
    } else if (name == "w:noBreakHyphen") {
      words.lines.back() += '-';
    } else if (name == "w:moveFrom") {
      words.dropped.emplace_back(child.AllText(), "moved text");
    } else if (name == "w:delText" || name == "w:rt") {
      words.dropped.emplace_back(child.AllText(), name == "w:rt" ? "ruby" : "deleted text");
    } else if (name == "w:txbxContent") {
      words.boxes.push_back(&child);
    } else if (name == "mc:AlternateContent") {
      if (const Node* choice = child.Child("mc:Choice")) Runs(*choice, words);
    } else if (name != "w:pPr" && name != "w:rPr" && name != "w:del" && !name.empty()) {
      Runs(child, words);
    } else if (name == "w:del") {
      words.dropped.emplace_back(child.AllText(), "deleted text");
    }
  }

  void Table(const Node& node) {
    for (const Node& child : node.children) {
      if (child.name == "w:tr") {
        std::vector<std::vector<std::string>> cells;
        Words aside;
        Cells(child, cells, aside);
        AddRow(cells, composer_);
        begun_ = true;
        Asides(aside);
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

  const DocxStyles& styles_;
  DocxNumbering& numbering_;
  Composer& composer_;
  std::vector<Field> fields_;  // that are open here, the outermost first
  std::string drop_cap_;       // that the next paragraph begins with
  bool begun_ = false;         // something has been read
  int size_ = 0;               // the biggest characters of the paragraph, in half points
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
  DocxStyles styles;
  if (archive.Find("word/styles.xml") != nullptr) {
    const Result<Node> root = ReadXmlMember(archive, "word/styles.xml", source.file);
    if (!root) return tl::unexpected(root.error());
    styles = ReadDocxStyles(*root);
  }
  DocxNumbering numbering;
  if (archive.Find("word/numbering.xml") != nullptr) {
    const Result<Node> root = ReadXmlMember(archive, "word/numbering.xml", source.file);
    if (!root) return tl::unexpected(root.error());
    numbering.Read(*root);
  }
  const Result<Node> root = ReadXmlMember(archive, "word/document.xml", source.file);
  if (!root) return tl::unexpected(root.error());
  Composer composer(source.tables);
  Body body(styles, numbering, composer);
  body.Blocks(*root);
  body.End();
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
