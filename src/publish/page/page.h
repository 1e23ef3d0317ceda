// The read-along page: one HTML file that plays the episode and marks the sentence being heard.
// Private to publish.
#pragma once

#include <string>

#include "base/result.h"
#include "episode/shown_text.h"

namespace boyin::publish {

/// A page that works offline and alone: the sound is in it. Only where it is longer than 48 MB
/// does the page name the file, which must then lie beside it.
[[nodiscard]] Result<std::string> PlayerHtml(const episode::Transcript& transcript);

}  // namespace boyin::publish
