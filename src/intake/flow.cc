#include "intake/flow.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"
#include "intake/clutter.h"
#include "intake/composer.h"
#include "intake/list_count.h"

namespace boyin::intake {
namespace {

template <std::size_t N>
bool IsAmong(std::string_view name, const std::array<std::string_view, N>& sorted) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

constexpr std::array<std::string_view, 51> kBlocks{
    "address", "article", "aside",   "blockquote", "body",   "center",   "dd",         "details",
    "dialog",  "dir",     "div",     "dl",         "dt",     "fieldset", "figcaption", "figure",
    "footer",  "form",    "h1",      "h2",         "h3",     "h4",       "h5",         "h6",
    "head",    "header",  "hgroup",  "hr",         "html",   "legend",   "li",         "listing",
    "main",    "menu",    "nav",     "ol",         "option", "p",        "pre",        "search",
    "section", "select",  "summary", "table",      "tbody",  "td",       "textarea",   "tfoot",
    "th",      "thead",   "tr"};

static_assert(std::is_sorted(kBlocks.begin(), kBlocks.end()));

bool IsBlock(std::string_view name) { return name == "ul" || IsAmong(name, kBlocks); }

bool MostlyHan(std::string_view text) {
  std::size_t han = 0;
  std::size_t latin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint c = utf8::Decode(text, at);
    if (utf8::IsHan(c.value)) ++han;
    if (c.value > ' ' && c.value < 0x7F) ++latin;
    at += c.length;
  }
  return han > latin;
}

/// A table of data, as against one that only arranges a page: cells hold single lines, and there
/// are two rows and two columns of them.
bool IsDataTable(const Node& table) {
  std::size_t rows = 0;
  std::size_t widest = 0;
  bool plain = true;
  const auto look = [&](const auto& self, const Node& node) -> void {
    std::size_t cells = 0;
    for (const Node& child : node.children) {
      if (child.name == "tr") ++rows;
      if (child.name == "table" || child.name == "div" || child.name == "ul") plain = false;
      if (child.name == "td" || child.name == "th") {
        ++cells;
        plain = plain && child.weight < 600;
      }
      if (plain) self(self, child);
    }
    widest = std::max(widest, cells);
  };
  look(look, table);
  return plain && rows >= 2 && widest >= 2;
}

std::string Superscript(std::string_view digits) {
  constexpr std::array<std::string_view, 10> kDigits{"⁰", "¹", "²", "³", "⁴",
                                                     "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::string(digits);
    out += kDigits.at(static_cast<std::size_t>(c - '0'));
  }
  return out;
}

/// A big first letter that stands apart from its word.
bool IsDropCap(const Node& node) {
  const std::string_view name = node.Attribute("class");
  if (name.empty() || node.weight == 0 || node.weight > 6) return false;
  for (const std::string_view word : {"dropcap", "drop-cap", "drop_cap", "DropCap", "dropCap",
                                      "first-letter", "firstletter", "initial"}) {
    if (name.find(word) != std::string_view::npos) return true;
  }
  return false;
}

constexpr std::size_t kMostSpared = 8;  // so that looking at their text stays linear

constexpr std::size_t kLongestHead = 60;  // bytes, of a column

constexpr char kGap = '\x01';  // where inline elements meet, while a line is made

/// What an element hands down to those inside.
struct Context {
  BlockKind kind = BlockKind::kParagraph;
  int level = 0;
  std::string_view reason;
  std::size_t element = 0;
  std::size_t count = 0;   ///< of the list whose items stand here, one more than its index; 0: none
  std::size_t spared = 0;  ///< elements around that were spared for the text they hold
  bool link = false;
  bool keep_lines = false;
};

class Layout {
 public:
  Layout(const Node& root, FlowKind kind, Tables tables)
      : root_(root), kind_(kind), tables_(tables) {
    flow_.elements.push_back({&root, 0});
  }

  Flow Run() {
    Children(root_, {});
    drop_cap_ = false;
    EndLine();
    return std::move(flow_);
  }

 private:
  void Children(const Node& node, const Context& context) {
    for (const Node& child : node.children) {
      if (child.name.empty()) {
        Text(child.text, context);
      } else {
        Visit(child, context);
      }
    }
  }

