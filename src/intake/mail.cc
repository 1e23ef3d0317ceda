// Messages (.eml) and saved pages (.mht, .mhtml): MIME, of which the text is read. Headers become
// metadata; what is quoted of earlier messages, signatures and attachments is not read.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/date.h"
#include "base/message.h"
#include "intake/charset.h"
#include "intake/composer.h"
#include "intake/conversion.h"
#include "intake/html.h"
#include "intake/source.h"

namespace boyin::intake {
namespace {

constexpr int kDeepest = 20;  // parts in each other

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string Base64(std::string_view text) {
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    unsigned value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = static_cast<unsigned>(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      value = static_cast<unsigned>(c - 'a') + 26;
    } else if (c >= '0' && c <= '9') {
      value = static_cast<unsigned>(c - '0') + 52;
    } else if (c == '+' || c == '/') {
      value = c == '+' ? 62 : 63;
    } else {
      continue;
    }
    bits = (bits << 6U) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU);
    }
  }
  return out;
}

std::string QuotedPrintable(std::string_view text, bool header) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (header && text[i] == '_') {
      out += ' ';
    } else if (text[i] != '=') {
      out += text[i];
    } else if (i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else if (text.substr(i).starts_with("=\r\n")) {
      i += 2;
    } else if (text.substr(i).starts_with("=\n")) {
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string InUtf8(const std::string& bytes, const std::string& charset) {
  const std::optional<Converted> text =
      Convert(bytes, charset.empty() ? "UTF-8" : charset, bytes.size());
  return text ? text->text : bytes;
}

/// RFC 2047: =?GB2312?B?…?= =?utf-8?Q?…?=
std::string Words(std::string_view header) {
  std::string out;
  bool encoded_before = false;
  while (!header.empty()) {
    const std::size_t at = header.find("=?");
    const std::size_t kind = at == std::string_view::npos ? at : header.find('?', at + 2);
    const std::size_t text = kind == std::string_view::npos ? kind : header.find('?', kind + 1);
    const std::size_t end = text == std::string_view::npos ? text : header.find("?=", text + 1);
    if (end == std::string_view::npos) break;
    const std::string_view between = header.substr(0, at);
    if (!encoded_before || !IsBlank(between)) out += between;
    const std::string_view value = header.substr(text + 1, end - text - 1);
    const char how = header[kind + 1];
    const std::string bytes =
        how == 'B' || how == 'b' ? Base64(value) : QuotedPrintable(value, true);
    out += InUtf8(bytes, std::string(header.substr(at + 2, kind - at - 2)));
    header.remove_prefix(end + 2);
    encoded_before = true;
  }
  return Collapse(out.append(header));
}

struct Part {
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string_view body;

  [[nodiscard]] std::string Header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return value;
    }
    return {};
  }
  [[nodiscard]] std::string Type() const {
    const std::string value = Lower(Header("content-type"));
    return value.empty() ? "text/plain" : value.substr(0, value.find_first_of("; "));
  }
  /// A parameter of Content-Type: charset, boundary.
  [[nodiscard]] std::string Parameter(std::string_view name) const {
    const std::string value = Header("content-type");
    const std::string lower = Lower(value);
    std::size_t at = lower.find(std::string(name) + '=');
    if (at == std::string::npos) return {};
    at += name.size() + 1;
    if (at < value.size() && value[at] == '"') {
      return value.substr(at + 1, value.find('"', at + 1) - at - 1);
    }
    return value.substr(at, value.find_first_of("; \t\r\n", at) - at);
  }
  [[nodiscard]] std::string Decoded() const {
    const std::string how = Lower(Collapse(Header("content-transfer-encoding")));
    if (how == "base64") return Base64(body);
    if (how == "quoted-printable") return QuotedPrintable(body, false);
    return std::string(body);
  }
};

