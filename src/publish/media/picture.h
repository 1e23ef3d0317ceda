// What the head of a picture file says. Private to publish.
#pragma once

#include <optional>
#include <string_view>

namespace boyin::publish {

struct PictureFacts {
  int width = 0;
  int height = 0;
  bool rgb = false;  ///< three colours of eight bits, nothing else
};

/// Of a JPEG or PNG file; nothing for anything else.
[[nodiscard]] std::optional<PictureFacts> FactsOf(std::string_view bytes);

}  // namespace boyin::publish
