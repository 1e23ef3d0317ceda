#include "speechd/marked_text.h"

#include <limits>
#include <memory>
#include <optional>

#include <libxml/xmlreader.h>

#include "base/utf8.h"

namespace boyin::speechd {
namespace {

struct FreeReader {
  void operator()(xmlTextReader* reader) const { xmlFreeTextReader(reader); }
};

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

std::string ValidUtf8(std::string_view data) {
  std::string out;
  for (std::size_t at = 0; at < data.size();) {
    const utf8::CodePoint c = utf8::Decode(data, at);
    utf8::Append(out, c.value);
    at += c.length;
  }
  return out;
}

void AddElement(xmlTextReader* reader, MarkedText& message) {
  if (View(xmlTextReaderConstLocalName(reader)) != "mark") return;
  const std::unique_ptr<xmlChar, decltype(xmlFree)> name(
      xmlTextReaderGetAttribute(reader, reinterpret_cast<const xmlChar*>("name")), xmlFree);
  if (name) message.marks.push_back({message.text.size(), std::string(View(name.get()))});
}

/// Nothing where it is not well-formed.
std::optional<MarkedText> ReadXml(const std::string& data) {
  if (data.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return std::nullopt;
  const std::unique_ptr<xmlTextReader, FreeReader> reader(
      xmlReaderForMemory(data.data(), static_cast<int>(data.size()), nullptr, "UTF-8",
                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  if (!reader) return std::nullopt;
  MarkedText message;
  int more = xmlTextReaderRead(reader.get());
  for (; more == 1; more = xmlTextReaderRead(reader.get())) {
    switch (xmlTextReaderNodeType(reader.get())) {
      case XML_READER_TYPE_ELEMENT:
        AddElement(reader.get(), message);
        break;
      case XML_READER_TYPE_TEXT:
      case XML_READER_TYPE_CDATA:
      case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        message.text += View(xmlTextReaderConstValue(reader.get()));
        break;
      default:
        break;
    }
  }
  if (more != 0) return std::nullopt;
  return message;
}

/// A tag of SSML at `at`, or an empty view: `<` of a comparison is no tag.
std::string_view TagAt(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongestTag = 200;
  if (text[at] != '<' || at + 1 >= text.size()) return {};
  const char next = text[at + 1];
  const bool named = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '/' ||
                     next == '?' || next == '!';
  const std::size_t end = text.substr(at, kLongestTag).find('>');
  return named && end != std::string_view::npos ? text.substr(at, end + 1) : std::string_view();
}

MarkedText WithoutTags(std::string_view text) {
  MarkedText message;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view tag = TagAt(text, at);
    if (tag.empty()) message.text += text[at];
    at += tag.empty() ? 1 : tag.size();
  }
  return message;
}

bool IsCapital(std::string_view character) {
  return character.size() == 1 && character[0] >= 'A' && character[0] <= 'Z';
}

/// Goes through a text character by character and copies its marks to where they belong in what
/// `write` appends.
template <typename Write>
MarkedText Rewrite(const MarkedText& message, Write write) {
  MarkedText out;
  auto mark = message.marks.begin();
  const auto copy_marks = [&](std::size_t up_to) {
    for (; mark != message.marks.end() && mark->at <= up_to; ++mark) {
      out.marks.push_back({out.text.size(), mark->name});
    }
  };
  for (std::size_t at = 0; at < message.text.size();) {
    copy_marks(at);
    const std::size_t length = utf8::Decode(message.text, at).length;
    write(std::string_view(message.text).substr(at, length), out.text);
    at += length;
  }
  copy_marks(message.text.size());
  return out;
}

}  // namespace

MarkedText ReadMarkup(std::string_view data) {
  const std::string text = ValidUtf8(data);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || text[first] != '<') return {text, {}};
  if (std::optional<MarkedText> message = ReadXml(text)) return *std::move(message);
  return WithoutTags(text);
}

MarkedText NameMarks(const MarkedText& message, const Names& names, Punctuation punctuation) {
  return Rewrite(message, [&](std::string_view character, std::string& out) {
    if (names.IsNamed(character, punctuation)) {
      out += ' ';
      out += names.Mark(character);
      out += "，";
    } else {
      out += character;
    }
  });
}

MarkedText Spell(const MarkedText& message, const Names& names, bool name_capitals) {
  return Rewrite(message, [&](std::string_view character, std::string& out) {
    if (character == "\n" || character == "\r" || character == "\t") return;
    out += SayCharacter(character, names, name_capitals);
    out += "，";
  });
}

std::string SayCharacter(std::string_view character, const Names& names, bool name_capitals) {
  if (const std::string_view name = names.Mark(character); !name.empty()) return std::string(name);
  if (name_capitals && IsCapital(character)) return "大写 " + std::string(character);
  return std::string(character);
}

std::string SayKey(std::string_view key, const Names& names, bool name_capitals) {
  std::string out;
  while (!key.empty()) {
    // "control_alt_Page_Up": the longest name that the table knows, else up to the next underscore.
    std::size_t length = key.size();
    while (length != std::string_view::npos && names.Key(key.substr(0, length)).empty()) {
      length = length == 0 ? std::string_view::npos : key.rfind('_', length - 1);
    }
    const bool known = length != std::string_view::npos && length > 0;
    if (!known) length = std::min(key.find('_', 1), key.size());
    const std::string_view part = key.substr(0, length);
    if (!out.empty()) out += ' ';
    out += known ? std::string(names.Key(part)) : SayCharacter(part, names, name_capitals);
    key.remove_prefix(length);
    if (key.starts_with('_') && key.size() > 1) key.remove_prefix(1);
  }
  return out;
}

}  // namespace boyin::speechd
