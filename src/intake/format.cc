#include "intake/format.h"

#include <array>
#include <string>

#include "intake/archive.h"
#include "intake/compound.h"

namespace boyin::intake {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The first part of the text in lower-case ASCII, of UTF-16 without its zero bytes.
std::string Opening(std::string_view bytes) {
  constexpr std::size_t kSeen = 4096;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) bytes.remove_prefix(2);
  std::string out;
  for (const char c : bytes.substr(0, kSeen)) {
    if (c != '\0') out += Lower(c);
  }
  return out;
}

/// The name of the first element, declarations and comments passed over: "<?xml …?><rss>" → "rss".
std::string FirstElement(std::string_view text) {
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos || text[begin] != '<') return {};
    text.remove_prefix(begin + 1);
    if (text.starts_with("!doctype html")) return "html";
    if (!text.starts_with("!") && !text.starts_with("?")) {
      return std::string(text.substr(0, text.find_first_of(" \t\r\n/>")));
    }
    const std::string_view end = text.starts_with("!--") ? "-->" : ">";
    const std::size_t at = text.find(end);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + end.size());
  }
}

/// WebVTT's signature, or "00:00:01,000 --> 00:00:02,000" in the second line, as SubRip has it.
bool HasCue(std::string_view text) {
  if (text.starts_with("webvtt")) return true;
  const std::size_t line = text.find('\n');
  if (line > 10) return false;  // or no second line: npos
  return text.substr(line + 1, 40).find(" --> ") != std::string_view::npos;
}

/// The mark stands in the first kilobyte, behind what a server or a printer may have put there; in
/// a text it is but a word.
bool IsPdf(std::string_view bytes) {
  const std::size_t at = bytes.substr(0, 1024).find("%PDF-");
  return at == 0 || (at != std::string_view::npos && bytes.find("%%EOF") != std::string_view::npos);
}

/// "[00:12.00]" at the beginning, as lyrics have it.
bool IsLyrics(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  return text.size() > 10 && text[0] == '[' && digit(1) && digit(2) && text[3] == ':' && digit(4) &&
         digit(5) && (text[6] == '.' || text[6] == ']');
}

/// Headers of a message, several of them: a text may well begin with "From: ".
bool IsMail(std::string_view text) {
  const std::string_view head = text.substr(0, text.find("\n\n"));
  const bool named = head.starts_with("mime-version:") || head.starts_with("from:") ||
                     head.starts_with("return-path:") || head.starts_with("received:") ||
                     head.starts_with("delivered-to:") || head.starts_with("snapshot-content");
  return named &&
         (text.find("\nmime-version:") != std::string_view::npos ||
          head.starts_with("mime-version:")) &&
         text.find("content-type:") != std::string_view::npos;
}

}  // namespace

std::string SuffixOf(std::string_view file_name) {
  const std::size_t dot = file_name.rfind('.');
  const std::size_t slash = file_name.rfind('/');
  if (dot == std::string_view::npos || (slash != std::string_view::npos && slash > dot)) return {};
  std::string suffix;
  for (const char c : file_name.substr(dot)) suffix += Lower(c);
  return suffix;
}

Format Recognise(std::string_view bytes, std::string_view file_name) {
  if (IsArchive(bytes)) return Format::kArchive;
  if (IsPdf(bytes)) return Format::kPdf;
  if (IsCompound(bytes)) return Format::kCompound;
  if (file_name.substr(file_name.rfind('/') + 1).starts_with("~$")) return Format::kOwnerFile;
  if (bytes.starts_with("{\\rtf")) return Format::kRtf;
  const std::string opening = Opening(bytes);
  const std::string first = FirstElement(opening);
  constexpr std::array<std::string_view, 9> kHtml{"html", "head",  "body",    "div",    "p",
                                                  "meta", "title", "article", "section"};
  for (const std::string_view name : kHtml) {
    if (first == name) return Format::kHtml;
  }
  if (first == "speak") return Format::kSsml;
  if (first == "fictionbook" || first == "tt" || first.ends_with(":tt")) {
    return Format::kMarkedText;
  }
  if (opening.starts_with("[script info]")) return Format::kAss;
  if (first == "rss" || first == "feed" || first == "rdf:rdf") return Format::kFeed;
  const std::string suffix = SuffixOf(file_name);
  if (suffix == ".html" || suffix == ".htm" || suffix == ".xhtml" || suffix == ".shtml") {
    return Format::kHtml;
  }
  if (suffix == ".md" || suffix == ".markdown") return Format::kMarkdown;
  if (suffix == ".rss" || suffix == ".atom" || suffix == ".rdf") return Format::kFeed;
  if (suffix == ".ssml") return Format::kSsml;
  if (suffix == ".ass" || suffix == ".ssa") return Format::kAss;
  if (suffix == ".lrc" || IsLyrics(opening)) return Format::kLyrics;
  if (suffix == ".eml" || suffix == ".mht" || suffix == ".mhtml" || IsMail(opening)) {
    return Format::kMail;
  }
  if (suffix == ".srt" || suffix == ".vtt" || HasCue(opening)) return Format::kSubtitles;
  return opening.starts_with("<?xml") ? Format::kUnknownXml : Format::kPlain;
}

}  // namespace boyin::intake