  void Visit(const Node& node, Context context) {
    if (IsSilent(node.name)) return;
    if (node.name == "br" || node.name == "hr") return EndLine();
    if (node.name == "sup") return Raised(node, context);
    if (node.name == "img") picture_ = picture_here_ = true;
    if (node.name == "rt" || node.name == "rp" || node.name == "rtc") {
      return Aside(node, "ruby", context);
    }
    if (IsDropCap(node)) {
      Children(node, context);
      drop_cap_ = true;
      return;
    }
    if (node.name == "a" && !node.Attribute("href").empty()) context.link = true;
    const std::string_view reason =
        context.reason.empty() ? ReasonOf(node, context) : std::string_view();
    if (!IsBlock(node.name)) {
      if (!reason.empty()) return Aside(node, reason, context);
      Gap();
      Children(node, context);
      return Gap();
    }
    if (!reason.empty()) context.reason = reason;
    if (std::exchange(spared_, false)) ++context.spared;
    EndLine();
    Enter(node, context);
    if (node.name == "table" && IsDataTable(node)) {
      heads_.clear();
      if (tables_ == Tables::kSkip && context.reason.empty()) context.reason = "table";
      Rows(node, context);
    } else {
      Children(node, context);
    }
    EndLine();
  }

  void Enter(const Node& node, Context& context) {
    flow_.elements.push_back({&node, context.element});
    context.element = flow_.elements.size() - 1;
    const std::string& name = node.name;
    if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6') {
      context.kind = BlockKind::kHeading;
      context.level = name[1] - '0';
    } else if (name == "blockquote") {
      context.kind = BlockKind::kQuote;
    } else if (name == "li" || name == "dt" || name == "dd") {
      context.kind = BlockKind::kListItem;
      const bool counted = name == "li" && context.count > 0 && node.weight > 0;
      if (counted) label_ = counts_[context.count - 1].Next(node);
    }
    if (name == "ol") {
      counts_.emplace_back(node);
      context.count = counts_.size();
    } else if (name != "li") {
      context.count = 0;
    }
    if (name == "pre" || name == "listing") context.keep_lines = true;
  }

  /// Elements that meet without a space between them, such as the name of a source and a button.
  void Gap() {
    constexpr std::size_t kLongest = 4000;  // bytes, white space of the source included
    if (!blank_ && line_.size() < kLongest && line_.back() != kGap) line_ += kGap;
  }

  /// Why everything in this element is left out; empty where it is not.
  std::string_view ReasonOf(const Node& node, const Context& context) {
    const std::string& name = node.name;
    if (const std::string_view reason = ReasonNeverRead(node); !reason.empty()) return reason;
    if (!context.keep_lines && (name == "pre" || name == "listing")) {
      return MostlyHan(node.AllText()) ? std::string_view() : "code";
    }
    if (name == "nav") return "navigation";
    if (name == "figcaption" || name == "caption") return "caption";
    if (node.weight * 2 >= root_.weight && node.weight > 0) return {};
    if (name == "aside") return "sidebar";
    if (name == "footer") return "footer";
    if (IsForm(name)) return "form";
    if (kind_ == FlowKind::kFragment) return {};
    const std::string_view role = node.Attribute("role");
    if (role == "navigation" || role == "search" || role == "banner") return "navigation";
    if (role == "complementary") return "sidebar";
    if (context.spared >= kMostSpared) return {};
    const std::string_view reason = ReasonOfClass(node);
    if (reason.empty() || !IsTooMuchText(node, reason)) return reason;
    spared_ = true;
    return {};
  }

  /// m<sup>2</sup> is kept as m²; the mark of a footnote is not read.
  void Raised(const Node& node, const Context& context) {
    const std::string text = Collapse(node.AllText());
    const bool mark = node.weight == 0 || text.starts_with("[") || text.starts_with("〔") ||
                      text.starts_with("［") || node.Child("a") != nullptr;
    if (mark) return Aside(node, "footnote mark", context);
    Text(Superscript(text), context);
  }

  /// Text in the middle of a line that is not read stands after it, with its reason.
  void Aside(const Node& node, std::string_view reason, const Context& context) {
    const std::string text = Collapse(node.AllText());
    if (text.empty()) return;
    if (asides_.empty() || asides_.back().reason != reason) {
      asides_.push_back({});
      asides_.back().reason = reason;
      asides_.back().element = context.element;
    } else {
      asides_.back().text += ' ';
    }
    asides_.back().text += text;
  }

  void Text(std::string_view text, const Context& context) {
    const bool blank = IsBlank(text);
    if (drop_cap_ && !blank) {
      while (!text.empty() && (text[0] == ' ' || text[0] == '\n' || text[0] == '\t')) {
        text.remove_prefix(1);
      }
      drop_cap_ = false;
    }
    if (blank_) {
      if (blank && !context.keep_lines) return;
      line_.clear();
      line_context_ = context;
    }
    blank_ = blank_ && blank;
    if (context.keep_lines) {
      KeptLines(text, context);
    } else {
      line_ += text;
    }
    if (context.link) link_bytes_ += Collapse(text).size();
  }

