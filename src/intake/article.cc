#include "intake/article.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/table.h"
#include "base/utf8.h"
#include "intake/data.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kLongLine = 25;  // characters; shorter ones are prose by their full stop
constexpr std::size_t kShortSentence = 5;
constexpr std::size_t kPlainBytes = 24;  // beside links, in a sentence of links
constexpr std::size_t kLongDebris = 60;  // characters; a longer line is no debris

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

Weights Weigh(const Flow& flow) {
  Weights weights{std::vector<double>(flow.elements.size()),
                  std::vector<double>(flow.elements.size())};
  for (const Leaf& leaf : flow.leaves) {
    if (!leaf.reason.empty()) continue;
    const auto bytes = static_cast<double>(leaf.text.size());
    const auto links = static_cast<double>(leaf.link_bytes);
    if (IsProse(leaf)) {
      weights.prose[leaf.element] += bytes - links;
    } else if (leaf.kind != BlockKind::kHeading && leaf.kind != BlockKind::kTableRow) {
      weights.clutter[leaf.element] += leaf.kind == BlockKind::kListItem ? links : bytes;
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

std::size_t BestElement(const Flow& flow, const Weights& weights) {
  const std::size_t top = MarkedArticle(flow, weights).value_or(0);
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

struct Debris {
  enum class How { kLine, kWhole, kSection };
  std::string_view words;
  How how = How::kLine;
  std::string_view reason;
};

const std::vector<Debris>& DebrisTable() {
  static const std::vector<Debris> table = [] {
    std::vector<Debris> out;
    const auto rows = table::Parse(data::debris_tsv(), "debris.tsv", 3);
    if (!rows) return out;
    for (const table::Row& row : *rows) {
      const Debris::How how = row.cells[1] == "whole"     ? Debris::How::kWhole
                              : row.cells[1] == "section" ? Debris::How::kSection
                                                          : Debris::How::kLine;
      out.push_back({row.cells[0], how, row.cells[2]});
    }
    return out;
  }();
  return table;
}

/// The text without the brackets, marks and spaces around it.
std::string_view Bare(std::string_view text) {
  constexpr std::array<std::string_view, 21> kMarks{" ", "【", "】", "[", "]", "（", "）",
                                                    "(", ")",  "：", ":", "|", "｜", "·",
                                                    ">", "»",  "<",  "▲", "▼", "■",  "◆"};
  const auto strip = [&](bool front) {
    for (const std::string_view mark : kMarks) {
      if (front ? !text.starts_with(mark) : !text.ends_with(mark)) continue;
      front ? text.remove_prefix(mark.size()) : text.remove_suffix(mark.size());
      return true;
    }
    return false;
  };
  while (strip(true) || strip(false)) {
  }
  return text;
}

const Debris* DebrisIn(const Leaf& leaf) {
  if (utf8::Length(leaf.text) > kLongDebris) return nullptr;
  const std::string_view bare = Bare(leaf.text);
  for (const Debris& debris : DebrisTable()) {
    const bool fits = debris.how == Debris::How::kLine
                          ? (bare.starts_with(debris.words) || leaf.text.starts_with(debris.words))
                          : bare == debris.words;
    if (fits) return &debris;
  }
  return nullptr;
}

void DropDebris(Flow& flow) {
  std::string_view section;
  for (Leaf& leaf : flow.leaves) {
    if (!leaf.reason.empty()) continue;
    if (const Debris* debris = DebrisIn(leaf); debris != nullptr) {
      leaf.reason = debris->reason;
      section = debris->how == Debris::How::kSection ? debris->reason : std::string_view();
    } else if (!section.empty() && !IsProse(leaf)) {
      leaf.reason = section;
    } else {
      section = {};
      const bool all_links = leaf.link_bytes * 10 >= leaf.text.size() * 9;
      if (all_links && leaf.kind != BlockKind::kHeading) leaf.reason = "links";
    }
  }
}

/// The line that is the title: a heading wherever it stands, or a line above the text.
Leaf* FindTitle(Flow& flow, std::string_view title) {
  if (title.empty()) return nullptr;
  for (Leaf& leaf : flow.leaves) {
    if (leaf.kind == BlockKind::kHeading && leaf.text == title) return &leaf;
  }
  for (Leaf& leaf : flow.leaves) {
    if (leaf.reason.empty() && leaf.text == title) return &leaf;
    if (leaf.reason.empty() && IsProse(leaf)) break;
  }
  return nullptr;
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

void KeepArticle(Flow& flow, std::string_view title) {
  const Weights weights = Weigh(flow);
  const std::size_t best = BestElement(flow, weights);
  std::vector<bool> inside(flow.elements.size());
  inside[best] = true;
  for (std::size_t i = best + 1; i < flow.elements.size(); ++i) {
    inside[i] = inside[flow.elements[i].parent];
  }
  for (Leaf& leaf : flow.leaves) {
    if (leaf.reason.empty() && !inside[leaf.element]) leaf.reason = "outside the article";
  }
  if (Leaf* heading = FindTitle(flow, title); heading != nullptr) {
    heading->reason.clear();
    heading->kind = BlockKind::kHeading;
    heading->level = 1;
  }
  DropDebris(flow);
}

}  // namespace boyin::intake
