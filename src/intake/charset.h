// Which character set bytes are in, and what they say in UTF-8. Private to intake.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace boyin::intake {

struct Decoded {
  std::string text;      ///< valid UTF-8, byte order mark kept
  std::string encoding;  ///< as in Document::encoding
};

/// Recognises UTF-8, UTF-16, GB18030 and Big5, or obeys `forced` (any name that ICU knows).
/// kInput, with the place and a guess, for anything else.
[[nodiscard]] Result<Decoded> Decode(std::string_view bytes, std::string_view file_name,
                                     std::string_view forced);

}  // namespace boyin::intake
