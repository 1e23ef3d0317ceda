#include "intake/markup.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/message.h"

namespace boyin::intake {
namespace {

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

struct Space {
  std::string_view uri;
  std::string_view prefix;
};

constexpr std::array<Space, 22> kSpaces{{
    {"http://www.w3.org/2005/Atom", ""},
    {"http://purl.org/rss/1.0/", ""},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:"},
    {"http://purl.org/rss/1.0/modules/content/", "content:"},
    {"http://purl.org/dc/elements/1.1/", "dc:"},
    {"http://purl.org/dc/terms/", "dcterms:"},
    {"http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes:"},
    {"http://search.yahoo.com/mrss/", "media:"},
    {"http://www.w3.org/1999/xhtml", ""},
    {"http://www.w3.org/2001/10/synthesis", ""},
    {"http://www.idpf.org/2007/opf", ""},
    {"urn:oasis:names:tc:opendocument:xmlns:container", ""},
    {"http://www.daisy.org/z3986/2005/ncx/", ""},
    {"http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w:"},
    {"http://purl.oclc.org/ooxml/wordprocessingml/main", "w:"},
    {"http://schemas.openxmlformats.org/package/2006/metadata/core-properties", "cp:"},
    {"http://schemas.openxmlformats.org/markup-compatibility/2006", "mc:"},
    {"urn:oasis:names:tc:opendocument:xmlns:office:1.0", "office:"},
    {"urn:oasis:names:tc:opendocument:xmlns:text:1.0", "text:"},
    {"urn:oasis:names:tc:opendocument:xmlns:table:1.0", "table:"},
    {"urn:oasis:names:tc:opendocument:xmlns:style:1.0", "style:"},
    {"urn:oasis:names:tc:opendocument:xmlns:meta:1.0", "meta:"},
}};

std::string NameOf(const xmlChar* local, const xmlChar* prefix, const xmlChar* uri) {
  const std::string_view space = View(uri);
  const auto* known = std::find_if(kSpaces.begin(), kSpaces.end(),
                                   [&](const Space& one) { return one.uri == space; });
  if (known != kSpaces.end()) return std::string(known->prefix) + std::string(View(local));
  if (prefix == nullptr) return std::string(View(local));
  return fmt::format("{}:{}", View(prefix), View(local));
}

bool IsWeightless(std::string_view name) {
  return name == "a" || name == "script" || name == "style" || name == "head" ||
         name == "template" || name == "select" || name == "noscript";
}

enum class Stop { kNone, kDepth, kNodes, kDtd };

/// Takes libxml2's events and grows the tree. The nodes on the way down are kept in a stack and
/// move into their parents when they end.
class Grower {
 public:
  Grower(xmlParserCtxtPtr parser, std::size_t deepest) : parser_(parser), deepest_(deepest) {
    open_.emplace_back();
  }

  void Begin(Node node) {
    if (stop_ != Stop::kNone) return;
    if (open_.size() > deepest_) return Halt(Stop::kDepth);
    if (++nodes_ > kMostNodes) return Halt(Stop::kNodes);
    if (parser_->input != nullptr) node.line = parser_->input->line;
    open_.push_back(std::move(node));
  }

  void End() {
    if (stop_ == Stop::kNone && open_.size() > 1) Close();
  }

  void Text(std::string_view text) {
    if (stop_ != Stop::kNone) return;
    std::vector<Node>& siblings = open_.back().children;
    if (siblings.empty() || !siblings.back().name.empty()) {
      if (++nodes_ > kMostNodes) return Halt(Stop::kNodes);
      siblings.emplace_back();
    }
    siblings.back().text += text;
    open_.back().weight += text.size();
  }

  void Halt(Stop why) {
    if (stop_ != Stop::kNone) return;
    stop_ = why;
    line_ = parser_->input != nullptr ? parser_->input->line : 0;
    xmlStopParser(parser_);
  }

  Node Finish() {
    while (open_.size() > 1) Close();
    return std::move(open_.front());
  }

  [[nodiscard]] Stop stop() const { return stop_; }
  [[nodiscard]] int line() const { return line_; }

 private:
  void Close() {
    Node node = std::move(open_.back());
    open_.pop_back();
    if (IsWeightless(node.name)) node.weight = 0;
    open_.back().weight += node.weight;
    open_.back().children.push_back(std::move(node));
  }

