#include "intake/html.h"

#include <algorithm>

#include "intake/article.h"
#include "intake/charset.h"
#include "intake/numeral.h"
#include "intake/page_metadata.h"
#include "intake/source.h"

namespace boyin::intake {

void AddLeaves(const Flow& flow, Composer& composer) {
  for (const Leaf& leaf : flow.leaves) {
    if (leaf.reason.empty()) {
      composer.Add(leaf.kind, Labelled(leaf.label, leaf.text)).level = leaf.level;
    } else {
      composer.Drop(leaf.text, leaf.reason);
    }
  }
}

Result<void> AddFragment(std::string_view html, std::string_view file_name, Composer& composer) {
  const Result<Node> root = ParseHtml(html, file_name);
  if (!root) return tl::unexpected(root.error());
  AddLeaves(LayOut(*root, FlowKind::kFragment), composer);
  return {};
}

Result<Document> ReadHtml(const Source& source) {
  const Result<Decoded> decoded =
      Decode(source.bytes, source.file, source.encoding, DeclaredEncoding(source.bytes));
  if (!decoded) return tl::unexpected(decoded.error());
  const Result<Node> root = ParseHtml(decoded->text, source.file);
  if (!root) return tl::unexpected(root.error());
  Metadata metadata = ReadPageMetadata(*root);
  Flow flow = LayOut(*root, FlowKind::kPage);
  ReadBylines(flow, metadata);
  KeepArticle(flow, metadata.title);
  Composer composer;
  const auto first = std::find_if(flow.leaves.begin(), flow.leaves.end(),
                                  [](const Leaf& leaf) { return leaf.reason.empty(); });
  const bool titled =
      metadata.title.empty() || first == flow.leaves.end() || first->kind == BlockKind::kHeading;
  if (!titled) composer.Add(BlockKind::kHeading, metadata.title).level = 1;
  AddLeaves(flow, composer);
  Document document = std::move(composer).Finish();
  document.format = "html";
  document.metadata = std::move(metadata);
  NoteDecoding(*decoded, document);
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
