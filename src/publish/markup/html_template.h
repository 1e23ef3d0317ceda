// Pages made of a template: text made safe for HTML, and values put where the template names them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boyin::publish {

/// Text as it may stand between tags or in a quoted attribute. A control character other than a tab
/// or a line break, which HTML forbids, becomes U+FFFD, so that a reader sees that one stood there.
[[nodiscard]] std::string EscapedHtml(std::string_view text);

/// The template with every {{name}} replaced by its value, which is HTML already. What a value
/// holds is never searched; a name without a value leaves nothing.
[[nodiscard]] std::string Filled(
    std::string_view page, const std::vector<std::pair<std::string_view, std::string>>& values);

}  // namespace boyin::publish
