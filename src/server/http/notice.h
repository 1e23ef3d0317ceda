// Pages that need no script: what the form without one answers. Private to server.
#pragma once

#include <string>
#include <string_view>

#include "server/http/http.h"

namespace boyin::server {

/// The policy of every page of the service that its own files are enough for.
inline constexpr const char* kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

/// What notices.tsv says in the reader's language, safe for HTML.
class Notices {
 public:
  explicit Notices(const Request& request);
  [[nodiscard]] std::string operator()(std::string_view key) const;
  [[nodiscard]] bool chinese() const { return chinese_; }

 private:
  bool chinese_;
};

/// `title` is plain, `body` is HTML.
[[nodiscard]] Reply NoticePage(const Request& request, int status, std::string_view title,
                               std::string_view body);

/// A reply that is an error in JSON as a page, with `more` (HTML) below; others stay as they are.
[[nodiscard]] Reply ErrorPage(const Request& request, Reply reply, std::string_view more = {});

/// A form of one button.
[[nodiscard]] std::string ButtonForm(std::string_view action, const std::string& label,
                                     const Fields& hidden = {});

}  // namespace boyin::server
