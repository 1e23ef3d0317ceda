#include "intake/other_articles.h"

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>

#include "base/date.h"
#include "intake/article.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kFewest = 3;         // elements of one shape
constexpr std::size_t kMostLines = 7;      // of one of them
constexpr std::size_t kLongestText = 900;  // bytes of a summary
constexpr std::size_t kTitle = 15;         // bytes, five characters of a title that is a link

/// What stands beneath an element.
struct Beneath {
  std::size_t lines = 0;
  std::size_t title = std::numeric_limits<std::size_t>::max();  ///< the first line that is a link
  std::size_t first = std::numeric_limits<std::size_t>::max();
  std::size_t plain = 0;  ///< bytes that are no link
  bool headed = false;    ///< begins with a heading
  bool cut = false;       ///< holds a summary that is cut off, or a day
};

bool IsLink(const Leaf& leaf) {
  return leaf.text.size() >= kTitle && leaf.link_bytes * 10 >= leaf.text.size() * 8;
}

/// "…私募大佬但斌二季度减持了贵州茅台..."; "2019-09-09 21:38:04"
bool IsCutOrDay(const Leaf& leaf) {
  const std::string& text = leaf.text;
  if (text.ends_with("...") || text.ends_with("…")) return true;
  const auto moment = text.size() <= 40 ? FindDate(text) : std::nullopt;
  return moment && moment->source.size() * 2 > text.size();
}

std::vector<Beneath> Sum(const Flow& flow) {
  std::vector<Beneath> sums(flow.elements.size());
  for (std::size_t i = 0; i < flow.leaves.size(); ++i) {
    const Leaf& leaf = flow.leaves[i];
    if (!leaf.reason.empty()) continue;
    Beneath& own = sums[leaf.element];
    ++own.lines;
    if (own.lines == 1) own.headed = leaf.kind == BlockKind::kHeading;
    own.cut = own.cut || IsCutOrDay(leaf);
    own.first = std::min(own.first, i);
    if (IsLink(leaf)) own.title = std::min(own.title, i);
    own.plain += leaf.text.size() - leaf.link_bytes;
  }
  for (std::size_t i = flow.elements.size(); i-- > 1;) {
    Beneath& parent = sums[flow.elements[i].parent];
    parent.lines += sums[i].lines;
    parent.title = std::min(parent.title, sums[i].title);
    parent.cut = parent.cut || sums[i].cut;
    if (sums[i].first < parent.first) parent.headed = sums[i].headed;
    parent.first = std::min(parent.first, sums[i].first);
    parent.plain += sums[i].plain;
  }
  return sums;
}

/// An entry of such a list: its title is a link among its first two lines, and what else it holds
/// is short. A paragraph that begins with a link is one line, and no entry.
bool IsEntry(const Beneath& beneath) {
  const bool linked = beneath.title != std::numeric_limits<std::size_t>::max() &&
                      beneath.title <= beneath.first + 1;
  return beneath.lines >= 2 && beneath.lines <= kMostLines && beneath.plain <= kLongestText &&
         (linked || (beneath.headed && beneath.cut));
}

struct Shape {
  std::size_t parent;
  std::string name;
  std::size_t element;
};

std::vector<Shape> Shapes(const Flow& flow, const std::vector<Beneath>& sums) {
  std::vector<Shape> shapes;
  for (std::size_t i = 1; i < flow.elements.size(); ++i) {
    if (sums[i].lines == 0) continue;
    const Node& node = *flow.elements[i].node;
    std::string name = node.name + ' ';
    name += node.Attribute("class").substr(0, 40);
    shapes.push_back({flow.elements[i].parent, std::move(name), i});
  }
  std::sort(shapes.begin(), shapes.end(), [](const Shape& a, const Shape& b) {
    return std::tie(a.parent, a.name, a.element) < std::tie(b.parent, b.name, b.element);
  });
  return shapes;
}

}  // namespace

std::vector<bool> FindOtherArticles(const Flow& flow) {
  const std::vector<Beneath> sums = Sum(flow);
  const std::vector<Shape> shapes = Shapes(flow, sums);
  std::vector<bool> listed(flow.elements.size());
  for (std::size_t begin = 0; begin < shapes.size();) {
    std::size_t end = begin;
    std::size_t entries = 0;
    while (end < shapes.size() && shapes[end].parent == shapes[begin].parent &&
           shapes[end].name == shapes[begin].name) {
      if (IsEntry(sums[shapes[end].element])) ++entries;
      ++end;
    }
    const std::size_t count = end - begin;
    if (entries >= kFewest && entries * 5 >= count * 4) {
      for (std::size_t i = begin; i < end; ++i) listed[shapes[i].element] = true;
    }
    begin = end;
  }
  for (std::size_t i = 1; i < flow.elements.size(); ++i) {
    listed[i] = listed[i] || listed[flow.elements[i].parent];
  }
  std::vector<bool> out(flow.leaves.size());
  bool other_prose = false;
  for (std::size_t i = 0; i < flow.leaves.size(); ++i) {
    out[i] = listed[flow.leaves[i].element];
    other_prose =
        other_prose || (!out[i] && flow.leaves[i].reason.empty() && IsProse(flow.leaves[i]));
  }
  if (!other_prose) out.assign(out.size(), false);
  return out;
}

}  // namespace boyin::intake
