// OpenDocument texts as they are heard.
#include <algorithm>
#include <charconv>
#include <utility>

#include "base/date.h"
#include "intake/odt_styles.h"
#include "intake/office.h"

namespace boyin::intake {
namespace {

/// The text of office:text, walked once.
class Body {
 public:
  Body(const OdtStyles& styles, Composer& composer) : styles_(styles), composer_(composer) {}

  void Blocks(const Node& node, BlockKind kind) {
    for (const Node& child : node.children) {
      const std::string& name = child.name;
      if (name == "text:h" || name == "text:p") {
        Paragraph(child, name == "text:h" ? BlockKind::kHeading : kind);
      } else if (name == "text:list") {
        List(child);
      } else if (name == "text:list-item") {
        Item(child);
      } else if (name == "text:list-header") {
        Blocks(child, BlockKind::kParagraph);
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
    if (name == "text:page-number" || name == "text:page-count") return "page number";
    if (name == "text:hidden-text" || name == "text:hidden-paragraph") return "hidden";
    return {};
  }

  /// What the lists that are open here are, and how far they have counted.
  struct OpenList {
    std::string style;
    OdtCounter counter;
  };

  void List(const Node& node) {
    const std::string_view named = node.Attribute("text:style-name");
    const bool outer = depth_ == 0;
    if (outer) {
      const bool same = named.empty() || list_.style == named;
      const bool goes_on = !node.Attribute("text:continue-list").empty() ||
                           node.Attribute("text:continue-numbering") == "true";
      if (!same || !goes_on) list_ = {std::string(named), {}};
    }
    ++depth_;
    Blocks(node, BlockKind::kListItem);
    --depth_;
  }

  void Item(const Node& node) {
    const auto levels = styles_.lists.find(list_.style);
    if (levels != styles_.lists.end() && depth_ > 0) {
      const std::string_view value = node.Attribute("text:start-value");
      int restart = -1;
      std::from_chars(value.data(), value.data() + value.size(), restart);
      // An item that only holds another list has no number of its own.
      const bool words = std::any_of(
          node.children.begin(), node.children.end(),
          [](const Node& child) { return child.name == "text:p" || child.name == "text:h"; });
      if (words) label_ = list_.counter.Next(levels->second, depth_ - 1, restart);
    }
    Blocks(node, BlockKind::kListItem);
    label_.clear();
  }

  bool Hidden(const Node& node) const {
    return styles_.hidden.count(node.Attribute("text:style-name")) > 0;
  }

  void Paragraph(const Node& node, BlockKind kind) {
    if (Hidden(node)) return composer_.Drop(Collapse(node.AllText()), "hidden");
    Words words;
    Runs(node, words);
    int level = 0;
    if (kind == BlockKind::kHeading) {
      const std::string_view outline = node.Attribute("text:outline-level");
      level = outline.size() == 1 && outline[0] >= '1' && outline[0] <= '6' ? outline[0] - '0' : 1;
    }
    Label(kind, level, words);
    AddLines(words.lines, kind, level, composer_);
    Asides(words);
  }

  void Label(BlockKind kind, int level, Words& words) {
    const std::string text = Collapse(words.lines.front());
    if (text.empty()) return;
    std::string label = std::exchange(label_, {});
    if (kind == BlockKind::kHeading && label.empty() && depth_ == 0) {
      label = outline_.Next(styles_.outline, static_cast<std::size_t>(level - 1), -1);
    }
    words.lines.front() = Labelled(label, text);
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
      } else if (Hidden(child)) {
        words.dropped.emplace_back(child.AllText(), "hidden");
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

  const OdtStyles& styles_;
  Composer& composer_;
  OpenList list_;
  std::size_t depth_ = 0;  // of lists in each other
  std::string label_;      // that the next paragraph begins with
  OdtCounter outline_;
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
  Composer composer(source.tables);
  const Node* body = root->Child("office:body");
  const Node* text = body == nullptr ? nullptr : body->Child("office:text");
  OdtStyles styles;
  if (archive.Find("styles.xml") != nullptr) {
    const Result<Node> shared = ReadXmlMember(archive, "styles.xml", source.file);
    if (!shared) return tl::unexpected(shared.error());
    styles.Read(*shared);
  }
  styles.Read(*root);
  if (text != nullptr) Body(styles, composer).Blocks(*text, BlockKind::kParagraph);
  Result<Metadata> metadata = ReadMeta(archive, source);
  if (!metadata) return tl::unexpected(metadata.error());
  Document document = std::move(composer).Finish();
  document.format = "odt";
  document.encoding = "UTF-8";
  document.metadata = std::move(*metadata);
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