  void KeptLines(std::string_view text, const Context& context) {
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      line_ += text.substr(0, end);
      EndLine();
      line_context_ = context;
      text.remove_prefix(end + 1);
      blank_ = IsBlank(text.substr(0, text.find('\n')));
    }
    line_ += text;
  }

  void EndLine() {
    if (drop_cap_) return;  // its word begins in the next block
    std::string spaced;
    if (line_.find(kGap) != std::string::npos) {
      spaced = line_;
      std::replace(spaced.begin(), spaced.end(), kGap, ' ');
      spaced = Collapse(spaced);
      line_.erase(std::remove(line_.begin(), line_.end(), kGap), line_.end());
    }
    std::string text = Collapse(line_);
    line_.clear();
    blank_ = true;
    if (!text.empty()) {
      Leaf leaf;
      leaf.kind = line_context_.kind;
      leaf.level = line_context_.level;
      leaf.link_bytes = std::min(link_bytes_, text.size());
      leaf.reason = line_context_.reason;
      leaf.element = line_context_.element;
      if (!IsNumbered(text)) leaf.label = label_;
      label_.clear();
      if (spaced != text) leaf.spaced = std::move(spaced);
      leaf.by_picture = std::exchange(picture_, false);
      leaf.with_picture = picture_here_;
      leaf.text = std::move(text);
      flow_.leaves.push_back(std::move(leaf));
    }
    link_bytes_ = 0;
    picture_here_ = false;
    for (Leaf& aside : asides_) flow_.leaves.push_back(std::move(aside));
    asides_.clear();
  }

  /// Each row of a table of data is one line, its cells divided by commas.
  void Rows(const Node& node, const Context& context) {
    for (const Node& child : node.children) {
      if (child.name == "caption") {
        Visit(child, context);
      } else if (child.name.empty()) {
        Text(child.text, context);
      } else if (child.name != "tr") {
        Rows(child, context);
      } else {
        Row(child, context);
      }
    }
  }

  void Row(const Node& row, Context context) {
    context.kind = BlockKind::kTableRow;
    flow_.elements.push_back({&row, context.element});
    context.element = flow_.elements.size() - 1;
    EndLine();
    if (context.reason.empty()) context.reason = ReasonOf(row, context);
    std::vector<std::string> cells;
    for (const Node& cell : row.children) {
      if (cell.name.empty()) continue;
      std::string text = Collapse(cell.AllText());
      cells.push_back(text.size() <= kLongestHead ? std::move(text) : std::string());
      if (cells.back().empty() && Collapse(cell.AllText()).empty()) continue;
      if (!blank_) line_ += "，";
      const std::size_t at = blank_ ? 0 : line_.size();
      Inline(cell, context);
      const std::size_t column = cells.size() - 1;
      const bool under = tables_ == Tables::kHeads && column > 0 && column < heads_.size();
      if (under && heads_[column] != cells[column]) line_.insert(at, heads_[column]);
    }
    if (tables_ == Tables::kHeads && heads_.empty()) {
      heads_ = std::move(cells);
      if (line_context_.reason.empty()) line_context_.reason = "table head";
    }
    EndLine();
  }

  /// A cell is one line, whatever blocks it holds.
  void Inline(const Node& node, Context context) {
    if (node.name.empty()) return Text(node.text, context);
    if (IsSilent(node.name)) return;
    if (node.name == "sup") return Raised(node, context);
    if (node.name == "a") context.link = true;
    if (!blank_ && (node.name == "br" || node.name == "p")) line_ += ' ';
    for (const Node& child : node.children) Inline(child, context);
  }

  const Node& root_;
  FlowKind kind_;
  Tables tables_;
  Flow flow_;
  std::vector<std::string> heads_;  // of the table of data at hand
  bool picture_ = false;            // since the last line
  bool picture_here_ = false;       // and in this block
  std::string line_;
  bool blank_ = true;      // the line holds nothing but white space
  bool drop_cap_ = false;  // what comes next goes on with its word
  std::string label_;      // that the next line gets
  std::vector<ListCount> counts_;
  bool spared_ = false;  // the element at hand
  std::size_t link_bytes_ = 0;
  Context line_context_;  // where its first character stands
  std::vector<Leaf> asides_;
};

}  // namespace

Flow LayOut(const Node& root, FlowKind kind, Tables tables) {
  return Layout(root, kind, tables).Run();
}

}  // namespace boyin::intake
