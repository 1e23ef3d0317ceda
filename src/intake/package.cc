#include "intake/package.h"

#include <algorithm>

#include "base/table.h"
#include "intake/data.h"
#include "intake/format.h"

namespace boyin::intake {

Package KindOf(const Archive& archive) {
  if (archive.Find("word/document.xml") != nullptr) return Package::kDocx;
  if (archive.Find("ppt/presentation.xml") != nullptr) return Package::kPptx;
  if (archive.Find("Index/Document.iwa") != nullptr) return Package::kPages;
  if (archive.Find("META-INF/container.xml") != nullptr) return Package::kEpub;
  if (archive.Find("mimetype") != nullptr && archive.Find("content.xml") != nullptr) {
    return Package::kOdt;
  }
  if (archive.Find("[Content_Types].xml") != nullptr) return Package::kOther;  // sheets, slides
  return Package::kMany;
}

bool IsDocumentName(std::string_view path) {
  if (path.ends_with('/') || path.starts_with("__MACOSX/")) return false;
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name.starts_with('.') || name.starts_with("~$") || name == "Thumbs.db" ||
      name == "desktop.ini")
    return false;
  const std::string suffix = SuffixOf(path);
  const auto rows = table::Parse(data::others_tsv(), "others.tsv", 1);
  return !rows || std::none_of(rows->begin(), rows->end(),
                               [&](const table::Row& row) { return row.cells[0] == suffix; });
}

}  // namespace boyin::intake
