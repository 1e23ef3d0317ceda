// Two formats that are XML of their own: FictionBook 2 and Timed Text (TTML, DFXP).
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/date.h"
#include "intake/charset.h"
#include "intake/composer.h"
#include "intake/cues.h"
#include "intake/markup.h"
#include "intake/source.h"

namespace boyin::intake {
namespace {

std::string_view LocalName(std::string_view name) { return name.substr(name.rfind(':') + 1); }

const Node* Find(const Node& node, std::string_view name) {
  for (const Node& child : node.children) {
    if (LocalName(child.name) == name) return &child;
    if (const Node* found = Find(child, name)) return found;
  }
  return nullptr;
}

std::string TextOf(const Node& node, std::string_view name) {
  const Node* found = Find(node, name);
  return found == nullptr ? std::string() : Collapse(found->AllText());
}

class Book {
 public:
  explicit Book(Composer& composer) : composer_(composer) {}

  void Blocks(const Node& node, int level) {
    for (const Node& child : node.children) {
      const std::string_view name = LocalName(child.name);
      if (name == "title") {
        Title(child, level);
      } else if (name == "section") {
        Blocks(child, std::min(level + 1, 6));
      } else if (name == "subtitle") {
        Line(child, BlockKind::kHeading, std::min(level + 1, 6));
      } else if (name == "p" || name == "v" || name == "text-author" || name == "date") {
        Line(child, quote_ > 0 ? BlockKind::kQuote : BlockKind::kParagraph, 0);
      } else if (name == "epigraph" || name == "cite" || name == "annotation") {
        ++quote_;
        Blocks(child, level);
        --quote_;
      } else if (name == "tr") {
        std::string row;
        for (const Node& cell : child.children) {
          const std::string text = Collapse(cell.AllText());
          if (!text.empty()) row += (row.empty() ? "" : "，") + text;
        }
        if (!row.empty()) composer_.Add(BlockKind::kTableRow, row);
      } else if (!name.empty()) {
        Blocks(child, level);
      }
    }
  }

 private:
  /// A title of several lines is one heading.
  void Title(const Node& node, int level) {
    std::string text;
    for (const Node& child : node.children) {
      const std::string line = Collapse(child.AllText());
      if (!line.empty()) text += (text.empty() ? "" : " ") + line;
    }
    if (!text.empty()) composer_.Add(BlockKind::kHeading, text).level = std::max(level, 1);
  }

  void Line(const Node& node, BlockKind kind, int level) {
    std::string text;
    std::string marks;
    Words(node, text, marks);
    text = Collapse(text);
    if (!text.empty()) composer_.Add(kind, text).level = level;
    composer_.Drop(Collapse(marks), "footnote mark");
  }

  static void Words(const Node& node, std::string& text, std::string& marks) {
    for (const Node& child : node.children) {
      if (child.name.empty()) {
        text += child.text;
      } else if (LocalName(child.name) == "a" && child.Attribute("type") == "note") {
        marks += child.AllText() + ' ';
      } else if (LocalName(child.name) == "br") {
        text += ' ';
      } else {
        Words(child, text, marks);
      }
    }
  }

  Composer& composer_;
  int quote_ = 0;
};

Document FictionBook(const Node& root) {
  Composer composer;
  Book book(composer);
  for (const Node& child : root.children) {
    if (LocalName(child.name) != "body") continue;
    if (child.Attribute("name") == "notes" || child.Attribute("name") == "comments") {
      composer.Drop(Collapse(child.AllText()), "footnote");
    } else {
      book.Blocks(child, 0);
    }
  }
  Document document = std::move(composer).Finish();
  document.format = "fictionbook";
  if (const Node* info = Find(root, "title-info"); info != nullptr) {
    document.metadata.title = TextOf(*info, "book-title");
    document.metadata.language = TextOf(*info, "lang");
    if (const Node* author = Find(*info, "author"); author != nullptr) {
      document.metadata.author =
          Collapse(TextOf(*author, "last-name") + TextOf(*author, "middle-name") +
                   TextOf(*author, "first-name"));
      if (document.metadata.author.empty()) document.metadata.author = TextOf(*author, "nickname");
    }
    if (const auto moment = FindDate(TextOf(*info, "date"))) document.metadata.date = moment->day;
  }
  return document;
}

/// "00:00:01.500", "00:00:01:12" (frames, passed over), "1.5s", "1500ms"
std::optional<std::int64_t> Clock(std::string_view text) {
  std::int64_t total = 0;
  double part = 0;
  double scale = 0;
  int colons = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      if (scale == 0) part = part * 10 + (c - '0');
      if (scale != 0) part += (c - '0') * scale, scale /= 10;
      if (part > 1e9) return std::nullopt;
    } else if (c == ':' && colons < 3) {
      if (++colons == 3) break;
      total = (total + static_cast<std::int64_t>(part)) * 60;
      part = 0;
    } else if (c == '.' && scale == 0) {
      scale = 0.1;
    } else if (text.substr(i) == "ms") {
      return static_cast<std::int64_t>(part);
    } else if (text.substr(i) == "s") {
      break;
    } else {
      return std::nullopt;
    }
  }
  return text.empty() ? std::nullopt
                      : std::optional(total * 1000 + static_cast<std::int64_t>(part * 1000));
}

void Words(const Node& node, std::string& text) {
  for (const Node& child : node.children) {
    if (child.name.empty()) text += child.text;
    if (LocalName(child.name) == "br") text += '\n';
    if (!child.name.empty() && LocalName(child.name) != "metadata") Words(child, text);
  }
}

void Cues(const Node& node, std::vector<Cue>& cues, TimeSpan& last) {
  for (const Node& child : node.children) {
    if (LocalName(child.name) != "p") {
      Cues(child, cues, last);
      continue;
    }
    const auto begin = Clock(child.Attribute("begin"));
    const auto end = Clock(child.Attribute("end"));
    const auto length = Clock(child.Attribute("dur"));
    last.begin_ms = begin.value_or(last.end_ms);
    last.end_ms = end ? *end : last.begin_ms + length.value_or(0);
    Cue cue{last, {}};
    Words(child, cue.text);
    cues.push_back(std::move(cue));
  }
}

Document TimedText(const Node& root) {
  std::vector<Cue> cues;
  TimeSpan last;
  Cues(root, cues, last);
  Composer composer;
  AddSentences(cues, composer);
  Document document = std::move(composer).Finish();
  document.format = "subtitles";
  document.metadata.language = root.Attribute("xml:lang");
  return document;
}

}  // namespace

Result<Document> ReadMarkedText(const Source& source) {
  const Result<Decoded> decoded =
      Decode(source.bytes, source.file, source.encoding, DeclaredEncoding(source.bytes));
  if (!decoded) return tl::unexpected(decoded.error());
  const Result<Node> root = ParseXml(decoded->text, source.file);
  if (!root) return tl::unexpected(root.error());
  Document document =
      LocalName(root->name) == "FictionBook" ? FictionBook(*root) : TimedText(*root);
  NoteDecoding(*decoded, document);
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