  xmlParserCtxtPtr parser_;
  std::size_t deepest_;
  std::vector<Node> open_;
  std::size_t nodes_ = 0;
  Stop stop_ = Stop::kNone;
  int line_ = 0;
};

Grower& GrowerOf(void* context) { return *static_cast<Grower*>(context); }

void OnText(void* context, const xmlChar* text, int length) {
  GrowerOf(context).Text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
}

void OnHtmlBegin(void* context, const xmlChar* name, const xmlChar** attributes) {
  Node node;
  node.name = View(name);
  for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2) {
    node.attributes.emplace_back(View(attributes[0]), View(attributes[1]));
  }
  GrowerOf(context).Begin(std::move(node));
}

void OnHtmlEnd(void* context, const xmlChar* /*name*/) { GrowerOf(context).End(); }

void OnXmlBegin(void* context, const xmlChar* local, const xmlChar* prefix, const xmlChar* uri,
                int /*namespaces*/, const xmlChar** /*declared*/, int count, int /*defaulted*/,
                const xmlChar** attributes) {
  Node node;
  node.name = NameOf(local, prefix, uri);
  for (int i = 0; i < count; ++i, attributes += 5) {
    const auto* begin = reinterpret_cast<const char*>(attributes[3]);
    const auto* end = reinterpret_cast<const char*>(attributes[4]);
    node.attributes.emplace_back(NameOf(attributes[0], attributes[1], attributes[2]),
                                 std::string(begin, end));
  }
  GrowerOf(context).Begin(std::move(node));
}

void OnXmlEnd(void* context, const xmlChar* /*local*/, const xmlChar* /*prefix*/,
              const xmlChar* /*uri*/) {
  GrowerOf(context).End();
}

void OnDtd(void* context, const xmlChar* /*name*/, const xmlChar* /*external*/,
           const xmlChar* /*system*/) {
  GrowerOf(context).Halt(Stop::kDtd);
}

xmlEntityPtr OnEntity(void* /*context*/, const xmlChar* name) {
  return xmlGetPredefinedEntity(name);
}

tl::unexpected<Error> Refuse(Stop stop, std::string_view file_name, int line, std::size_t deepest) {
  const std::string where = fmt::format("{}:{}", file_name, line);
  if (stop == Stop::kDtd) {
    return Fail(
        Code::kInput, where,
        Translated("has a document type (DTD), which may hide other files or endless entities"),
        Translated("remove the <!DOCTYPE …> part"));
  }
  if (stop == Stop::kDepth) {
    return Fail(Code::kInput, where, Translated("elements are nested deeper than {}", deepest),
                Translated("give the text of it"));
  }
  return Fail(Code::kInput, where, Translated("has more than {} elements", kMostNodes),
              Translated("split it"));
}

tl::unexpected<Error> TooLarge(std::string_view file_name) {
  return Fail(Code::kInput, std::string(file_name), Translated("is larger than 1 GB of markup"),
              Translated("split it"));
}

constexpr std::size_t kLargest = 1'000'000'000;  // libxml2 counts in int

/// libxml2 wants its tables made before threads use it.
void StartLibrary() {
  static const bool started = (xmlInitParser(), true);
  static_cast<void>(started);
}

/// A parser that meets entities makes itself a document, which freeing the parser does not free.
void FreeParser(xmlParserCtxtPtr parser) {
  xmlFreeDoc(parser->myDoc);
  parser->myDoc = nullptr;
  xmlFreeParserCtxt(parser);
}

using Parser = std::unique_ptr<xmlParserCtxt, decltype(&FreeParser)>;

void SwitchToUtf8(xmlParserCtxtPtr parser) {
  if (xmlCharEncodingHandlerPtr handler = xmlFindCharEncodingHandler("UTF-8"); handler != nullptr) {
    xmlSwitchToEncoding(parser, handler);
  }
}

std::string NotWellFormed(const xmlError* error) {
  if (error == nullptr || error->message == nullptr) return "?";
  std::string message = error->message;
  while (message.ends_with('\n')) message.pop_back();
  return message;
}

void AppendText(const Node& node, std::string& out) {
  out += node.text;
  for (const Node& child : node.children) AppendText(child, out);
}

/// Where the attributes of tags end, told without a parser: "<a b='>' c>".
class TagScanner {
 public:
  explicit TagScanner(std::string_view text) : text_(text) {}

  /// The byte of the first tag with more attributes than a page needs.
  std::optional<std::size_t> CrowdedTag(bool html) {
    for (std::size_t at = text_.find('<'); at != std::string_view::npos; at = text_.find('<', at)) {
      const std::size_t begin = at++;
      const char c = at < text_.size() ? text_[at] : ' ';
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & '\x80') != 0;
      if (!letter) continue;
      if (html && SkipScript(at)) continue;
      if (Attributes(at) > kMostAttributes) return begin;
    }
    return std::nullopt;
  }

