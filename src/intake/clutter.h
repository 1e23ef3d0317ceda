// What the name and the attributes of an element say of the text beneath: navigation, comments,
// hidden. Private to intake.
#pragma once

#include <string_view>

#include "intake/markup.h"

namespace boyin::intake {

/// Elements that put no text on a page: scripts, pictures, media.
[[nodiscard]] bool IsSilent(std::string_view name);

/// Why an element is never read, however much of the page it holds: "hidden", "page number",
/// "form"; empty where it may be.
[[nodiscard]] std::string_view ReasonNeverRead(const Node& node);

/// Why a container of inputs is not read.
[[nodiscard]] bool IsForm(std::string_view name);

/// What the words of class and id say, by data/clutter.tsv: "art-relatedNews" → related links.
[[nodiscard]] std::string_view ReasonOfClass(const Node& node);

/// Whether an element is too much of a text to be what its class says: several sentences that stand
/// in no link. Comments, footers and notices are prose by nature, and keep their names.
[[nodiscard]] bool IsTooMuchText(const Node& node, std::string_view reason);

}  // namespace boyin::intake
