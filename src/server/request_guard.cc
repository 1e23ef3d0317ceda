#include "server/request_guard.h"

#include <algorithm>

namespace boyin::server {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lower;
}

bool Holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// "http://host:8080" and "https://host:8080" are the page that this Host served.
bool SameOrigin(std::string_view origin, std::string_view host) {
  const std::size_t scheme = origin.find("://");
  return scheme != std::string_view::npos && Lower(origin.substr(scheme + 3)) == Lower(host);
}

}  // namespace

std::string HostName(std::string_view host) {
  if (host.starts_with('[')) return Lower(host.substr(1, host.find(']') - 1));
  return Lower(host.substr(0, host.find(':')));
}

std::optional<Reply> RefuseHost(const Request& request, const std::vector<std::string>& allowed) {
  const std::string name = HostName(request.Header("host"));
  if (name.empty()) return ErrorReply(400, "no_host", "the request has no Host");
  if (Holds(allowed, name)) return std::nullopt;
  return ErrorReply(421, "unknown_host",
                    "this host is not served; boyin serve --allow-host names it");
}

std::optional<Reply> RefuseOrigin(const Request& request, const std::vector<std::string>& allowed) {
  const std::string_view origin = request.Header("origin");
  const std::string_view site = request.Header("sec-fetch-site");
  if (origin.empty() && site != "cross-site" && site != "same-site") return std::nullopt;
  if (!origin.empty() &&
      (SameOrigin(origin, request.Header("host")) || Holds(allowed, std::string(origin)))) {
    return std::nullopt;
  }
  return ErrorReply(403, "cross_origin", "pages of other origins may not do this");
}

std::string MediaTypeOf(const Request& request) {
  std::string_view type = request.Header("content-type");
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  return Lower(type);
}

std::optional<Reply> RefuseType(const Request& request, Body body) {
  const std::string type = MediaTypeOf(request);
  const bool form = type == "application/x-www-form-urlencoded";
  const bool json = type == "application/json";
  const bool good = body == Body::kNone || (body == Body::kJson && json) ||
                    (body == Body::kForm && (form || json)) ||
                    (body == Body::kFile && (json || type == "application/octet-stream"));
  if (good) return std::nullopt;
  return ErrorReply(415, "unsupported_type",
                    body == Body::kJson   ? "send application/json"
                    : body == Body::kForm ? "send application/x-www-form-urlencoded"
                                          : "send application/octet-stream");
}

}  // namespace boyin::server
