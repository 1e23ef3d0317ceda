// PowerPoint's slides in the order in which they are shown: the title as a heading, what stands on
// the slide, then the speaker's notes. Pictures, page numbers and footers are not read.
#include <map>

#include <fmt/format.h>

#include "intake/office.h"

namespace boyin::intake {
namespace {

const Node* Find(const Node& node, std::string_view name) {
  for (const Node& child : node.children) {
    if (child.name == name) return &child;
    if (const Node* found = Find(child, name)) return found;
  }
  return nullptr;
}

using Relations = std::map<std::string, std::string, std::less<>>;

/// What the parts beside a part are called: by id, or by the last word of their type.
Relations ReadRelations(Archive& archive, std::string_view path, std::string_view file,
                        bool by_type) {
  Relations relations;
  if (archive.Find(path) == nullptr) return relations;
  const Result<Node> root = ReadXmlMember(archive, path, file);
  if (!root) return relations;
  for (const Node& node : root->children) {
    std::string target(node.Attribute("Target"));
    if (target.starts_with("../")) target.erase(0, 3);
    if (target.starts_with("/ppt/")) target.erase(0, 5);
    const std::string_view type = node.Attribute("Type");
    const std::string_view key = by_type ? type.substr(type.rfind('/') + 1) : node.Attribute("Id");
    relations.emplace(key, "ppt/" + target);
  }
  return relations;
}

void Words(const Node& node, std::string& text) {
  if (node.name == "a:t") text += node.AllText();
  if (node.name == "a:br" || node.name == "a:tab") text += ' ';
  if (node.name == "a:fld") return;  // the number of the slide, the date
  for (const Node& child : node.children) Words(child, text);
}

/// The paragraphs of a shape, or the rows of a table.
void Paragraphs(const Node& node, BlockKind kind, int level, Composer& composer) {
  for (const Node& child : node.children) {
    if (child.name == "a:p") {
      std::string text;
      Words(child, text);
      AddLines({text}, kind, level, composer);
    } else if (child.name == "a:tr") {
      std::vector<std::vector<std::string>> cells;
      for (const Node& cell : child.children) {
        if (cell.name != "a:tc") continue;
        cells.emplace_back(1);
        Words(cell, cells.back().front());
      }
      AddRow(cells, composer);
    } else if (child.name != "p:nvSpPr") {
      Paragraphs(child, kind, level, composer);
    }
  }
}

/// Shapes one after the other, those of groups included.
void Shapes(const Node& node, bool notes, Composer& composer) {
  for (const Node& child : node.children) {
    if (child.name != "p:sp" && child.name != "p:graphicFrame") {
      Shapes(child, notes, composer);
      continue;
    }
    const Node* place = Find(child, "p:ph");
    const std::string_view type = place == nullptr ? std::string_view() : place->Attribute("type");
    if (type == "sldNum" || type == "ftr" || type == "dt" || type == "hdr") continue;
    if (notes && type != "body") continue;  // the picture of the slide
    const bool title = type == "title" || type == "ctrTitle";
    Paragraphs(child, title ? BlockKind::kHeading : BlockKind::kParagraph, title ? 1 : 0, composer);
  }
}

}  // namespace

Result<Document> ReadPptx(Archive& archive, const Source& source) {
  const Result<Node> root = ReadXmlMember(archive, "ppt/presentation.xml", source.file);
  if (!root) return tl::unexpected(root.error());
  const Relations slides =
      ReadRelations(archive, "ppt/_rels/presentation.xml.rels", source.file, false);
  Composer composer(source.tables);
  const Node* list = Find(*root, "p:sldIdLst");
  for (const Node& slide : list == nullptr ? std::vector<Node>() : list->children) {
    const auto path = slides.find(slide.Attribute("r:id"));
    if (path == slides.end()) continue;
    const Result<Node> shown = ReadXmlMember(archive, path->second, source.file);
    if (!shown) return tl::unexpected(shown.error());
    if (shown->Attribute("show") == "0") continue;  // hidden
    Shapes(*shown, false, composer);
    const std::string name = path->second.substr(path->second.rfind('/') + 1);
    const Relations beside =
        ReadRelations(archive, fmt::format("ppt/slides/_rels/{}.rels", name), source.file, true);
    const auto notes = beside.find("notesSlide");
    if (notes == beside.end() || archive.Find(notes->second) == nullptr) continue;
    const Result<Node> said = ReadXmlMember(archive, notes->second, source.file);
    if (!said) return tl::unexpected(said.error());
    Shapes(*said, true, composer);
  }
  Document document = std::move(composer).Finish();
  document.format = "pptx";
  document.encoding = "UTF-8";
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
