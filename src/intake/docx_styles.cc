#include "intake/docx_styles.h"

#include <algorithm>
#include <charconv>

namespace boyin::intake {
namespace {

int Digit(std::string_view text) {
  return !text.empty() && text.back() >= '0' && text.back() <= '9' ? text.back() - '0' : -1;
}

int Number(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Word's own styles keep their English names in every language: "heading 1", "toc 2".
void ReadName(std::string name, DocxStyle& style) {
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (name.starts_with("heading ")) style.level = std::max(Digit(name), 0);
  if (name == "title") style.level = 1;
  if (name.find("quote") != std::string::npos) style.quote = true;
  if (name.starts_with("toc ") || name == "toc heading" || name == "table of figures" ||
      name.starts_with("index ")) {
    style.contents = true;
  }
}

void ReadProperties(const Node& node, DocxStyle& style) {
  if (const Node* run = node.Child("w:rPr"); run != nullptr) {
    if (run->Child("w:vanish") != nullptr) style.hidden = DocxSwitch(*run, "w:vanish");
    if (const int size = Number(DocxValue(*run, "w:sz")); size > 0) style.size = size;
  }
  const Node* paragraph = node.Child("w:pPr");
  if (paragraph == nullptr) return;
  if (style.level == 0) style.level = DocxOutline(*paragraph);
  if (paragraph->Child("w:jc") != nullptr) {
    style.centred = DocxValue(*paragraph, "w:jc") == "center";
  }
  if (const Node* number = paragraph->Child("w:numPr"); number != nullptr) {
    if (number->Child("w:numId") != nullptr) style.number_id = DocxValue(*number, "w:numId");
    style.number_level =
        static_cast<std::size_t>(std::max(Number(DocxValue(*number, "w:ilvl")), 0));
  }
}

class Reader {
 public:
  explicit Reader(const Node& root) {
    for (const Node& node : root.children) {
      if (node.name == "w:style") nodes_.emplace(node.Attribute("w:styleId"), &node);
    }
  }

  DocxStyles Run() {
    for (const auto& [id, node] : nodes_) static_cast<void>(Of(id, 0));
    return std::move(styles_);
  }

 private:
  DocxStyle Of(const std::string& id, int depth) {
    constexpr int kDeepest = 20;  // styles that are based on each other; a circle ends here
    if (const auto done = styles_.find(id); done != styles_.end()) return done->second;
    const auto node = nodes_.find(id);
    if (node == nodes_.end() || depth > kDeepest) return {};
    DocxStyle style = Of(std::string(DocxValue(*node->second, "w:basedOn")), depth + 1);
    style.contents = false;
    ReadName(std::string(DocxValue(*node->second, "w:name")), style);
    ReadProperties(*node->second, style);
    return styles_.emplace(id, style).first->second;
  }

  std::map<std::string, const Node*, std::less<>> nodes_;
  DocxStyles styles_;
};

}  // namespace

DocxStyles ReadDocxStyles(const Node& root) { return Reader(root).Run(); }

std::string_view DocxValue(const Node& node, std::string_view child) {
  const Node* found = node.Child(child);
  return found == nullptr ? std::string_view() : found->Attribute("w:val");
}

bool DocxSwitch(const Node& node, std::string_view child) {
  if (node.Child(child) == nullptr) return false;
  const std::string_view value = DocxValue(node, child);
  return value != "0" && value != "false" && value != "off";
}

int DocxOutline(const Node& properties) {
  const std::string_view value = DocxValue(properties, "w:outlineLvl");
  const int outline = value.size() == 1 ? Digit(value) : -1;
  return outline >= 0 && outline < 6 ? outline + 1 : 0;
}

}  // namespace boyin::intake
