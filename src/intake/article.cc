#include "intake/article.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.h"
#include "intake/debris.h"
#include "intake/other_articles.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kLongLine = 25;  // characters; shorter ones are prose by their full stop
constexpr std::size_t kShortSentence = 5;
constexpr std::size_t kPlainBytes = 24;  // beside links, in a sentence of links

bool EndsSentence(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMarks{"。", "！", "？", "；", "：", "”",
                                                    "…",  "」", "）", ".",  "!",  "?"};
  return std::any_of(kMarks.begin(), kMarks.end(),
                     [&](std::string_view mark) { return text.ends_with(mark); });
}

/// What speaks for each element and against it.
struct Weights {
  std::vector<double> prose;
  std::vector<double> clutter;

  [[nodiscard]] double Score(std::size_t i) const { return prose[i] - clutter[i]; }
};

Weights Weigh(const Flow& flow, const std::vector<bool>& other) {
  Weights weights{std::vector<double>(flow.elements.size()),
                  std::vector<double>(flow.elements.size())};
  constexpr double kPlain = 0.4;  // a short line that is no link may be a verse or a name
  for (std::size_t i = 0; i < flow.leaves.size(); ++i) {
    const Leaf& leaf = flow.leaves[i];
    if (!leaf.reason.empty()) continue;
    const auto bytes = static_cast<double>(leaf.text.size());
    const auto links = static_cast<double>(leaf.link_bytes);
    if (other[i]) {
      weights.clutter[leaf.element] += bytes;
    } else if (IsProse(leaf)) {
      weights.prose[leaf.element] += bytes - links;
    } else if (leaf.kind != BlockKind::kHeading && leaf.kind != BlockKind::kTableRow) {
      const double plain = leaf.kind == BlockKind::kListItem ? 0 : (bytes - links) * kPlain;
      weights.clutter[leaf.element] += links + plain;
    }
  }
  // Parents come before their children, so one pass backwards adds everything up.
  for (std::size_t i = flow.elements.size(); i-- > 1;) {
    weights.prose[flow.elements[i].parent] += weights.prose[i];
    weights.clutter[flow.elements[i].parent] += weights.clutter[i];
  }
  return weights;
}

bool IsMarkedArticle(const Node& node) {
  return node.name == "article" || node.name == "main" || node.Attribute("role") == "main" ||
         node.Attribute("itemprop") == "articleBody";
}

/// The innermost element that the page marks as its article and that holds most of the prose.
std::optional<std::size_t> MarkedArticle(const Flow& flow, const Weights& weights) {
  std::optional<std::size_t> found;
  for (std::size_t i = 1; i < flow.elements.size(); ++i) {
    if (!IsMarkedArticle(*flow.elements[i].node)) continue;
    if (weights.prose[i] * 2 > weights.prose[0] &&
        (!found || weights.prose[i] * 10 >= weights.prose[*found] * 9)) {
      found = i;
    }
  }
  return found;
}

std::size_t BestElement(const Flow& flow, const Weights& weights, std::size_t top) {
  if (weights.prose[top] <= 0) return top;  // nothing tells the article from the rest
  std::vector<bool> inside(flow.elements.size());
  inside[top] = true;
  std::size_t best = top;
  for (std::size_t i = top + 1; i < flow.elements.size(); ++i) {
    inside[i] = inside[flow.elements[i].parent];
    // A deeper one wins only by leaving clutter out, not by leaving headings out.
    if (inside[i] && weights.Score(i) > weights.Score(best)) best = i;
  }
  return best;
}

/// A subtree as a half-open range of element indices, which are in the order of the page.
struct Subtree {
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] bool Holds(const Leaf& leaf) const {
    return leaf.element >= begin && leaf.element < end;
  }
};

Subtree SubtreeOf(const Flow& flow, std::size_t element) {
  std::size_t end = element + 1;
  while (end < flow.elements.size() && flow.elements[end].parent >= element) ++end;
  return {element, end};
}

/// Whether everything in `outer` beside `inner` may belong to the article: no links, no lists of
/// other articles, and not more than the article itself.
bool IsClean(const Flow& flow, const std::vector<bool>& other, Subtree outer, Subtree inner) {
  constexpr std::size_t kFree = 300;  // bytes that may be added to any article
  std::size_t added = 0;
  std::size_t held = 0;
  for (std::size_t i = 0; i < flow.leaves.size(); ++i) {
    const Leaf& leaf = flow.leaves[i];
    if (!leaf.reason.empty() || !outer.Holds(leaf)) continue;
    if (inner.Holds(leaf)) {
      held += leaf.text.size();
      continue;
    }
    if (other[i]) return false;
    if (leaf.kind == BlockKind::kHeading) continue;
    if (leaf.link_bytes * 3 > leaf.text.size()) return false;
    added += leaf.text.size();
  }
  return added <= std::max(held, kFree);
}

bool IsTop(const Node& node) {
  return node.name.empty() || node.name == "body" || node.name == "html";
}

