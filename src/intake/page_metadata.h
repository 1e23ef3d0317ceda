// What a web page says about itself. Private to intake.
#pragma once

#include <string_view>

#include "intake/flow.h"
#include "intake/intake.h"

namespace boyin::intake {

/// Reads JSON-LD, itemprop, OpenGraph, the usual <meta> names, and what is left of <title> and
/// <h1>.
[[nodiscard]] Metadata ReadPageMetadata(const Node& root);

/// Reads lines such as "2017年02月03日 10:20 来源：新华网 作者：张三" above the text into the empty
/// fields of `metadata`, and gives those that are in the article their reason: "byline".
void ReadBylines(Flow& flow, Metadata& metadata);

}  // namespace boyin::intake
