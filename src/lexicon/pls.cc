#include "lexicon/pls.h"

#include <limits>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/message.h"
#include "base/utf8.h"

namespace boyin::lexicon {
namespace {

constexpr std::string_view kNamespace = "http://www.w3.org/2005/01/pronunciation-lexicon";

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, FreeDocument>;

std::string_view View(const xmlChar* text) {
  // libxml2's characters are UTF-8 bytes under another name.
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

/// Takes over a string that libxml2 allocated.
std::string Own(xmlChar* text) {
  std::string out(View(text));
  if (text != nullptr) xmlFree(text);
  return out;
}

std::string Attribute(const xmlNode* node, const char* name, const char* space = nullptr) {
  const auto* key = reinterpret_cast<const xmlChar*>(name);
  const auto* uri = reinterpret_cast<const xmlChar*>(space);
  return Own(space == nullptr ? xmlGetNoNsProp(node, key) : xmlGetNsProp(node, key, uri));
}

/// The text inside, blanks around it dropped and a tab or a line end inside it a blank.
std::string Text(const xmlNode* node) {
  std::string text = Own(xmlNodeGetContent(node));
  for (char& c : text) {
    if (c == '\n' || c == '\t' || c == '\r') c = ' ';
  }
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

bool Is(const xmlNode* node, std::string_view name) {
  return node->type == XML_ELEMENT_NODE && View(node->name) == name;
}

bool IsPinyin(std::string_view alphabet) {
  return alphabet == "x-pinyin" || alphabet == "pinyin" || alphabet == "x-boyin-pinyin";
}

/// Reads the lexemes of one document.
class Reader {
 public:
  Reader(std::string_view name, const xmlNode* root) : name_(name), root_(root) {}

  Result<Lexicon> Read() {
    if (!Is(root_, "lexicon") || root_->ns == nullptr || View(root_->ns->href) != kNamespace) {
      return Fail(Code::kInput, Where(root_), Translated("this is no PLS lexicon"),
                  Translated("the root is lexicon in {}", kNamespace));
    }
    alphabet_ = Attribute(root_, "alphabet");
    for (const xmlNode* node = root_->children; node != nullptr; node = node->next) {
      if (!Is(node, "lexeme")) continue;
      if (Result<void> read = ReadLexeme(node); !read) return tl::unexpected(read.error());
    }
    return Merge({entries_});
  }

 private:
  [[nodiscard]] std::string Where(const xmlNode* node) const {
    return fmt::format("{}:{}", name_, xmlGetLineNo(node));
  }

  Result<void> ReadLexeme(const xmlNode* lexeme) {
    std::vector<std::string> graphemes;
    const xmlNode* phoneme = nullptr;
    const xmlNode* alias = nullptr;
    for (const xmlNode* node = lexeme->children; node != nullptr; node = node->next) {
      if (Is(node, "grapheme")) graphemes.push_back(Text(node));
      const bool preferred = node->type == XML_ELEMENT_NODE && Attribute(node, "prefer") == "true";
      if (Is(node, "phoneme") && (phoneme == nullptr || preferred)) phoneme = node;
      if (Is(node, "alias") && (alias == nullptr || preferred)) alias = node;
    }
    Line line;
    if (alias != nullptr) line.spoken = Text(alias);
    if (phoneme != nullptr) {
      const std::string own = Attribute(phoneme, "alphabet");
      if (!IsPinyin(own.empty() ? alphabet_ : own)) return WrongAlphabet(phoneme, own);
      line.pinyin = Text(phoneme);
    }
    line.scope = Attribute(lexeme, "scope", kPlsNamespace.data());
    line.until = Attribute(lexeme, "until", kPlsNamespace.data());
    if (graphemes.empty()) {
      return Fail(Code::kInput, Where(lexeme), Translated("a lexeme without grapheme"));
    }
    for (const std::string& grapheme : graphemes) {
      line.written = grapheme;
      Result<Entry> entry = ReadLine(line, Where(lexeme));
      if (!entry) return tl::unexpected(entry.error());
      entries_.push_back(*std::move(entry));
    }
    return {};
  }

  [[nodiscard]] tl::unexpected<Error> WrongAlphabet(const xmlNode* phoneme,
                                                    const std::string& own) const {
    const std::string& alphabet = own.empty() ? alphabet_ : own;
    return Fail(Code::kInput, Where(phoneme),
                Translated("the alphabet \"{}\" cannot be read", alphabet),
                Translated("write pinyin and alphabet=\"x-pinyin\""));
  }

  std::string name_;
  const xmlNode* root_;
  std::string alphabet_;
  Lexicon entries_;
};

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (static_cast<unsigned char>(c) >= 0x20) {
      out += c;
    }
  }
  return out;
}

}  // namespace

Result<Lexicon> ReadPls(std::string_view text, std::string_view name) {
  const auto broken = [&](int line) {
    return Fail(Code::kInput, fmt::format("{}:{}", name, line),
                Translated("the XML is not well-formed"));
  };
  if (utf8::FirstInvalid(text) || text.size() > std::numeric_limits<int>::max()) {
    return Fail(Code::kInput, std::string(name), Translated("the lexicon is not UTF-8"));
  }
  // Refused before it is parsed: a document type is what declares entities and outside files.
  if (text.find("<!DOCTYPE") != std::string_view::npos) {
    return Fail(Code::kInput, std::string(name), Translated("a lexicon may have no document type"),
                Translated("leave out the <!DOCTYPE …>"));
  }
  xmlResetLastError();
  const Document document(xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr,
                                        "UTF-8",
                                        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  if (document == nullptr) {
    const xmlError* error = xmlGetLastError();
    return broken(error == nullptr ? 1 : error->line);
  }
  const xmlNode* root = xmlDocGetRootElement(document.get());
  return root == nullptr ? broken(1) : Reader(name, root).Read();
}

std::string WritePls(const Lexicon& lexicon) {
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<lexicon version=\"1.0\" xmlns=\"{}\" xmlns:boyin=\"{}\"\n"
      "    alphabet=\"x-pinyin\" xml:lang=\"zh-CN\">\n",
      kNamespace, kPlsNamespace);
  for (const Entry& entry : lexicon) {
    const Line line = LineOf(entry);
    out += "  <lexeme";
    if (!line.scope.empty()) out += fmt::format(" boyin:scope=\"{}\"", Escaped(line.scope));
    if (!line.until.empty()) out += fmt::format(" boyin:until=\"{}\"", Escaped(line.until));
    out += fmt::format("><grapheme>{}</grapheme>", Escaped(line.written));
    if (!line.pinyin.empty()) out += fmt::format("<phoneme>{}</phoneme>", Escaped(line.pinyin));
    if (!line.spoken.empty()) out += fmt::format("<alias>{}</alias>", Escaped(line.spoken));
    out += "</lexeme>\n";
  }
  return out + "</lexicon>\n";
}

}  // namespace boyin::lexicon
