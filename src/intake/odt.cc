#include "intake/date.h"
#include "intake/office.h"

namespace boyin::intake {
namespace {

/// The text of office:text, walked once.
class Body {
 public:
  explicit Body(Composer& composer) : composer_(composer) {}

  void Blocks(const Node& node, BlockKind kind) {
    for (const Node& child : node.children) {
      const std::string& name = child.name;
      if (name == "text:h" || name == "text:p") {
        Paragraph(child, name == "text:h" ? BlockKind::kHeading : kind);
      } else if (name == "text:list") {
        Blocks(child, BlockKind::kListItem);
      } else if (name == "table:table") {
        Table(child);
      } else if (const std::string_view reason = ReasonOf(name); !reason.empty()) {
        composer_.Drop(Collapse(child.AllText()), reason);
      } else if (name != "text:sequence-decls") {
        Blocks(child, kind);
      }
    }
  }

 private:
  struct Words {
    std::vector<std::string> lines{""};
    std::vector<std::pair<std::string, std::string_view>> dropped;
    std::vector<const Node*> boxes;
  };

  static std::string_view ReasonOf(std::string_view name) {
    if (name == "text:tracked-changes") return "deleted text";
    if (name == "text:table-of-content" || name == "text:alphabetical-index") {
      return "table of contents";
    }
    if (name == "text:note") return "footnote";
    if (name == "text:ruby-text") return "ruby";
    if (name == "office:annotation") return "comment";
    return {};
  }

  void Paragraph(const Node& node, BlockKind kind) {
    Words words;
    Runs(node, words);
    int level = 0;
    if (kind == BlockKind::kHeading) {
      const std::string_view outline = node.Attribute("text:outline-level");
      level = outline.size() == 1 && outline[0] >= '1' && outline[0] <= '6' ? outline[0] - '0' : 1;
    }
    AddLines(words.lines, kind, level, composer_);
    Asides(words);
  }

  void Asides(const Words& words) {
    for (const auto& [text, reason] : words.dropped) composer_.Drop(Collapse(text), reason);
    for (const Node* box : words.boxes) Blocks(*box, BlockKind::kParagraph);
  }

  void Runs(const Node& node, Words& words) {
    for (const Node& child : node.children) {
      const std::string& name = child.name;
      if (name.empty()) {
        words.lines.back() += child.text;
      } else if (name == "text:s" || name == "text:tab") {
        words.lines.back() += ' ';
      } else if (name == "text:line-break") {
        words.lines.emplace_back();
      } else if (const std::string_view reason = ReasonOf(name); !reason.empty()) {
        words.dropped.emplace_back(child.AllText(), reason);
      } else if (name == "draw:frame" || name == "draw:text-box" || name == "draw:custom-shape") {
        words.boxes.push_back(&child);
      } else {
        Runs(child, words);
      }
    }
  }

  void Table(const Node& node) {
    for (const Node& child : node.children) {
      if (child.name != "table:table-row") {
        Table(child);
        continue;
      }
      std::vector<std::vector<std::string>> cells;
      Words aside;
      for (const Node& cell : child.children) {
        Words words;
        CellLines(cell, words);
        cells.push_back(std::move(words.lines));
        aside.dropped.insert(aside.dropped.end(), words.dropped.begin(), words.dropped.end());
        aside.boxes.insert(aside.boxes.end(), words.boxes.begin(), words.boxes.end());
      }
      AddRow(cells, composer_);
      Asides(aside);
    }
  }

  void CellLines(const Node& node, Words& words) {
    for (const Node& child : node.children) {
      if (child.name == "text:p" || child.name == "text:h") {
        words.lines.emplace_back();
        Runs(child, words);
      } else {
        CellLines(child, words);
      }
    }
  }

  Composer& composer_;
};

Result<Metadata> ReadMeta(Archive& archive, const Source& source) {
  Metadata metadata;
  if (archive.Find("meta.xml") == nullptr) return metadata;
  const Result<Node> root = ReadXmlMember(archive, "meta.xml", source.file);
  if (!root) return tl::unexpected(root.error());
  const Node* meta = root->Child("office:meta");
  if (meta == nullptr) return metadata;
  const auto text = [&](std::string_view name) {
    const Node* node = meta->Child(name);
    return node == nullptr ? std::string() : Collapse(node->AllText());
  };
  metadata.title = text("dc:title");
  metadata.author = text("meta:initial-creator");
  if (metadata.author.empty()) metadata.author = text("dc:creator");
  if (const auto moment = FindDate(text("meta:creation-date"))) metadata.date = moment->day;
  return metadata;
}

}  // namespace

Result<Document> ReadOdt(Archive& archive, const Source& source) {
  const Result<Node> root = ReadXmlMember(archive, "content.xml", source.file);
  if (!root) return tl::unexpected(root.error());
  Composer composer;
  const Node* body = root->Child("office:body");
  const Node* text = body == nullptr ? nullptr : body->Child("office:text");
  if (text != nullptr) Body(composer).Blocks(*text, BlockKind::kParagraph);
  Result<Metadata> metadata = ReadMeta(archive, source);
  if (!metadata) return tl::unexpected(metadata.error());
  Document document = std::move(composer).Finish();
  document.format = "odt";
  document.encoding = "UTF-8";
  document.metadata = std::move(*metadata);
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
