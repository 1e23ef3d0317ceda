// A tree of HTML as the lines that a reader sees, each with what is known of it: the ground on
// which article.cc decides. Private to intake.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intake/intake.h"
#include "intake/markup.h"

namespace boyin::intake {

/// One line of a page.
struct Leaf {
  BlockKind kind = BlockKind::kParagraph;
  int level = 0;               ///< of a heading
  std::string text;            ///< white space collapsed, not empty
  std::size_t link_bytes = 0;  ///< of `text` that are links
  std::string reason;          ///< why its place in the page keeps it from being read
  std::size_t element = 0;     ///< index of the element that holds it
  std::string label;           ///< the number that a list sets before it: "2."
  std::string spaced;         ///< a short `text` with gaps where inline elements meet; may be empty
  bool by_picture = false;    ///< a picture stands right before it
  bool with_picture = false;  ///< and in the same block
};

/// An element that lines stand in.
struct Element {
  const Node* node = nullptr;
  std::size_t parent = 0;  ///< index; smaller than its own, but for the root's 0
};

struct Flow {
  std::vector<Leaf> leaves;       ///< in the order of the page
  std::vector<Element> elements;  ///< in the order in which they begin; [0] is the root
};

enum class FlowKind {
  kPage,     ///< a whole page, with navigation and clutter that class names betray
  kFragment  ///< text of somebody's own: a Markdown file, a chapter, an item of a feed
};

/// Lays out what is beneath `root`, which must outlive the result.
[[nodiscard]] Flow LayOut(const Node& root, FlowKind kind, Tables tables = Tables::kRows);

}  // namespace boyin::intake
