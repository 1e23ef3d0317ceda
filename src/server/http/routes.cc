#include "server/http/routes.h"

#include <optional>

namespace boyin::server {
namespace {

/// The text before the next '/', which is taken from `rest` with it.
std::string_view NextPart(std::string_view& rest) {
  const std::size_t end = std::min(rest.size(), rest.find('/'));
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), end + 1));
  return part;
}

std::optional<Fields> Captures(std::string_view pattern, std::string_view path) {
  Fields captures;
  if (path.empty() || path.front() != '/') return std::nullopt;
  const bool slashed = path.size() > 1 && path.back() == '/';
  pattern.remove_prefix(1);
  path.remove_prefix(1);
  while (!pattern.empty()) {
    if (pattern.starts_with('{') && pattern.ends_with("...}") &&
        pattern.find('/') == std::string_view::npos) {
      captures[std::string(pattern.substr(1, pattern.size() - 5))] = path;
      return captures;
    }
    const bool ended = path.empty();
    const std::string_view wanted = NextPart(pattern);
    const std::string_view part = NextPart(path);
    if (pattern.empty() && path.empty() && slashed) return std::nullopt;
    if (wanted.starts_with('{')) {
      if (ended || part.empty()) return std::nullopt;
      captures[std::string(wanted.substr(1, wanted.size() - 2))] = part;
    } else if (ended || wanted != part) {
      return std::nullopt;
    }
  }
  if (!path.empty()) return std::nullopt;
  return captures;
}

}  // namespace

Match FindRoute(const std::vector<Route>& routes, std::string_view method, std::string_view path) {
  Match match;
  for (const Route& route : routes) {
    std::optional<Fields> captures = Captures(route.pattern, path);
    if (!captures) continue;
    if (route.method == method || (route.method == "GET" && method == "HEAD")) {
      match.route = &route;
      match.captures = std::move(*captures);
      return match;
    }
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  return match;
}

}  // namespace boyin::server
