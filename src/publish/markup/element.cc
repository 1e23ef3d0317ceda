#include "publish/markup/element.h"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/message.h"

namespace boyin::publish {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kPrefixes{
    {{"http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes:"},
     {"https://podcastindex.org/namespace/1.0", "podcast:"},
     {"http://www.w3.org/2005/Atom", "atom:"},
     {"http://purl.org/rss/1.0/modules/content/", "content:"}}};

constexpr std::size_t kDeepest = 64;

struct FreeContext {
  void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};
struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

std::string String(const xmlChar* chars) {
  return chars == nullptr ? "" : reinterpret_cast<const char*>(chars);
}

std::string NameOf(const xmlNode& node) {
  if (node.ns == nullptr) return String(node.name);
  const std::string uri = String(node.ns->href);
  for (const auto& [known, prefix] : kPrefixes) {
    if (uri == known) return std::string(prefix) + String(node.name);
  }
  return "{" + uri + "}" + String(node.name);
}

std::string Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  return std::string(text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin));
}

Element Copy(const xmlNode& node, std::size_t depth) {
  Element element;
  element.name = NameOf(node);
  element.line = static_cast<std::size_t>(std::max(0L, xmlGetLineNo(&node)));
  for (const xmlAttr* attribute = node.properties; attribute != nullptr;
       attribute = attribute->next) {
    std::string value;
    for (const xmlNode* part = attribute->children; part != nullptr; part = part->next) {
      value += String(part->content);
    }
    element.attributes[String(attribute->name)] = value;
  }
  for (const xmlNode* child = node.children; child != nullptr; child = child->next) {
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
      element.text += String(child->content);
    } else if (child->type == XML_ELEMENT_NODE && depth < kDeepest) {
      element.children.push_back(Copy(*child, depth + 1));
    }
  }
  element.text = Trimmed(element.text);
  return element;
}

}  // namespace

const Element* Element::Child(std::string_view child) const {
  const auto found = std::find_if(children.begin(), children.end(),
                                  [&](const Element& element) { return element.name == child; });
  return found == children.end() ? nullptr : &*found;
}

std::string Element::TextOf(std::string_view child) const {
  const Element* element = Child(child);
  return element == nullptr ? "" : element->text;
}

std::string Element::Attribute(const std::string& attribute) const {
  const auto found = attributes.find(attribute);
  return found == attributes.end() ? "" : found->second;
}

Result<Element> ReadXml(std::string_view xml, const std::string& name) {
  const std::unique_ptr<xmlParserCtxt, FreeContext> context(xmlNewParserCtxt());
  const std::unique_ptr<xmlDoc, FreeDocument> document(xmlCtxtReadMemory(
      context.get(), xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES));
  const xmlNode* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
  if (root == nullptr) {
    const xmlError* error = xmlCtxtGetLastError(context.get());
    const std::string why = error == nullptr || error->message == nullptr ? "no element in it"
                                                                          : Trimmed(error->message);
    return Fail(Code::kInput, fmt::format("{}:{}", name, error == nullptr ? 1 : error->line),
                Translated("not well-formed XML: {}", why));
  }
  return Copy(*root, 0);
}

}  // namespace boyin::publish