 private:
  /// Counts words up to the end of the tag, and moves there.
  std::size_t Attributes(std::size_t& at) {
    std::size_t count = 0;
    bool space = false;
    for (; at < text_.size() && text_[at] != '>'; ++at) {
      const char c = text_[at];
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '/') {
        space = true;
        continue;
      }
      if (space) ++count;
      space = false;
      if ((c == '"' || c == '\'') && at > 0 && (text_[at - 1] == '=' || text_[at - 1] == ' ')) {
        const std::size_t end = EndOfQuote(c, at + 1);
        if (end != std::string_view::npos) {
          at = end;
          space = true;  // the next attribute may follow at once
        }
      }
    }
    return count;
  }

  std::size_t EndOfQuote(char quote, std::size_t from) {
    bool& none = quote == '"' ? no_double_ : no_single_;
    if (none) return std::string_view::npos;
    const std::size_t end = text_.find(quote, from);
    none = end == std::string_view::npos;
    return end;
  }

  /// Moves behind <script …> up to its end: what is in it is no tag.
  bool SkipScript(std::size_t& at) {
    std::string name;
    for (std::size_t i = at; i < text_.size() && i < at + 6; ++i) {
      name += static_cast<char>(text_[i] | ' ');
    }
    if (name != "script" || no_script_) return false;
    std::size_t end = text_.find("</", at);
    while (end != std::string_view::npos && end + 8 <= text_.size() &&
           (text_[end + 2] | ' ') != 's') {
      end = text_.find("</", end + 2);
    }
    no_script_ = end == std::string_view::npos;
    if (no_script_) return false;
    at = end + 2;
    return true;
  }

  std::string_view text_;
  bool no_double_ = false;  // no such mark stands further on
  bool no_single_ = false;
  bool no_script_ = false;
};

std::optional<Error> RefuseCrowded(std::string_view text, std::string_view file_name, bool html) {
  const std::optional<std::size_t> at = TagScanner(text).CrowdedTag(html);
  if (!at) return std::nullopt;
  const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*at), '\n');
  return Error{Code::kInput, fmt::format("{}:{}", file_name, line + 1),
               Translated("a tag has more than {} attributes", kMostAttributes),
               Translated("give the text of it")};
}

}  // namespace

std::string_view Node::Attribute(std::string_view key) const {
  for (const auto& [name_, value] : attributes) {
    if (name_ == key) return value;
  }
  return {};
}

const Node* Node::Child(std::string_view child) const {
  for (const Node& node : children) {
    if (node.name == child) return &node;
  }
  return nullptr;
}

std::string Node::AllText() const {
  std::string out;
  AppendText(*this, out);
  return out;
}

Result<Node> ParseHtml(std::string_view text, std::string_view file_name) {
  if (text.size() > kLargest) return TooLarge(file_name);
  if (auto crowded = RefuseCrowded(text, file_name, true)) return tl::unexpected(*crowded);
  StartLibrary();
  const Parser parser(htmlCreateMemoryParserCtxt(text.data(), static_cast<int>(text.size())),
                      &FreeParser);
  if (parser == nullptr) return Node{};  // libxml2 takes no empty text
  htmlSAXHandler events{};
  events.initialized = 1;
  events.startElement = OnHtmlBegin;
  events.endElement = OnHtmlEnd;
  events.characters = OnText;
  events.ignorableWhitespace = OnText;
  events.cdataBlock = OnText;
  *parser->sax = events;
  htmlCtxtUseOptions(parser.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                       HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  Grower grower(parser.get(), kDeepestHtml);
  parser->userData = &grower;
  SwitchToUtf8(parser.get());
  htmlParseDocument(parser.get());
  if (grower.stop() != Stop::kNone) {
    return Refuse(grower.stop(), file_name, grower.line(), kDeepestHtml);
  }
  return grower.Finish();
}

Result<Node> ParseXml(std::string_view text, std::string_view file_name) {
  if (text.size() > kLargest) return TooLarge(file_name);
  if (auto crowded = RefuseCrowded(text, file_name, false)) return tl::unexpected(*crowded);
  StartLibrary();
  const Parser parser(xmlCreateMemoryParserCtxt(text.data(), static_cast<int>(text.size())),
                      &FreeParser);
  if (parser == nullptr) {
    return Fail(Code::kInput, std::string(file_name), Translated("is empty"));
  }
  xmlSAXHandler events{};
  events.initialized = XML_SAX2_MAGIC;
  events.startElementNs = OnXmlBegin;
  events.endElementNs = OnXmlEnd;
  events.characters = OnText;
  events.ignorableWhitespace = OnText;
  events.cdataBlock = OnText;
  events.internalSubset = OnDtd;
  events.getEntity = OnEntity;
  *parser->sax = events;
  xmlCtxtUseOptions(parser.get(), XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET |
                                      XML_PARSE_IGNORE_ENC | XML_PARSE_HUGE);
  Grower grower(parser.get(), kDeepestXml);
  parser->userData = &grower;
  SwitchToUtf8(parser.get());
  xmlParseDocument(parser.get());
  if (grower.stop() != Stop::kNone) {
    return Refuse(grower.stop(), file_name, grower.line(), kDeepestXml);
  }
  Node root = grower.Finish();
  const auto top = std::find_if(root.children.begin(), root.children.end(),
                                [](const Node& node) { return !node.name.empty(); });
  if (parser->wellFormed == 0 || top == root.children.end()) {
    const xmlError* error = xmlCtxtGetLastError(parser.get());
    const std::string why = NotWellFormed(error);
    return Fail(Code::kInput, fmt::format("{}:{}", file_name, error == nullptr ? 0 : error->line),
                Translated("is not well-formed XML: {}", why), Translated("mend it there"));
  }
  return std::move(*top);
}

}  // namespace boyin::intake
