// The line that says who published or wrote an article. Private to intake.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace boyin::intake {

struct Credit {
  std::string field;  ///< "source" or "author"
  std::string value;
};

/// Reads "来源：盐阜大众报", "（記者 王某）", "文/李某". Nothing for a line that only begins alike:
/// a credit is short and has no sentence in it.
[[nodiscard]] std::optional<Credit> ReadCredit(std::string_view line);

}  // namespace boyin::intake
