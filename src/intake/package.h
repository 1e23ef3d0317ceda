// What a zip archive is: one document in parts, or many documents. Private to intake.
#pragma once

#include "intake/archive.h"
#include "intake/source.h"

namespace boyin::intake {

enum class Package { kDocx, kOdt, kEpub, kPptx, kPages, kOther, kMany };

[[nodiscard]] Package KindOf(const Archive& archive);

/// Whether a member is a document, as against a folder, a picture or what macOS adds.
[[nodiscard]] bool IsDocumentName(std::string_view path);

}  // namespace boyin::intake
