#include <cstdlib>
#include <memory>
#include <mutex>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <fmt/format.h>

#include "base/date.h"
#include "base/message.h"
#include "base/utf8.h"
#include "intake/charset.h"
#include "intake/html.h"
#include "intake/source.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kLargest = 8'000'000;

std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// "title: 标题" between two lines of "---" at the very beginning, as site generators want it.
std::string_view TakeFrontMatter(std::string_view& text) {
  std::string_view rest = text;
  if (TakeLine(rest) != "---") return {};
  const std::string_view begin = rest;
  while (!rest.empty()) {
    const std::string_view before = rest;
    const std::string_view line = TakeLine(rest);
    if (line != "---" && line != "...") continue;
    text = rest;
    return begin.substr(0, begin.size() - before.size());
  }
  return {};
}

std::string Unquoted(std::string_view value) {
  std::string out = Collapse(value);
  if (out.size() >= 2 && (out[0] == '"' || out[0] == '\'') && out.back() == out[0]) {
    return out.substr(1, out.size() - 2);
  }
  return out;
}

void ReadFrontMatter(std::string_view matter, Document& document) {
  while (!matter.empty()) {
    const std::string_view line = TakeLine(matter);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = line.substr(0, colon);
    const std::string value = Unquoted(line.substr(colon + 1));
    Metadata& metadata = document.metadata;
    if (key == "title") metadata.title = value;
    if (key == "author") metadata.author = value;
    if (key == "source") metadata.source = value;
    if (key == "date") {
      if (const auto moment = FindDate(value)) metadata.date = moment->day;
    }
  }
}

/// cmark looks at every bracket that is still open whenever a link closes, and reads a row of a
/// table again for each of its cells. Brackets that are open and cells that stand beyond any use
/// are made plain characters, paragraph by paragraph and line by line.
std::string Bounded(std::string_view text) {
  constexpr std::size_t kMostOpen = 100;
  constexpr std::size_t kMostCells = 500;
  std::string out;
  out.reserve(text.size());
  std::size_t open = 0;
  std::size_t cells = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n' && i + 1 < text.size() && text[i + 1] == '\n') open = 0;
    if (c == '\n') cells = 0;
    if (c == '\\' && i + 1 < text.size()) {
      out += c;
      out += text[++i];
      continue;
    }
    if (c == ']' && open > 0) --open;
    if (c == '[' && ++open > kMostOpen) {
      out += '\\';
      --open;
    }
    if (c == '|' && ++cells > kMostCells) out += '\\';
    out += c;
  }
  return out;
}

using Html = std::unique_ptr<char, decltype(&std::free)>;

/// Raw HTML passes through: what of it is read is decided as for any HTML.
Html HtmlOf(const std::string& markdown) {
  static std::once_flag registered;
  std::call_once(registered, cmark_gfm_core_extensions_ensure_registered);
  const std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser(
      cmark_parser_new(CMARK_OPT_UNSAFE), &cmark_parser_free);
  cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension("table"));
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  const std::unique_ptr<cmark_node, decltype(&cmark_node_free)> document(
      cmark_parser_finish(parser.get()), &cmark_node_free);
  return {cmark_render_html(document.get(), CMARK_OPT_UNSAFE,
                            cmark_parser_get_syntax_extensions(parser.get())),
          &std::free};
}

}  // namespace

Result<Document> ReadMarkdown(const Source& source) {
  const Result<Decoded> decoded = Decode(source.bytes, source.file, source.encoding);
  if (!decoded) return tl::unexpected(decoded.error());
  if (decoded->text.size() > kLargest) {
    return Fail(Code::kInput, std::string(source.file),
                Translated("is larger than {} MB of Markdown", kLargest / 1'000'000),
                Translated("split it, or save it as plain text"));
  }
  std::string_view text = decoded->text;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view matter = TakeFrontMatter(text);
  const std::string plain = Bounded(text);
  const Html html = HtmlOf(plain);
  Composer composer(source.tables);
  composer.Drop(Collapse(matter), "front matter");
  const Result<void> added = AddFragment(html.get(), source.file, composer);
  if (!added) return tl::unexpected(added.error());
  Document document = std::move(composer).Finish();
  document.format = "markdown";
  ReadFrontMatter(matter, document);
  NoteDecoding(*decoded, document);
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
