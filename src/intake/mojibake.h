// Text that somebody read in the wrong character set and saved again: "ä¸­å›½", "涓浗". Private to
// intake.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boyin::intake {

struct Repair {
  std::string text;
  Message note;  ///< what was done
};

/// Gives back what was meant where most of the Chinese in `text` (valid UTF-8) is UTF-8 that was
/// read as CP1252 or as GBK. Works line by line, so that a few lines of another history stay what
/// they are. kInput, with the line, where such text has lost bytes; nothing where the text is in
/// order.
[[nodiscard]] Result<std::optional<Repair>> Mend(std::string_view text, std::string_view file_name);

}  // namespace boyin::intake