/// A container that won by one paragraph takes in the lines around it that are as clean: verses,
/// names, the paragraph that is one sentence. It stops at the element that holds the title.
std::size_t Widen(const Flow& flow, const std::vector<bool>& other, std::size_t best,
                  const Leaf* title) {
  constexpr int kMost = 40;  // steps; each looks at all lines
  for (int step = 0; step < kMost && best != 0; ++step) {
    const Subtree inner = SubtreeOf(flow, best);
    const std::size_t parent = flow.elements[best].parent;
    if ((title != nullptr && inner.Holds(*title)) || IsTop(*flow.elements[parent].node)) break;
    if (!IsClean(flow, other, SubtreeOf(flow, parent), inner)) break;
    best = parent;
  }
  return best;
}

/// The smallest element that holds the title and prose behind it.
std::optional<std::size_t> AroundTitle(const Flow& flow, const Weights& weights,
                                       const Leaf* title) {
  if (title == nullptr) return std::nullopt;
  for (std::size_t at = title->element; at != 0; at = flow.elements[at].parent) {
    if (weights.prose[at] > 0) return at;
  }
  return std::nullopt;
}

/// The best element; one that stands nearer to the title wins over a somewhat longer text
/// elsewhere.
std::size_t Choose(const Flow& flow, const Weights& weights, const Leaf* title) {
  const std::size_t best = BestElement(flow, weights, MarkedArticle(flow, weights).value_or(0));
  const std::optional<std::size_t> around = AroundTitle(flow, weights, title);
  if (!around) return best;
  const Subtree near = SubtreeOf(flow, *around);
  const bool inside = best >= near.begin && best < near.end;
  const bool holds = *around >= best && *around < SubtreeOf(flow, best).end;
  if (inside || holds || weights.prose[*around] * 4 < weights.prose[best]) return best;
  return BestElement(flow, weights, *around);
}

/// Prose between the title and the container, such as a summary of its own, is read; short lines
/// above the title are not.
void KeepAround(Flow& flow, const std::vector<bool>& other, Subtree chosen, const Leaf* title) {
  bool behind_title = title == nullptr;
  bool begun = false;
  for (std::size_t i = 0; i < flow.leaves.size(); ++i) {
    Leaf& leaf = flow.leaves[i];
    if (&leaf == title) behind_title = true;
    if (!leaf.reason.empty() || &leaf == title) continue;
    const bool inside = chosen.Holds(leaf);
    const bool summary = title != nullptr && behind_title && !begun && !inside && IsProse(leaf) &&
                         leaf.link_bytes == 0;
    const bool above = !behind_title && inside && !IsProse(leaf);
    begun = begun || (inside && behind_title);
    if (other[i]) {
      leaf.reason = "other articles";
    } else if (above || (!inside && !summary)) {
      leaf.reason = "outside the article";
    }
  }
}

}  // namespace

bool IsProse(const Leaf& leaf) {
  if (leaf.kind == BlockKind::kHeading || leaf.kind == BlockKind::kTableRow) return false;
  const std::size_t length = utf8::Length(leaf.text);
  const bool sentence = length >= kShortSentence && EndsSentence(leaf.text);
  // Manuals have sentences that are mostly links; lists of links have no full stop.
  if (leaf.link_bytes * 3 > leaf.text.size()) {
    return sentence && leaf.text.size() - leaf.link_bytes >= kPlainBytes;
  }
  return length >= kLongLine || sentence;
}

/// The line that is the title: a heading wherever it stands, or a line above the text.
Leaf* FindTitle(Flow& flow, std::string_view title) {
  if (title.empty()) return nullptr;
  for (Leaf& leaf : flow.leaves) {
    if (leaf.kind == BlockKind::kHeading && SameTitle(leaf.text, title)) return &leaf;
  }
  for (Leaf& leaf : flow.leaves) {
    if (leaf.reason.empty() && leaf.text == title) return &leaf;
    if (leaf.reason.empty() && IsProse(leaf)) break;
  }
  return nullptr;
}

bool SameTitle(std::string_view one, std::string_view other) {
  constexpr std::size_t kShortest = 12;  // bytes, four characters
  if (one == other) return true;
  const std::string_view shorter = one.size() < other.size() ? one : other;
  const std::string_view longer = one.size() < other.size() ? other : one;
  return shorter.size() >= kShortest && shorter.size() * 2 > longer.size() &&
         longer.starts_with(shorter);
}

double KeepArticle(Flow& flow, std::string_view title, Captions captions) {
  const std::vector<bool> other = FindOtherArticles(flow);
  const Weights weights = Weigh(flow, other);
  Leaf* heading = FindTitle(flow, title);
  const std::size_t best = Widen(flow, other, Choose(flow, weights, heading), heading);
  KeepAround(flow, other, SubtreeOf(flow, best), heading);
  if (heading != nullptr) {
    heading->reason.clear();
    heading->kind = BlockKind::kHeading;
    heading->level = 1;
  }
  double read = 0;
  for (const Leaf& leaf : flow.leaves) {
    if (leaf.reason.empty() && IsProse(leaf)) {
      read += static_cast<double>(leaf.text.size() - leaf.link_bytes);
    }
  }
  DropDebris(flow, captions);
  return weights.prose[0] > 0 ? std::min(read / weights.prose[0], 1.0) : 1.0;
}

}  // namespace boyin::intake
