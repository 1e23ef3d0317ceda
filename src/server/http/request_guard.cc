#include "server/http/request_guard.h"

#include <algorithm>

#include <arpa/inet.h>

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

bool IsLoopback(std::string_view address) {
  return address == "::1" || address == "localhost" || address.starts_with("127.") ||
         address.starts_with("::ffff:127.");
}

Forwarded ForwardedPeer(const Request& request, const std::vector<std::string>& trusted_proxies) {
  Forwarded found{request.peer, false};
  std::string_view chain = request.Header("x-forwarded-for");
  if (!Holds(trusted_proxies, request.peer)) {
    const std::string host = HostName(request.Header("host"));
    const bool marked = !chain.empty() || !request.Header("forwarded").empty() ||
                        !request.Header("x-real-ip").empty() || !request.Header("via").empty();
    // From this machine, a name other than loopback's is reached through a proxy only.
    found.shared = marked || (IsLoopback(request.peer) && !host.empty() && !IsLoopback(host));
    return found;
  }
  while (!chain.empty()) {
    const std::size_t comma = chain.rfind(',');
    const std::string_view last = comma == std::string_view::npos ? chain : chain.substr(comma + 1);
    const std::size_t begin = std::min(last.size(), last.find_first_not_of(" \t"));
    const std::size_t end = last.find_last_not_of(" \t") + 1;
    std::string address(last.substr(begin, end > begin ? end - begin : 0));
    in6_addr parsed{};
    const bool valid = ::inet_pton(AF_INET, address.c_str(), &parsed) == 1 ||
                       ::inet_pton(AF_INET6, address.c_str(), &parsed) == 1;
    if (!valid) break;
    found.peer = std::move(address);
    if (!Holds(trusted_proxies, found.peer)) return found;
    chain = comma == std::string_view::npos ? std::string_view() : chain.substr(0, comma);
  }
  // The proxy itself, or one that does not say for whom it asks.
  found.shared =
      request.Header("x-forwarded-for").empty() && !IsLoopback(HostName(request.Header("host")));
  return found;
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
  const bool parts = type == "multipart/form-data";
  // Programs that speak MaryTTS' API name no type. A browser always does, or says where it is from.
  const bool plain =
      type.empty() && request.Header("origin").empty() && request.Header("sec-fetch-site").empty();
  const bool good =
      body == Body::kNone || (body == Body::kLooseForm && (form || plain)) ||
      ((body == Body::kJson || body == Body::kJsonParts) && json) ||
      (body == Body::kForm && (form || json)) ||
      ((body == Body::kFile || body == Body::kUpload) &&
       (json || type == "application/octet-stream")) ||
      ((body == Body::kUpload || body == Body::kParts || body == Body::kJsonParts) && parts);
  if (good) return std::nullopt;
  return ErrorReply(415, "unsupported_type",
                    body == Body::kJson ? "send application/json"
                    : body == Body::kForm || body == Body::kLooseForm
                        ? "send application/x-www-form-urlencoded"
                    : body == Body::kUpload
                        ? "send application/json, application/octet-stream or multipart/form-data"
                    : body == Body::kParts     ? "send multipart/form-data"
                    : body == Body::kJsonParts ? "send application/json or multipart/form-data"
                                               : "send application/octet-stream");
}

}  // namespace boyin::server
