// Which character set bytes are in, and what they say in UTF-8. Private to intake.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boyin::intake {

struct Decoded {
  std::string text;                 ///< valid UTF-8, byte order mark kept
  std::string encoding;             ///< as in Document::encoding
  double confidence = 1;            ///< that this is the encoding
  std::optional<Message> repaired;  ///< what was mended in the text
  std::optional<Message> damaged;   ///< how many places are no text, and where the first is
};

/// Recognises UTF-8, UTF-16, GB18030 and Big5, or obeys `forced` (any name that ICU knows). What a
/// file declares of itself is believed where its bytes are no UTF-8. Text that was read in the
/// wrong character set and saved again is mended. A few damaged places are told and passed over;
/// kInput, with the place and a guess, for more of them and for anything else.
[[nodiscard]] Result<Decoded> Decode(std::string_view bytes, std::string_view file_name,
                                     std::string_view forced, std::string_view declared = {});

/// What the head of an HTML or XML file says of its encoding: "gb2312"; empty where it says
/// nothing.
[[nodiscard]] std::string DeclaredEncoding(std::string_view bytes);

/// Names files that people take for text, by their first bytes.
[[nodiscard]] std::optional<Message> BinaryKind(std::string_view bytes);

}  // namespace boyin::intake
