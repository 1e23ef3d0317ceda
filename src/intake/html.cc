#include "intake/html.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/message.h"
#include "intake/article.h"
#include "intake/byline.h"
#include "intake/charset.h"
#include "intake/numeral.h"
#include "intake/page_metadata.h"
#include "intake/source.h"

namespace boyin::intake {

namespace {

constexpr double kLittle = 0.4;  // of a page's prose

Message LittleRead(double share) {
  return Translated("only {:.0f} % of the sentences on the page are taken for the article",
                    share * 100);
}

/// Whether a page's text begins with its title: the heading it has, or one that is the title cut.
bool BeginsWithTitle(const Flow& flow, std::string_view title) {
  const auto first = std::find_if(flow.leaves.begin(), flow.leaves.end(),
                                  [](const Leaf& leaf) { return leaf.reason.empty(); });
  if (title.empty() || first == flow.leaves.end()) return true;
  return SameTitle(first->text, title) || (first->kind == BlockKind::kHeading && first->level <= 2);
}

}  // namespace

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
  AddLeaves(LayOut(*root, FlowKind::kFragment, composer.tables()), composer);
  return {};
}

Result<Document> ReadHtml(const Source& source) {
  const Result<Decoded> decoded =
      Decode(source.bytes, source.file, source.encoding, DeclaredEncoding(source.bytes));
  if (!decoded) return tl::unexpected(decoded.error());
  const Result<Node> root = ParseHtml(decoded->text, source.file);
  if (!root) return tl::unexpected(root.error());
  PageFindings page = ReadPageFindings(*root);
  Flow flow = LayOut(*root, FlowKind::kPage, source.tables);
  DecideTitle(flow, page);
  std::vector<Message> notes;
  ReadBylines(flow, page);
  const double share = KeepArticle(flow, page.title, source.captions);
  Metadata metadata = Decide(flow, page, decoded->text, notes);
  Composer composer(source.tables);
  if (!BeginsWithTitle(flow, metadata.title)) {
    composer.Add(BlockKind::kHeading, metadata.title).level = 1;
  }
  AddLeaves(flow, composer);
  Document document = std::move(composer).Finish();
  document.format = "html";
  document.metadata = std::move(metadata);
  document.notes = std::move(notes);
  document.findings = std::move(page.findings).Take();
  if (share < kLittle) document.notes.push_back(LittleRead(share));
  NoteDecoding(*decoded, document);
  return Complete(std::move(document), source);
}

}  // namespace boyin::intake
