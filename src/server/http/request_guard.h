// Whether a request may come in at all, by its head alone. Private to server.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/http.h"
#include "server/http/routes.h"

namespace boyin::server {

/// The name in a Host field or an origin, in lower case, without port or brackets.
[[nodiscard]] std::string HostName(std::string_view host);

/// 400 where there is no Host, 421 where it is none of `allowed`: a page elsewhere whose name was
/// pointed at us (DNS rebinding) ends here.
[[nodiscard]] std::optional<Reply> RefuseHost(const Request& request,
                                              const std::vector<std::string>& allowed);

/// 403 for a page of another origin that is not in `allowed`.
[[nodiscard]] std::optional<Reply> RefuseOrigin(const Request& request,
                                                const std::vector<std::string>& allowed);

/// Whose request it is.
struct Forwarded {
  std::string peer;
  /// It came through a proxy that is not trusted, so that all its clients look like one.
  bool shared = false;

  bool operator==(const Forwarded&) const = default;
};
/// `request.peer` is the address that the connection came from; that of a trusted proxy gives way
/// to the last address in X-Forwarded-For that is not itself trusted.
[[nodiscard]] Forwarded ForwardedPeer(const Request& request,
                                      const std::vector<std::string>& trusted_proxies);

/// Whether an address, or a name that can be listened at, is of this machine only.
[[nodiscard]] bool IsLoopback(std::string_view address);

/// 415 where the content type is none that the route reads.
[[nodiscard]] std::optional<Reply> RefuseType(const Request& request, Body body);

/// "application/json" of "application/json; charset=utf-8", in lower case.
[[nodiscard]] std::string MediaTypeOf(const Request& request);

}  // namespace boyin::server
