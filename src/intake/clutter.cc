#include "intake/clutter.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/table.h"
#include "intake/composer.h"
#include "intake/data.h"

namespace boyin::intake {
namespace {

template <std::size_t N>
bool IsAmong(std::string_view name, const std::array<std::string_view, N>& sorted) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

constexpr std::array<std::string_view, 15> kSilent{
    "audio", "canvas", "iframe",   "math",  "noframes", "noscript", "object", "script",
    "style", "svg",    "template", "title", "video",    "xml",      "xmp"};

constexpr std::array<std::string_view, 2> kForms{"fieldset", "form"};

/// What is on no page as text, however much of it there is.
constexpr std::array<std::string_view, 5> kControls{"button", "datalist", "input", "select",
                                                    "textarea"};
static_assert(std::is_sorted(kSilent.begin(), kSilent.end()));
static_assert(std::is_sorted(kControls.begin(), kControls.end()));

struct Clutter {
  std::string_view word;
  bool any_ending = false;
  std::string_view reason;
};

const std::vector<Clutter>& ClutterTable() {
  static const std::vector<Clutter> table = [] {
    std::vector<Clutter> out;
    const auto rows = table::Parse(data::clutter_tsv(), "clutter.tsv", 2);
    if (!rows) return out;
    for (const table::Row& row : *rows) {
      Clutter one{row.cells[0], row.cells[0].ends_with('*'), row.cells[1]};
      if (one.any_ending) one.word.remove_suffix(1);
      out.push_back(one);
    }
    return out;
  }();
  return table;
}

std::string_view ReasonOfWord(const std::string& word) {
  for (const Clutter& clutter : ClutterTable()) {
    if (clutter.any_ending ? word.starts_with(clutter.word) : word == clutter.word) {
      return clutter.reason;
    }
  }
  return {};
}

/// What the words of a class or an id say: "art-relatedNews" → related links.
std::string_view ReasonOfName(std::string_view name) {
  std::string word;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    const char c = i < name.size() ? name[i] : ' ';
    const bool upper = c >= 'A' && c <= 'Z';
    const bool letter = upper || (c >= 'a' && c <= 'z');
    if (!letter || upper) {
      if (const std::string_view reason = ReasonOfWord(word); !word.empty() && !reason.empty()) {
        return reason;
      }
      word.clear();
    }
    if (letter) word += static_cast<char>(upper ? c - 'A' + 'a' : c);
  }
  return {};
}

bool IsHidden(const Node& node) {
  if (node.Attribute("aria-hidden") == "true") return true;
  for (const auto& [key, value] : node.attributes) {
    if (key == "hidden") return true;
    if (key != "style") continue;
    std::string style;
    for (const char c : value) {
      if (c != ' ') style += c;
    }
    if (style.find("display:none") != std::string::npos ||
        style.find("visibility:hidden") != std::string::npos) {
      return true;
    }
  }
  return false;
}

/// Unlinked prose: the characters of text that stands in no link and ends like sentences.
struct Prose {
  std::size_t sentences = 0;
  std::size_t bytes = 0;   ///< of the text of sentences
  std::size_t linked = 0;  ///< bytes of links
};

void MeasureProse(const Node& node, bool link, Prose& prose) {
  if (node.name.empty()) {
    if (link) {
      prose.linked += Collapse(node.text).size();
    } else if (node.text.size() >= 60) {
      const std::size_t before = prose.sentences;
      for (const std::string_view mark : {"。", "！", "？", "；"}) {
        for (std::size_t at = node.text.find(mark); at != std::string::npos;
             at = node.text.find(mark, at + mark.size())) {
          ++prose.sentences;
        }
      }
      if (prose.sentences > before) prose.bytes += node.text.size();
    }
    return;
  }
  if (IsAmong(node.name, kSilent) || IsAmong(node.name, kControls)) return;
  const bool links = link || (node.name == "a" && !node.Attribute("href").empty());
  for (const Node& child : node.children) MeasureProse(child, links, prose);
}

/// What EPUB and DPUB-ARIA say of an element; empty where they say nothing.
std::string_view ReasonOfRole(const Node& node) {
  const std::string_view type = node.Attribute("epub:type");
  const std::string_view role = node.Attribute("role");
  if (type.empty() && role.empty()) return {};
  const auto is = [&](std::string_view name, std::string_view aria) {
    return type == name || role == aria;
  };
  if (is("pagebreak", "doc-pagebreak")) return "page number";
  if (is("noteref", "doc-noteref")) return "footnote mark";
  if (is("footnote", "doc-footnote") || is("endnote", "doc-endnote") ||
      is("endnotes", "doc-endnotes") || type == "footnotes" || type == "rearnote" ||
      type == "rearnotes") {
    return "footnote";
  }
  if (role == "doc-toc" || type == "toc") return "table of contents";
  return {};
}

}  // namespace

bool IsSilent(std::string_view name) { return IsAmong(name, kSilent); }

bool IsForm(std::string_view name) { return IsAmong(name, kForms); }

std::string_view ReasonNeverRead(const Node& node) {
  if (IsHidden(node)) return "hidden";
  if (const std::string_view reason = ReasonOfRole(node); !reason.empty()) return reason;
  return IsAmong(node.name, kControls) ? "form" : "";
}

std::string_view ReasonOfClass(const Node& node) {
  const std::string_view reason = ReasonOfName(node.Attribute("class"));
  return reason.empty() ? ReasonOfName(node.Attribute("id")) : reason;
}

bool IsTooMuchText(const Node& node, std::string_view reason) {
  constexpr std::size_t kSeveral = 3;
  constexpr std::size_t kMuch = 300;  // bytes, a hundred characters
  if (reason == "comments" || reason == "footer" || reason == "notice") return false;
  Prose prose;
  MeasureProse(node, false, prose);
  return prose.sentences >= kSeveral && prose.bytes >= kMuch && prose.linked * 3 < prose.bytes;
}

}  // namespace boyin::intake