Part Split(std::string_view text) {
  Part part;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    const bool folded = line[0] == ' ' || line[0] == '\t';
    const std::size_t colon = line.find(':');
    if (folded && !part.headers.empty()) {
      part.headers.back().second.append(" ").append(Collapse(line));
    } else if (colon != std::string_view::npos) {
      part.headers.emplace_back(Lower(line.substr(0, colon)), Collapse(line.substr(colon + 1)));
    }
  }
  part.body = text;
  return part;
}

std::vector<std::string_view> PartsOf(std::string_view body, const std::string& boundary) {
  std::vector<std::string_view> parts;
  const std::string mark = "--" + boundary;
  std::size_t begin = body.find(mark);
  while (begin != std::string_view::npos) {
    begin = body.find('\n', begin);
    if (begin == std::string_view::npos) break;
    const std::size_t end = body.find(mark, begin);
    if (end == std::string_view::npos) break;
    parts.push_back(body.substr(begin + 1, end - begin - 1));
    begin = body.substr(end).starts_with(mark + "--") ? std::string_view::npos : end;
  }
  return parts;
}

/// The first part that is text to be read; HTML is preferred in a saved page, plain text in mail.
std::optional<Part> FindText(const Part& part, std::string_view type, int depth) {
  const std::string own = part.Type();
  if (own == type && !Lower(part.Header("content-disposition")).starts_with("attachment")) {
    return part;
  }
  const std::string boundary = part.Parameter("boundary");
  if (!own.starts_with("multipart/") || boundary.empty() || depth > kDeepest) return std::nullopt;
  for (const std::string_view one : PartsOf(part.body, boundary)) {
    if (auto found = FindText(Split(one), type, depth + 1)) return found;
  }
  return std::nullopt;
}

/// "张三 <zhang@example.com>" → 张三
std::string NameOf(std::string name) {
  name = name.substr(0, name.find('<'));
  std::erase(name, '"');
  name = Collapse(name);
  return name.find('@') == std::string::npos ? name : std::string();
}

/// Quoted lines and what follows "-- " go.
std::string WithoutQuotes(std::string_view text, std::string& dropped) {
  std::string out;
  bool signature = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    signature = signature || line == "-- ";
    (signature || line.starts_with('>') ? dropped : out).append(line).append("\n");
  }
  return out;
}

}  // namespace

Result<Document> ReadMail(const Source& source) {
  const Part message = Split(source.bytes);
  std::optional<Part> plain = FindText(message, "text/plain", 0);
  std::optional<Part> html = FindText(message, "text/html", 0);
  const bool page = html && (!plain || message.Type() == "multipart/related");
  if (!plain && !html) {
    return Fail(Code::kInput, std::string(source.file), Translated("is a message without text"),
                Translated("give the text of it"));
  }
  const Part& part = page ? *html : *plain;
  const std::string bytes = part.Decoded();
  const std::string charset =
      source.encoding.empty() ? part.Parameter("charset") : std::string(source.encoding);
  std::string text = charset.empty() ? bytes : InUtf8(bytes, charset);
  std::string quoted;
  if (!page) text = WithoutQuotes(text, quoted);
  if (IsBlank(text)) text = bytes;
  const Source inner{text, source.file, charset.empty() ? std::string_view() : "UTF-8",
                     source.captions, source.tables};
  Result<Document> document = page ? ReadHtml(inner) : ReadPlain(inner);
  if (!document) return document;
  if (!quoted.empty()) {
    document->notes.push_back(
        Translated("quoted lines and the signature of the message are not read"));
  }
  Metadata& metadata = document->metadata;
  const std::string subject = Words(message.Header("subject"));
  if (!subject.empty() && (metadata.title.empty() || !page)) metadata.title = subject;
  if (metadata.author.empty()) metadata.author = NameOf(Words(message.Header("from")));
  if (metadata.date.empty()) {
    if (const auto moment = FindDate(message.Header("date"))) metadata.date = moment->day;
  }
  document->format = page && message.Type() == "multipart/related" ? "mhtml" : "mail";
  return document;
}

}  // namespace boyin::intake
