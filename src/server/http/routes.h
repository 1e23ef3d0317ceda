// Which handler a request is for. Private to server.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/http.h"

namespace boyin::server {

/// What a route asks of a request.
enum class Body {
  kNone,       ///< nothing is read
  kJson,       ///< application/json
  kForm,       ///< a page's form, from a page of ours
  kLooseForm,  ///< the same, whose type a program may leave out
  kFile,       ///< application/octet-stream, which no form of another page can send
  kUpload,     ///< the same, or several files as multipart/form-data, from a page of ours
  kParts,      ///< multipart/form-data, from a page of ours
  kJsonParts   ///< application/json, or it as a part of the same, beside files
};

struct Route {
  std::string method;
  std::string pattern;  ///< "/v1/jobs/{id}"; {path...} takes the rest
  Body body = Body::kNone;
  bool open = false;  ///< needs no key
  std::function<void(Request, Answer)> handle{};
  bool own_origin = false;  ///< a GET that costs work: other sites' pages may not cause it
};

struct Match {
  const Route* route = nullptr;
  Fields captures;
  std::string allow;  ///< the methods there are, where only the method does not fit
};

/// A route for GET is one for HEAD, too.
[[nodiscard]] Match FindRoute(const std::vector<Route>& routes, std::string_view method,
                              std::string_view path);

}  // namespace boyin::server
