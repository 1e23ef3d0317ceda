#include "intake/debris.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/table.h"
#include "base/utf8.h"
#include "intake/article.h"
#include "intake/data.h"

namespace boyin::intake {
namespace {

constexpr std::size_t kLongDebris = 60;  // characters; a longer line is no debris

struct Debris {
  enum class How {
    kLine,     ///< the line begins with the words
    kWhole,    ///< the line is the words
    kSection,  ///< so is it, and what follows up to the next prose belongs to it
    kHas,      ///< the line holds all of the words, and is no sentence of the article
    kEnd       ///< a very short line ends with the words
  };
  std::vector<std::string_view> words;
  How how = How::kLine;
  std::string_view reason;
};

Debris::How HowOf(std::string_view name) {
  if (name == "whole") return Debris::How::kWhole;
  if (name == "section") return Debris::How::kSection;
  if (name == "has") return Debris::How::kHas;
  return name == "end" ? Debris::How::kEnd : Debris::How::kLine;
}

/// "扫描+二维码" → 扫描, 二维码
std::vector<std::string_view> Words(std::string_view cell) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t end = std::min(cell.find('+'), cell.size());
    words.push_back(cell.substr(0, end));
    if (end == cell.size()) return words;
    cell.remove_prefix(end + 1);
  }
}

const std::vector<Debris>& DebrisTable() {
  static const std::vector<Debris> table = [] {
    std::vector<Debris> out;
    const auto rows = table::Parse(data::debris_tsv(), "debris.tsv", 3);
    if (!rows) return out;
    for (const table::Row& row : *rows) {
      out.push_back({Words(row.cells[0]), HowOf(row.cells[1]), row.cells[2]});
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

/// A sentence of the article may speak of a code that was scanned; one in brackets or at the very
/// end, or one that is no sentence at all, is addressed to the reader of the page.
bool MayBeNotice(const Leaf& leaf, bool last) {
  const std::string_view text = leaf.text;
  const bool brackets = (text.starts_with("（") && text.ends_with("）")) ||
                        (text.starts_with("(") && text.ends_with(")")) ||
                        (text.starts_with("【") && text.ends_with("】"));
  return brackets || last || !text.ends_with("。");
}

bool Fits(const Debris& debris, const Leaf& leaf, std::string_view bare, std::size_t length,
          bool last) {
  constexpr std::size_t kVeryShort = 14;  // characters
  switch (debris.how) {
    case Debris::How::kLine:
      return bare.starts_with(debris.words[0]) || leaf.text.starts_with(debris.words[0]);
    case Debris::How::kHas:
      return MayBeNotice(leaf, last) &&
             std::all_of(debris.words.begin(), debris.words.end(), [&](std::string_view word) {
               return leaf.text.find(word) != std::string::npos;
             });
    case Debris::How::kEnd:
      return length <= kVeryShort && bare.ends_with(debris.words[0]);
    case Debris::How::kWhole:
    case Debris::How::kSection:
      break;
  }
  return bare == debris.words[0];
}

const Debris* DebrisIn(const Leaf& leaf, bool last) {
  const std::size_t length = utf8::Length(leaf.text);
  if (length > kLongDebris) return nullptr;
  const std::string_view bare = Bare(leaf.text);
  for (const Debris& debris : DebrisTable()) {
    if (Fits(debris, leaf, bare, length, last)) return &debris;
  }
  return nullptr;
}

/// The index behind which the last few lines that are read stand.
std::size_t LastLines(const Flow& flow) {
  constexpr std::size_t kLast = 4;
  std::size_t seen = 0;
  for (std::size_t i = flow.leaves.size(); i-- > 0;) {
    if (flow.leaves[i].reason.empty() && ++seen == kLast) return i;
  }
  return 0;
}

/// A line often ends with the link to the rest of it: the link is cut off and stands behind it.
void CutLinks(Flow& flow) {
  constexpr std::array<std::string_view, 9> kWords{"[阅读全文]", "【阅读全文】", "阅读全文",
                                                   "[详细]",     "[详情]",       "查看全文",
                                                   "阅读更多",   "[全文]",       "Read more"};
  std::vector<std::pair<std::size_t, Leaf>> tails;  // each with the index it goes before
  for (std::size_t i = 0; i < flow.leaves.size(); ++i) {
    for (const std::string_view word : kWords) {
      std::string& text = flow.leaves[i].text;
      const bool ends = flow.leaves[i].reason.empty() && text.ends_with(word) &&
                        text.size() > word.size() && flow.leaves[i].link_bytes >= word.size();
      if (!ends) continue;
      text.resize(text.size() - word.size());
      while (text.ends_with(' ')) text.pop_back();
      flow.leaves[i].link_bytes -= word.size();
      Leaf link;
      link.text = word;
      link.reason = "navigation";
      link.element = flow.leaves[i].element;
      if (text.empty()) {
        flow.leaves[i] = std::move(link);
      } else {
        tails.emplace_back(i + 1, std::move(link));
      }
      break;
    }
  }
  if (tails.empty()) return;
  std::vector<Leaf> leaves;
  leaves.reserve(flow.leaves.size() + tails.size());
  auto tail = tails.begin();
  for (std::size_t i = 0; i < flow.leaves.size(); ++i) {
    leaves.push_back(std::move(flow.leaves[i]));
    if (tail != tails.end() && tail->first == i + 1) leaves.push_back(std::move((tail++)->second));
  }
  flow.leaves = std::move(leaves);
}

double ProseBytes(const Flow& flow) {
  double bytes = 0;
  for (const Leaf& leaf : flow.leaves) {
    if (leaf.reason.empty() && IsProse(leaf)) bytes += static_cast<double>(leaf.text.size());
  }
  return bytes;
}

}  // namespace

void DropDebris(Flow& flow) {
  CutLinks(flow);
  const std::size_t last = LastLines(flow);
  const double prose = ProseBytes(flow);
  double read = 0;
  std::string_view section;
  std::string_view end;  // why nothing is read from here on
  for (std::size_t i = 0; i < flow.leaves.size(); ++i) {
    Leaf& leaf = flow.leaves[i];
    if (!leaf.reason.empty()) continue;
    if (!end.empty()) {
      leaf.reason = end;
      continue;
    }
    const bool title = leaf.kind == BlockKind::kHeading && leaf.level == 1;
    const Debris* debris = title ? nullptr : DebrisIn(leaf, i >= last);
    if (debris != nullptr) {
      leaf.reason = debris->reason;
      const bool opens = debris->how == Debris::How::kSection;
      section = opens ? debris->reason : std::string_view();
      // What such a line opens behind most of the text is the rest of the page.
      if (read >= prose * (opens ? 0.6 : 0.9) && (opens || debris->reason == "footer")) {
        end = debris->reason;
      }
    } else if (!section.empty() && !IsProse(leaf)) {
      leaf.reason = section;
    } else {
      section = {};
      const bool all_links = leaf.link_bytes * 10 >= leaf.text.size() * 9;
      if (all_links && leaf.kind != BlockKind::kHeading) leaf.reason = "links";
      if (leaf.reason.empty() && IsProse(leaf)) read += static_cast<double>(leaf.text.size());
    }
  }
}

}  // namespace boyin::intake
