#include "server/http/multipart.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "server/http/http.h"

namespace boyin::server {
namespace {

constexpr std::size_t kMostBoundary = 70;         // RFC 2046, 5.1.1
constexpr std::size_t kMostHeadBytes = 8 << 10U;  // of one part

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kEscapes = {
    {{"%22", "\""}, {"%0D", "\r"}, {"%0A", "\n"}}};

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// A quoted string at the beginning of `rest`, which is taken from it. Only what must be is
/// escaped: browsers send a Windows path as it is.
std::optional<std::string> TakeQuoted(std::string_view& rest) {
  std::string text;
  rest.remove_prefix(1);
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '"') return text;
    const bool escapes = c == '\\' && !rest.empty() && (rest.front() == '"' || rest.front() == c);
    text += escapes ? rest.front() : c;
    if (escapes) rest.remove_prefix(1);
  }
  return std::nullopt;
}

/// The parameters behind the first ';': name=value, name="value".
std::optional<std::vector<std::pair<std::string, std::string>>> Parameters(std::string_view field) {
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string_view rest = field.substr(std::min(field.size(), field.find(';')));
  while (!rest.empty()) {
    rest = Trimmed(rest.substr(1));
    if (rest.empty()) break;
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string name(Trimmed(rest.substr(0, equals)));
    rest = Trimmed(rest.substr(equals + 1));
    if (rest.starts_with('"')) {
      std::optional<std::string> value = TakeQuoted(rest);
      rest = Trimmed(rest);
      if (!value || (!rest.empty() && rest.front() != ';')) return std::nullopt;
      parameters.emplace_back(name, std::move(*value));
      continue;
    }
    const std::size_t end = std::min(rest.size(), rest.find(';'));
    parameters.emplace_back(name, Trimmed(rest.substr(0, end)));
    rest.remove_prefix(end);
  }
  return parameters;
}

/// As forms escape it: %22 for ", %0D and %0A for the ends of lines; nothing else.
std::string Unescaped(std::string text) {
  for (const auto& [coded, plain] : kEscapes) {
    for (std::size_t at = 0; (at = text.find(coded, at)) != std::string::npos; ++at) {
      text.replace(at, coded.size(), plain);
    }
  }
  return text;
}

/// UTF-8''… (RFC 5987), which some programs send for names that are not ASCII.
std::optional<std::string> Extended(std::string_view value) {
  const std::size_t first = value.find('\'');
  const std::size_t second = value.find('\'', std::min(value.size(), first + 1));
  if (second == std::string_view::npos || !SameName(value.substr(0, first), "utf-8")) {
    return std::nullopt;
  }
  return PercentDecode(value.substr(second + 1), false);
}

/// The part that a field "Content-Disposition" tells of.
std::optional<FormPart> PartOf(std::string_view disposition) {
  const std::size_t end = std::min(disposition.size(), disposition.find(';'));
  if (!SameName(Trimmed(disposition.substr(0, end)), "form-data")) return std::nullopt;
  const auto parameters = Parameters(disposition);
  if (!parameters) return std::nullopt;
  FormPart part;
  std::optional<std::string> extended;
  for (const auto& [name, value] : *parameters) {
    if (SameName(name, "name")) part.name = Unescaped(value);
    if (SameName(name, "filename")) part.file_name = Unescaped(value);
    if (SameName(name, "filename*")) extended = Extended(value);
  }
  if (extended) part.file_name = std::move(extended);
  if (part.name.empty()) return std::nullopt;
  return part;
}

/// The part whose head stands at the beginning of `rest`, which is taken from it.
std::optional<FormPart> TakeHead(std::string_view& rest) {
  std::optional<FormPart> part;
  std::size_t bytes = 0;
  while (true) {
    const std::size_t end = rest.find("\r\n");
    if (end == std::string_view::npos || (bytes += end) > kMostHeadBytes) return std::nullopt;
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    if (line.empty()) return part;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    if (!SameName(line.substr(0, colon), "content-disposition")) continue;
    if (part) return std::nullopt;
    part = PartOf(line.substr(colon + 1));
    if (!part) return std::nullopt;
  }
}

std::optional<std::string> BoundaryOf(std::string_view content_type) {
  const auto parameters = Parameters(content_type);
  if (!parameters) return std::nullopt;
  for (const auto& [name, value] : *parameters) {
    if (!SameName(name, "boundary")) continue;
    if (value.empty() || value.size() > kMostBoundary) return std::nullopt;
    return value;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<FormPart>> ParseMultipart(std::string_view content_type,
                                                    std::string_view body, std::size_t most) {
  const std::optional<std::string> boundary = BoundaryOf(content_type);
  if (!boundary) return std::nullopt;
  const std::string first = "--" + *boundary;
  const std::string next = "\r\n" + first;
  if (!body.starts_with(first)) return std::nullopt;
  body.remove_prefix(first.size());
  std::vector<FormPart> parts;
  while (!body.starts_with("--")) {
    if (!body.starts_with("\r\n") || parts.size() == most) return std::nullopt;
    body.remove_prefix(2);
    std::optional<FormPart> part = TakeHead(body);
    if (!part) return std::nullopt;
    const std::size_t end = body.find(next);
    if (end == std::string_view::npos) return std::nullopt;
    part->bytes = body.substr(0, end);
    parts.push_back(std::move(*part));
    body.remove_prefix(end + next.size());
  }
  return parts;
}

}  // namespace boyin::server
