// multipart/form-data (RFC 7578) taken apart: what a page's form with files sends, or curl -F.
// Private to server.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boyin::server {

struct FormPart {
  std::string name;                      ///< of the field
  std::optional<std::string> file_name;  ///< of a file: as it was sent, folders and all
  std::string_view bytes;                ///< of the body
};

/// Nothing for what is malformed or has more than `most` parts. The parts live as long as `body`.
[[nodiscard]] std::optional<std::vector<FormPart>> ParseMultipart(std::string_view content_type,
                                                                  std::string_view body,
                                                                  std::size_t most);

}  // namespace boyin::server
